// Rights against calls: who may do what, from an applied state, and what the code asks of Google Cloud,
// from functions/api-calls.json. Nothing missing, nothing more; and the list itself is held to the code.
//
//     node iam.mjs STATE.json                         compares
//     node iam.mjs STATE.json BOOTSTRAP.json          compares, also with docs/iam.md
//     node iam.mjs STATE.json BOOTSTRAP.json --write  writes docs/iam.md

import fs from "node:fs";
import path from "node:path";
import { grants, resources, values } from "./state.mjs";

const root = path.resolve(import.meta.dirname, "../..");
const page = path.join(root, "docs/iam.md");
const [stateFile, bootstrapFile, mode] = process.argv.slice(2);
const all = resources(stateFile);
const list = JSON.parse(fs.readFileSync(path.join(root, "functions/api-calls.json"), "utf8"));
const problems = [];

// --- The list against the code -------------------------------------------------------------------

const SOURCES = {
  functions: path.join(root, "functions/src/main/java/dev/headrace"),
  spark: path.join(root, "spark-jobs/src/main/java/dev/headrace"),
  python: path.join(root, "spark-jobs/src/main"),
};

function* files(folder) {
  for (const file of fs.readdirSync(folder, { recursive: true })) {
    if (/\.(java|py)$/.test(file)) yield file.split(path.sep).join("/");
  }
}

