// Small packages as `headrace package` writes them, with files of a few bytes, for the tests of the module:
//
//     node packages.mjs FOLDER
//
// `terraform/test` also applies packages of the examples, so that this form cannot drift from the real one.

import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const root = process.argv[2];
const sha256 = (text) => createHash("sha256").update(text).digest("hex");
const daily = (cron, timeZone = "Etc/UTC") => ({ cron, timeZone });

function write(name, pipelines, { jar = "functions", version = 1 } = {}) {
  const folder = path.join(root, name);
  const objects = {};
  const put = (file, text, bucket, object, contentType) => {
    const target = path.join(folder, file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, text);
    objects[file] = { bucket, name: object, sha256: sha256(text), contentType };
  };
  const defined = Object.entries(pipelines).map(([pipeline, schedule]) => {
    const text = JSON.stringify({ pipeline, schedule });
    put(`definitions/${pipeline}.json`, text, "control",
      `pipelines/${pipeline}/definitions/${sha256(text)}.json`, "application/json");
    return [pipeline, {
      definition: sha256(text), description: "", owner: "tests", schedule,
      inputs: { files: { bucket: "landing", prefix: `${pipeline}/` } } }];
  });
  const code = "the code of every job";
  put(`code/${sha256(code)}/jobs.jar`, code, "code", `${sha256(code)}/jobs.jar`, "application/octet-stream");
  put("functions.zip", jar, "code", `functions/${sha256(jar)}.zip`, "application/zip");
  const file = { path: "functions.zip", sha256: sha256(jar), bytes: jar.length };
  fs.writeFileSync(path.join(folder, "manifest.json"), JSON.stringify({
    manifestVersion: version, functions: file, functionsZip: file, objects, pipelines: Object.fromEntries(defined) }, null, 1));
  return folder;
}

function changed(folder, change) {
  const file = path.join(folder, "manifest.json");
  const manifest = JSON.parse(fs.readFileSync(file, "utf8"));
  change(manifest);
  fs.writeFileSync(file, JSON.stringify(manifest, null, 1));
}

fs.rmSync(root, { recursive: true, force: true });
const two = { flights: daily("15 4 * * *", "America/New_York"), adhoc: null };
write("two", two);
write("newer-form", two, { version: 2 });
write("reserved", { reconcile: daily("0 0 * * *") });
write("one-long-name", { flights: null, "a-pipeline-with-quite-a-long-name": null });
const long = "a".repeat(38);
write("long-names", { [long + "-x"]: daily("0 1 * * *"), [long + "-y"]: daily("0 2 * * *"), [long + "-"]: null, b: null });
fs.appendFileSync(path.join(write("stale", two), "functions.zip"), "!");
fs.mkdirSync(path.join(root, "not-packaged"));
fs.writeFileSync(path.join(root, "not-packaged", "pipeline.yaml"), "pipeline: flights\n");
fs.mkdirSync(path.join(root, "no-manifest"));
fs.writeFileSync(path.join(root, "no-manifest", "manifest.json"), "{}");
changed(write("foreign-bucket", two), (manifest) => { manifest.objects["definitions/flights.json"].bucket = "lake"; });
// Their hashes begin with the same eight digits, and their names with as much as an account has room for.
write("equal-accounts", { "same-beginning-34681": null, "same-beginning-45002": null });
// As long as the hashes of some 600 definitions.
changed(write("too-many", two), (manifest) => { manifest.pipelines.flights.definition = "f".repeat(64000); });
