// A provider without a cloud: Terraform sees the schema of the Google provider (schema.json) and every
// apply succeeds with made-up values. It checks what a provider checks before it asks its service: names,
// types, read-only arguments, enumerations, and what replaces a resource.
//
//     node provider.mjs
//
// prints one line for TF_REATTACH_PROVIDERS and serves until its input ends or it is told to stop.

import fs from "node:fs";
import http2 from "node:http2";
import { UNKNOWN, field, fields, message, pack, unpack } from "./wire.mjs";

const read = (name) => JSON.parse(fs.readFileSync(new URL(name, import.meta.url), "utf8"));
const overlay = read("overlay.json");

// --- Schemas ------------------------------------------------------------------------------------

/** Walks the attributes and blocks of a schema by dotted paths such as service_config.uri. */
function at(block, path) {
  const names = path.split(".");
  const last = names.pop();
  const parent = names.reduce((known, name) => known?.blocks[name], block);
  return { parent, last, attribute: parent?.attributes[last], block: parent?.blocks[last] };
}

function restored(schema) {
  for (const [type, block] of Object.entries(schema.resource)) {
    if (block.attributes.project?.optional) block.attributes.project.computed = true;
    const lost = overlay.resource[type] ?? {};
    for (const path of lost.computed ?? []) {
      const { attribute } = at(block, path);
      if (!attribute) throw new Error(`overlay.json: ${type} has no ${path}`);
      attribute.computed = true;
    }
    for (const path of [...(lost.replace ?? []), ...Object.keys(lost.values ?? {})]) {
      const found = at(block, path);
      if (!found.attribute && !found.block) throw new Error(`overlay.json: ${type} has no ${path}`);
    }
  }
  return schema;
}

const google = restored(read("schema.json"));
const time = {
  provider: { attributes: {}, blocks: {} },
  resource: {
    time_sleep: {
      attributes: {
        id: { type: "string", computed: true },
        create_duration: { type: "string", optional: true },
        destroy_duration: { type: "string", optional: true },
        triggers: { type: ["map", "string"], optional: true },
      },
      blocks: {},
    },
  },
  data: {},
};

const NESTING = { single: 1, list: 2, set: 3, map: 4 };

function blockMessage(block) {
  return message(
    ...Object.entries(block.attributes).map(([name, a]) =>
      field(2, message(
        field(1, name), field(2, JSON.stringify(a.type)), field(4, !!a.required), field(5, !!a.optional),
        field(6, !!a.computed)))),
    ...Object.entries(block.blocks).map(([name, b]) =>
      field(3, message(
        field(1, name), field(2, blockMessage(b)), field(3, NESTING[b.nesting]), field(4, b.min ?? 0),
        field(5, b.max ?? 0)))));
}

const schemaMessage = (block) => message(field(2, blockMessage(block)));
const entries = (number, blocks) =>
  Object.entries(blocks).map(([name, block]) =>
    field(number, message(field(1, name), field(2, schemaMessage(block)))));

// --- Values -------------------------------------------------------------------------------------

const decoded = (bytes) => {
  const value = fields(bytes ?? Buffer.alloc(0));
  return value[1]?.length ? unpack(value[1]) : value[2] ? JSON.parse(value[2]) : null;
};
const encoded = (value) => field(1, pack(value));
const problem = (summary, detail, attribute) =>
  message(
    field(1, 1), field(2, summary), field(3, detail),
    attribute ? field(4, message(field(1, field(1, attribute)))) : Buffer.alloc(0));

const nested = (value) => (Array.isArray(value) ? value : value && value !== UNKNOWN ? [value] : []);

/** What is computed and not said becomes what this function makes of its name and type. */
function fill(block, value, make, path = "") {
  for (const [name, attribute] of Object.entries(block.attributes)) {
    if (attribute.computed) value[name] = make(value[name], path + name, attribute.type);
  }
  for (const [name, inner] of Object.entries(block.blocks)) {
    for (const element of nested(value[name])) {
      if (element !== UNKNOWN) fill(inner, element, make, path + name + ".");
    }
  }
  return value;
}