/** Requests as the code makes them: by Google's HTTP library, its clients, Hadoop, or Python's client. */
function requests(text) {
  const found = [];
  for (const [, name] of text.matchAll(/\b(build(?:Get|Post|Put|Patch|Delete|Head)?Request)\s*\(/g)) found.push(name);
  for (const [, one, two] of text.matchAll(/\bclient\(\)\s*\.\s*(\w+)\(\)?(?:\s*\.\s*(\w+)\()?/g)) {
    if (["jobs", "tables", "datasets"].includes(one)) found.push(`${one}.${two}`);
    else found.push(one === "getHttpJsonOperationsClient" ? two : one);
  }
  for (const [, name] of text.matchAll(/\.\s*objects\(\)\s*\.\s*(\w+)\(/g)) found.push(`objects.${name}`);
  for (const [, name] of text.matchAll(/(?:system(?:\(path\))?|getFileSystem\([^\n]*\))\s*\.(open|create|listStatus|delete|rename|exists|mkdirs|getFileStatus|append)\(/g)) found.push(name);
  for (const [, name] of text.matchAll(/_blob\(uri\)\.(\w+)\(/g)) found.push(name);
  return found;
}

const made = new Set();
for (const [kind, folder] of Object.entries(SOURCES)) {
  for (const file of files(folder)) {
    if ((kind === "python") !== file.endsWith(".py")) continue;
    if (kind !== "python" && !file.startsWith(kind + "/")) continue;
    const text = fs.readFileSync(path.join(folder, file), "utf8");
    requests(text).forEach((name) => made.add(`${file} ${name}`));
  }
}
const listed = new Set(list.calls.map((call) => `${call.in} ${call.as}`));
for (const call of made) if (!listed.has(call)) problems.push(`functions/api-calls.json does not list ${call}`);
for (const call of listed) if (!made.has(call)) problems.push(`functions/api-calls.json lists ${call}, and the code does not make it`);

// --- Rights against the list ---------------------------------------------------------------------

const custom = new Map(values(all, "google_project_iam_custom_role").map((role) => [role.id, role]));
const PREDEFINED = { "roles/iam.serviceAccountUser": ["iam.serviceAccounts.actAs"] };
const permissions = (role) => custom.get(role)?.permissions ?? PREDEFINED[role];
const buckets = new Map(values(all, "google_storage_bucket").map((bucket) => [bucket.name, bucket.key]));
const accounts = new Map(
  all.filter((r) => r.type === "google_service_account").map((r) => [`serviceAccount:${r.values.email}`, { kind: r.name, key: r.index }]));

const AGENTS = [
  ["gs-project-accounts", "Cloud Storage"], ["gcp-sa-pubsub", "Pub/Sub"], ["gcf-admin-robot", "Cloud Functions"],
  ["gcp-sa-artifactregistry", "Artifact Registry"], ["serverless-robot-prod", "Cloud Run"],
  ["bigquery-encryption", "BigQuery"]];

function who(member) {
  const account = accounts.get(member);
  if (account?.kind === "function") return account.key === "console" ? "console" : "engine";
  if (account) return account.kind;
  return AGENTS.find(([agent]) => member.includes(agent))?.[1] ?? "console member";
}

const place = (grant) =>
  grant.kind === "bucket" ? buckets.get(grant.on) : grant.kind === "account" ? "job account" : grant.kind;
const roleName = (role) => custom.get(role)?.key ?? role;

const platform = (grant) => list.platform.find((entry) =>
  entry.who === who(grant.member) && entry.role === roleName(grant.role) && entry.on === place(grant));

const granted = grants(all);
const needed = new Map();
for (const call of list.calls) {
  for (const on of call.on) {
    for (const permission of call.needs) {
      const key = `${call.by}|${on}|${permission}`;
      needed.set(key, [...(needed.get(key) ?? []), call.call]);
    }
  }
}

const used = new Set();
for (const grant of granted) {
  if (platform(grant)) {
    used.add(platform(grant));
    continue;
  }
  for (const permission of permissions(grant.role) ?? [grant.role]) {
    if (!needed.has(`${who(grant.member)}|${place(grant)}|${permission}`)) {
      problems.push(`${grant.address} grants ${who(grant.member)} ${permission} on ${place(grant)}, which no call needs`);
    }
  }
}
for (const entry of list.platform) {
  if (!used.has(entry)) problems.push(`functions/api-calls.json: ${entry.who} has no ${entry.role} on ${entry.on}`);
}

// Every account of a kind needs the right, not just one of them.
const members = (kind) => [...accounts.keys()].filter((member) => who(member) === kind);
for (const [key, calls] of needed) {
  const [kind, on, permission] = key.split("|");
  if (kind === "person") continue;
  const targets = on === "job account" ? members("job").map((m) => m.replace("serviceAccount:", "")) : [undefined];
  for (const member of members(kind)) {
    for (const target of targets) {
      const has = granted.some((grant) => grant.member === member && place(grant) === on
        && (target === undefined || grant.on === target) && permissions(grant.role)?.includes(permission));
      if (!has) problems.push(`${member} lacks ${permission} on ${on}, which ${[...new Set(calls)].join(", ")} needs`);
    }
  }
}

// --- The page ------------------------------------------------------------------------------------

function rows() {
  const merged = new Map();
  for (const grant of granted) {
    const known = platform(grant);
    const names = permissions(grant.role) ?? [];
    const role = custom.has(grant.role) ? `\`${roleName(grant.role)}\`` : `\`${grant.role}\``;
    const why = known ? known.why : [...new Set(names.flatMap((p) => needed.get(`${who(grant.member)}|${place(grant)}|${p}`) ?? []))].join(", ");
    const condition = grant.condition ? "only below its own pipeline's name" : "";
    const row = [who(grant.member), place(grant), role, condition, why];
    merged.set(row.join("|"), row);
  }
  return [...merged.values()].sort((a, b) => a.join("|").localeCompare(b.join("|"), "en"));
}

const table = (head, body) =>
  [`| ${head.join(" | ")} |`, `| ${head.map(() => "---").join(" | ")} |`, ...body.map((row) => `| ${row.join(" | ")} |`)].join("\n");

function deployer() {
  if (!bootstrapFile) return [];
  const known = (member) => (member.startsWith("principalSet:") ? "workflows of `github_repository`" : "deployer");
  const condition = (g) => (g.condition ? "only accounts whose names begin with the installation's" : g.kind === "account" ? "only on the main branch" : "");
  return grants(resources(bootstrapFile))
    .map((g) => [known(g.member), g.kind === "account" ? "deployer" : g.kind, `\`${g.role}\``, condition(g)])
    .sort((a, b) => a.join("|").localeCompare(b.join("|"), "en"));
}

const text = `# Who may do what

Generated by \`terraform/test --write\` from an applied state of \`terraform/\` and from
\`functions/api-calls.json\`, the list of the calls that the code makes. The test fails where a call lacks
a permission, where a grant has one that no call needs, and where list and code differ. What Google's own
predefined roles hold, and which permissions each call needs, is from public descriptions: **no call was
tried against Google Cloud**.

*engine* stands for each of the functions schedule, arrival, advance and reconcile, *job* for the
account of each pipeline's jobs. A target is a bucket by its purpose, the project, a data set, or the
account of jobs.

## Grants

${table(["who", "on", "role", "condition", "for"], rows())}

## Roles of our own

${table(["role", "permissions"], [...custom.values()].sort((a, b) => a.key.localeCompare(b.key, "en")).map((role) => [`\`${role.key}\``, [...role.permissions].sort().join(", ")]))}

## Calls

${table(["call", "by", "on", "needs", "made in"], list.calls.map((c) => [c.call, c.by, c.on.join(", "), c.needs.join(", "), `${c.in} \`${c.as}\``]))}

A *person* is whoever runs \`headrace deploy\`, \`pause\` or \`resume\`: their rights are not granted here.

## Who applies it

\`terraform/bootstrap/\` grants these, by roles of Google's, so that nobody has to be the project's owner to
apply the module. With \`projectIamAdmin\` the deployer can give itself any right: whoever may be the
deployer is trusted with the project.

${table(["who", "on", "role", "condition"], deployer())}
`;

if (!bootstrapFile) {
  // Only rights are compared.
} else if (mode === "--write") fs.writeFileSync(page, text);
else if (!fs.existsSync(page) || fs.readFileSync(page, "utf8") !== text) {
  problems.push("docs/iam.md differs from what is granted: terraform/test --write writes it anew");
}

problems.forEach((line) => console.log(line));
console.log(`iam: ${granted.length} grants, ${list.calls.length} calls, ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
