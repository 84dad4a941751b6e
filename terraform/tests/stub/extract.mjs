// Cuts the schema of the Google provider out of the code that was generated from it.
//
//     node extract.mjs PACKAGE-FOLDER TERRAFORM-FOLDER >schema.json
//
// PACKAGE-FOLDER is an unpacked npm package @cdktf/provider-google: its classes hold, as text, every
// argument of the provider that package.json names. Only what the .tf files use is written. What the
// generated code has lost stands in overlay.json and is put back by provider.mjs.

import fs from "node:fs";
import path from "node:path";

const [packageFolder, terraformFolder] = process.argv.slice(2);
if (!terraformFolder) {
  console.error("extract.mjs: needs the folder of the package and the folder of the module");
  process.exit(2);
}

const NATIVE = {
  string: "string", number: "number", boolean: "bool", any: "dynamic",
  stringList: ["list", "string"], numberList: ["list", "number"], booleanList: ["list", "bool"],
  stringMap: ["map", "string"], numberMap: ["map", "number"], booleanMap: ["map", "bool"],
};
const GETTER = {
  getStringAttribute: "string", getNumberAttribute: "number", getBooleanAttribute: "bool",
  getListAttribute: ["list", "string"], getNumberListAttribute: ["list", "number"],
  getStringMapAttribute: ["map", "string"], getNumberMapAttribute: ["map", "number"],
  getBooleanMapAttribute: ["map", "bool"], getAnyMapAttribute: ["map", "string"],
};

const plain = (name) => name.replace(/_/g, "").toLowerCase();

function used(folder) {
  const found = { resource: new Set(), data: new Set() };
  for (const file of fs.readdirSync(folder, { recursive: true })) {
    if (!file.endsWith(".tf") || file.startsWith("tests/") || file.includes(".terraform/")) continue;
    const text = fs.readFileSync(path.join(folder, file), "utf8");
    for (const [, kind, type] of text.matchAll(/^(resource|data) "(google_\w+)"/gm)) {
      found[kind].add(type);
    }
  }
  return found;
}

class Source {
  constructor(folder) {
    this.js = fs.readFileSync(path.join(folder, "index.js"), "utf8");
    this.types = fs.readFileSync(path.join(folder, "index.d.ts"), "utf8");
    // Structs of large resources stand in files of their own.
    for (const file of fs.readdirSync(folder, { recursive: true })) {
      if (file.endsWith(".js") && file !== "index.js") {
        this.js += fs.readFileSync(path.join(folder, file), "utf8");
      } else if (file.endsWith(".d.ts") && file !== "index.d.ts") {
        this.types += fs.readFileSync(path.join(folder, file), "utf8");
      }
    }
    this.root = this.js.match(/class (\w+) extends cdktf\.Terraform(Resource|DataSource|Provider) /);
    this.type = this.js.match(/\.tfResourceType = "(\w+)"/)[1];
    this.providerVersion = this.js.match(/providerVersion: '([^']+)'/)?.[1];
    this.functions = new Map(
      [...this.js.matchAll(/function (\w+)ToHclTerraform\(struct\) \{[\s\S]*?\n\}/g)].map((m) => [
        m[1].toLowerCase(), m[0]]));
    this.classes = new Map(
      [...this.js.matchAll(/class (\w+) extends cdktf\.\w+ \{[\s\S]*?\n\}/g)].map((m) => [m[1], m[0]]));
    this.interfaces = new Map(
      [...this.types.matchAll(/export interface (\w+)[^{]*\{([\s\S]*?)\n\}/g)].map((m) => [m[1], m[2]]));
  }

  rootBlock() {
    const body = this.classes.get(this.root[1]);
    const synthesis = body.slice(body.indexOf("synthesizeHclAttributes()"));
    const block = this.block(synthesis, body, this.interfaces.get(this.root[1] + "Config") ?? "");
    block.attributes.id = { type: "string", optional: true, computed: true };
    delete block.attributes.alias;
    return block;
  }