function madeUp(type, text) {
  if (type === "string") return text;
  if (type === "number") return 1;
  if (type === "bool") return false;
  if (type[0] === "list" || type[0] === "set") return [];
  if (type[0] === "map") return {};
  return Object.fromEntries(Object.entries(type[1]).map(([key, inner]) => [key, madeUp(inner, text)]));
}

/** Known values stay; a place in which something is still unknown gets a value of its type. */
function settled(block, value, make, path = "") {
  for (const [name, attribute] of Object.entries(block.attributes)) {
    if (value[name] === UNKNOWN) value[name] = make(path + name, attribute.type);
  }
  for (const [name, inner] of Object.entries(block.blocks)) {
    for (const element of nested(value[name])) settled(inner, element, make, path + name + ".");
  }
  return value;
}

// --- A provider ---------------------------------------------------------------------------------

class Provider {
  constructor(schema) {
    this.schema = schema;
    this.settings = {};
    this.serial = 0;
  }

  GetSchema() {
    return message(
      field(1, schemaMessage(this.schema.provider)), ...entries(2, this.schema.resource),
      ...entries(3, this.schema.data));
  }

  PrepareProviderConfig(request) {
    return field(1, request[1]);
  }

  ValidateResourceTypeConfig(request) {
    return this.validated(this.schema.resource[String(request[1])], decoded(request[2]));
  }

  ValidateDataSourceConfig(request) {
    return this.validated(this.schema.data[String(request[1])], decoded(request[2]));
  }

  validated(block, config) {
    const problems = [];
    const look = (known, value, path) => {
      for (const [name, attribute] of Object.entries(known.attributes)) {
        const said = value[name] !== null && value[name] !== undefined;
        if (said && attribute.computed && !attribute.optional) {
          problems.push(problem("Value for unconfigurable attribute", `${path}${name} is read-only.`, name));
        }
      }
      for (const [name, inner] of Object.entries(known.blocks)) {
        for (const element of nested(value[name])) {
          if (element !== UNKNOWN) look(inner, element, path + name + ".");
        }
      }
    };
    if (config && config !== UNKNOWN) look(block, config, "");
    return message(...problems.map((text) => field(1, text)));
  }

  UpgradeResourceState(request) {
    return field(1, field(2, fields(request[3])[1]));
  }

  Configure(request) {
    this.settings = decoded(request[2]) ?? {};
    return Buffer.alloc(0);
  }

  ReadResource(request) {
    return message(field(1, request[2]), field(3, request[3]));
  }

  PlanResourceChange(request) {
    const type = String(request[1]);
    const block = this.schema.resource[type];
    const prior = decoded(request[2]);
    const planned = decoded(request[3]);
    if (planned === null) return field(1, encoded(null));
    const problems = this.outside(type, planned);
    if (prior === null) {
      fill(block, planned, (value, path) => {
        if (value !== null && value !== undefined) return value;
        return path === "project" && this.settings.project ? this.settings.project : UNKNOWN;
      });
      return message(field(1, encoded(planned)), ...problems);
    }
    const replaced = (overlay.resource[type]?.replace ?? []).filter((path) => this.differ(path, prior, planned));
    return message(
      field(1, encoded(planned)),
      ...replaced.map((path) => field(2, field(1, field(1, path.split(".")[0])))),
      ...problems);
  }

  values(path, value) {
    return path.split(".").reduce(
      (found, name) => found.flatMap((v) => nested(v)).map((v) => v[name]), [value]);
  }

  differ(path, prior, planned) {
    const text = (value) => JSON.stringify(this.values(path, value), (_, v) => (v === UNKNOWN ? "?" : v));
    return text(prior) !== text(planned);
  }

  outside(type, planned) {
    const rules = Object.entries(overlay.resource[type]?.values ?? {});
    return rules.flatMap(([path, allowed]) =>
      this.values(path, planned)
        .filter((value) => value !== null && value !== undefined && value !== UNKNOWN)
        .filter((value) => (Array.isArray(allowed) ? !allowed.includes(value) : !new RegExp(`^(?:${allowed})$`).test(value)))
        .map((value) => field(4, problem(
          `${type}: ${path} is ${JSON.stringify(value)}`, `Expected: ${allowed}`, path.split(".")[0]))));
  }

