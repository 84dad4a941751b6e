// What a plan would do, against what it may do.
//
//     node changes.mjs PLAN.json PATTERN...
//
// PATTERN is "ACTION ADDRESS", as regular expressions: each change must match one, and each must be
// matched by a change.

import fs from "node:fs";

const [file, ...patterns] = process.argv.slice(2);
const plan = JSON.parse(fs.readFileSync(file, "utf8"));
const changes = (plan.resource_changes ?? [])
  .filter((change) => change.mode === "managed" && change.change.actions.join() !== "no-op")
  .map((change) => `${change.change.actions.join("+")} ${change.address}`);
const fits = (pattern, change) => new RegExp(`^${pattern}$`).test(change);
const more = changes.filter((change) => !patterns.some((pattern) => fits(pattern, change)));
const missing = patterns.filter((pattern) => !changes.some((change) => fits(pattern, change)));
more.forEach((change) => console.log(`should not happen: ${change}`));
missing.forEach((pattern) => console.log(`does not happen: ${pattern}`));
process.exit(more.length + missing.length ? 1 : 0);
