// Holds README.md to the module: the table of variables, that of outputs, and the examples.
//
//     node readme.mjs            compares
//     node readme.mjs --write    writes them anew

import fs from "node:fs";
import path from "node:path";

const module = path.resolve(import.meta.dirname, "..");
const page = path.join(module, "README.md");
const read = (file) => fs.readFileSync(path.join(module, file), "utf8");

/** The blocks of a kind in a file: name and body. `terraform fmt` has put every brace in its place. */
function blocks(file, kind) {
  return [...read(file).matchAll(new RegExp(`^${kind} "(\\w+)" \\{\\n([\\s\\S]*?)^\\}`, "gm"))]
    .map(([, name, body]) => ({ name, body }));
}

function argument(body, name) {
  const match = body.match(new RegExp(`^  ${name}\\s*= (.*(?:\\n    .*|\\n  \\}\\)?)*)`, "m"));
  return match?.[1].replace(/\s+/g, " ").replace(/\( /g, "(").replace(/ \)/g, ")").trim();
}

const text = (quoted) => JSON.parse(quoted).replace(/\|/g, "\\|");

function checked(name, list) {
  const names = list.map((block) => block.name);
  const wrong = names.filter((one, i) => i > 0 && one < names[i - 1]);
  if (wrong.length) throw new Error(`${name}: not in the order of the alphabet: ${wrong}`);
  const silent = list.filter((block) => !argument(block.body, "description"));
  if (silent.length) throw new Error(`${name}: without a description: ${silent.map((b) => b.name)}`);
  return list;
}

const variables = checked("variables.tf", blocks("variables.tf", "variable"));
const untyped = variables.filter(({ body }) => !argument(body, "type"));
if (untyped.length) throw new Error(`variables.tf: without a type: ${untyped.map((v) => v.name)}`);
const outputs = checked("outputs.tf", blocks("outputs.tf", "output"));

const generated = {
  variables: ["| variable | what | type | without it |", "| --- | --- | --- | --- |",
    ...variables.map(({ name, body }) => {
      const usual = argument(body, "default");
      return `| \`${name}\` | ${text(argument(body, "description"))} | \`${argument(body, "type")}\` | ${usual === undefined ? "**required**" : `\`${usual}\``} |`;
    })].join("\n"),
  outputs: ["| output | what |", "| --- | --- |",
    ...outputs.map(({ name, body }) => `| \`${name}\` | ${text(argument(body, "description"))} |`)].join("\n"),
  examples: fs.readdirSync(path.join(module, "examples")).filter((file) => file.endsWith(".tfvars")).sort()
    .map((file) => `\`examples/${file}\`:\n\n\`\`\`hcl\n${read("examples/" + file).trimEnd()}\n\`\`\``).join("\n\n"),
};

let wanted = fs.readFileSync(page, "utf8");
for (const [part, content] of Object.entries(generated)) {
  const marks = new RegExp(`(<!-- ${part}: generated -->\\n)[\\s\\S]*?(<!-- end -->)`);
  if (!marks.test(wanted)) throw new Error(`README.md has no part "<!-- ${part}: generated -->"`);
  wanted = wanted.replace(marks, (_, before, after) => `${before}\n${content}\n\n${after}`);
}

if (process.argv[2] === "--write") fs.writeFileSync(page, wanted);
else if (fs.readFileSync(page, "utf8") !== wanted) {
  console.log("README.md differs from variables.tf, outputs.tf or examples/: terraform/test --write writes it anew");
  process.exit(1);
}