  ApplyResourceChange(request) {
    const type = String(request[1]);
    const planned = decoded(request[3]);
    if (planned === null) return this.destroyed(type, decoded(request[2]));
    const state = settled(this.schema.resource[type], planned, (path, of) => this.made(type, path, of, planned));
    return field(1, encoded(state));
  }

  /** As the service does, taking it for granted that everything holds something. */
  destroyed(type, prior) {
    const guard = overlay.resource[type]?.guard;
    if (!guard || prior[guard.attribute] === true) return field(1, encoded(null));
    return message(field(1, encoded(prior)), field(3, problem(`${type}: ${guard.message}`, prior.id)));
  }

  ImportResourceState(request) {
    const type = String(request[1]);
    const id = String(request[2]);
    const block = this.schema.resource[type];
    const empty = Object.fromEntries([
      ...Object.keys(block.attributes).map((name) => [name, null]),
      ...Object.entries(block.blocks).map(([name, inner]) => [name, inner.nesting === "single" ? null : []])]);
    const known = overlay.resource[type]?.imported ?? {};
    return field(1, message(field(1, type), field(2, encoded({ ...empty, ...known, id, name: id }))));
  }

  ReadDataSource(request) {
    const type = String(request[1]);
    const config = decoded(request[2]);
    return field(1, encoded(fill(this.schema.data[type], config, (value, path, of) =>
      value ?? this.made("data." + type, path, of, config))));
  }

  /** Forms that others rely on stand in overlay.json; the rest is only of the right type. */
  made(type, path, of, value) {
    const form = overlay.made[type]?.[path];
    const known = { ...this.settings, ...Object.fromEntries(Object.entries(value).filter(([, v]) => typeof v === "string")) };
    if (form !== undefined) return form.replace(/\$\{(\w+)\}/g, (_, name) => known[name] ?? name);
    if (path === "project") return this.settings.project ?? "project";
    return madeUp(of, path === "id" ? `${type}/${known.name ?? known.account_id ?? ++this.serial}` : path);
  }

  Stop() {
    return Buffer.alloc(0);
  }
}

// --- gRPC ---------------------------------------------------------------------------------------

const UNIMPLEMENTED = 12;
const INTERNAL = 13;

function serve(provider) {
  const server = http2.createServer({ settings: { initialWindowSize: 1 << 24 } });
  server.on("stream", (stream, headers) => {
    const method = headers[":path"].replace("/tfplugin5.Provider/", "");
    const type = { ":status": 200, "content-type": "application/grpc" };
    stream.on("error", () => {});
    if (!/^[A-Z]\w+$/.test(method) || typeof provider[method] !== "function") {
      stream.respond({ ...type, "grpc-status": UNIMPLEMENTED }, { endStream: true });
      return;
    }
    const parts = [];
    stream.on("data", (part) => parts.push(part));
    stream.on("end", () => {
      let status = 0;
      let told = "";
      let answer = Buffer.alloc(0);
      try {
        answer = provider[method](fields(Buffer.concat(parts).subarray(5)));
      } catch (failure) {
        status = INTERNAL;
        told = `${method}: ${failure.stack}`;
      }
      stream.respond(type, { waitForTrailers: true });
      stream.on("wantTrailers", () =>
        stream.sendTrailers({ "grpc-status": status, "grpc-message": encodeURIComponent(told) }));
      const head = Buffer.alloc(5);
      head.writeUInt32BE(answer.length, 1);
      stream.end(status === 0 ? Buffer.concat([head, answer]) : undefined);
    });
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

const reattach = {};
for (const [name, schema] of Object.entries({ google, time })) {
  const server = await serve(new Provider(schema));
  reattach["hashicorp/" + name] = {
    Protocol: "grpc", ProtocolVersion: 5, Pid: process.pid, Test: true,
    Addr: { Network: "tcp", String: `127.0.0.1:${server.address().port}` },
  };
}
console.log(JSON.stringify(reattach));
// Whoever started it holds its input: when they are gone, so is this.
process.stdin.resume().on("end", () => process.exit(0));
