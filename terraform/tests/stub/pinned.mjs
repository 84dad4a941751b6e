// Whether files are those that pinned.json names: what the schema was cut out of, and what was cut.
//
//     node pinned.mjs FILE...
//     node pinned.mjs --write FILE...   names them as they are now

import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

const names = new URL("pinned.json", import.meta.url);
const pinned = JSON.parse(fs.readFileSync(names, "utf8"));
const write = process.argv[2] === "--write";
let failed = 0;
for (const file of process.argv.slice(write ? 3 : 2)) {
  const name = path.basename(file);
  const sha256 = createHash("sha256").update(fs.readFileSync(file)).digest("hex");
  if (write) pinned[name] = sha256;
  else if (pinned[name] !== sha256) {
    failed++;
    console.log(`${file} has the SHA-256 ${sha256}, and tests/stub/pinned.json says ${pinned[name]}`);
  }
}
if (write) fs.writeFileSync(names, JSON.stringify(pinned, null, 1) + "\n");
process.exit(failed ? 1 : 0);