  structBlock(name) {
    const synthesis = this.functions.get(name.toLowerCase());
    if (!synthesis) throw new Error(`${this.type}: no function for ${name}`);
    return this.block(
      synthesis, this.classes.get(name + "OutputReference") ?? "", this.interfaces.get(name) ?? "");
  }

  block(synthesis, body, contract) {
    const required = new Set(
      [...contract.matchAll(/readonly (\w+)(\??):/g)].filter((m) => m[2] === "").map((m) => plain(m[1])));
    const block = { attributes: {}, blocks: {} };
    const entries = synthesis.matchAll(
      /(\w+): \{\s*value: (.*),\s*isBlock: (true|false),\s*type: "(\w+)",\s*storageClassType: "(\w+)",\s*\}/g);
    for (const [, name, value, isBlock, type, storage] of entries) {
      const needed = required.has(plain(name));
      if (isBlock === "false" || NATIVE[storage]) {
        let known = NATIVE[storage];
        if (!known) throw new Error(`${this.type}.${name}: what is ${storage}?`);
        if (type === "set") known = ["set", known[1]];
        block.attributes[name] = { type: known, [needed ? "required" : "optional"]: true };
      } else {
        const nested = this.structBlock(storage.replace(/List$/, ""));
        const nesting = type === "struct" ? "single" : type;
        const most = nesting === "single" || value.includes("listMapperHcl") ? 0 : 1;
        block.blocks[name] = {
          nesting, ...(needed && nesting !== "single" && { min: 1 }), ...(most && { max: most }), ...nested };
      }
    }
    this.addComputed(block, body);
    return block;
  }

  addComputed(block, body) {
    const isNew = (name) => !(name in block.attributes) && !(name in block.blocks);
    for (const [, getter, name] of body.matchAll(/this\.(get\w+Attribute)\(['"](\w+)['"]\)/g)) {
      if (isNew(name) && GETTER[getter]) {
        block.attributes[name] = { type: GETTER[getter], computed: true };
      }
    }
    for (const [, kind, name] of body.matchAll(/= new cdktf\.(String|Number|Boolean)Map\(this, "(\w+)"/g)) {
      if (isNew(name)) {
        block.attributes[name] = { type: ["map", NATIVE[kind.toLowerCase()]], computed: true };
      }
    }
    for (const [, list, name, isSet] of body.matchAll(
      /= new (\w+)(?:List|Map)\(this, "(\w+)", (true|false)\)/g)) {
      if (isNew(name)) {
        block.attributes[name] = {
          type: [isSet === "true" ? "set" : "list", this.objectType(list)], computed: true };
      }
    }
  }

  objectType(name) {
    const block = { attributes: {}, blocks: {} };
    this.addComputed(block, this.classes.get(name + "OutputReference") ?? "");
    return ["object", Object.fromEntries(
      Object.entries(block.attributes).map(([key, attribute]) => [key, attribute.type]))];
  }
}

function folderOf(kind, type) {
  const rest = type.replace(/^google_/, "").replace(/_/g, "-");
  return path.join(packageFolder, "lib", kind === "data" ? "data-google-" + rest : rest);
}

function sorted(value) {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

const wanted = used(terraformFolder);
const schema = { provider: new Source(path.join(packageFolder, "lib", "provider")).rootBlock(), resource: {}, data: {} };
delete schema.provider.attributes.id;
for (const kind of ["resource", "data"]) {
  for (const type of wanted[kind]) {
    const folder = folderOf(kind, type);
    if (!fs.existsSync(folder)) throw new Error(`the provider has no ${kind} ${type}`);
    const source = new Source(folder);
    if (source.type !== type) throw new Error(`${folder} holds ${source.type}, not ${type}`);
    schema.provider_version ??= source.providerVersion;
    schema[kind][type] = source.rootBlock();
  }
}

// One attribute a line, so that a change of the provider is a readable difference.
const text = JSON.stringify(sorted(schema), null, 1)
  .replace(/\{\s+("(?:type|computed|optional|required)"[^{}]*?)\s+\}/g, (_, inner) => `{ ${inner.replace(/\s+/g, " ")} }`);
console.log(text);
