// Rules that hold for every grant and every resource of an applied state, whatever module made it.
//
//     node policies.mjs STATE.json
//     node policies.mjs STATE.json --any    only the rules for whatever is applied, such as bootstrap/
//
// Each rule is also tried on a copy of the state in which it is broken, and must say so: a rule that
// cannot fail proves nothing. Prints what failed, and "N passed, N failed".

import { grants, resources, values } from "./state.mjs";

const ALLOWED_ON_PROJECT = new Set(["roles/artifactregistry.writer", "roles/logging.logWriter"]);
const AUTHORITATIVE = /_iam_(binding|policy)$/;
const all = resources(process.argv[2]);
const ANY = [
  "nobody is everybody", "no basic role", "no grant takes away others' grants", "no key of an account",
  "buckets are closed and uniform"];

const first = (copy, type) => copy.find((resource) => resource.type === type)?.values;
const purpose = (copy, name) =>
  copy.find((resource) => resource.type === "google_storage_bucket" && resource.values.name === name)?.index;
const isJob = (copy, member) =>
  copy.some((r) => r.type === "google_service_account" && r.name === "job" && member === `serviceAccount:${r.values.email}`);

const RULES = {
  "nobody is everybody": {
    finds: (copy) => grants(copy).filter((grant) => /^all(Authenticated)?Users$/.test(grant.member)),
    broken: (copy) => { first(copy, "google_project_iam_member").member = "allUsers"; },
  },
  "no basic role": {
    finds: (copy) => grants(copy).filter((grant) => /^roles\/(owner|editor|viewer)$/.test(grant.role)),
    broken: (copy) => { first(copy, "google_project_iam_member").role = "roles/editor"; },
  },
  "no default account": {
    finds: (copy) => [
      ...grants(copy).filter((g) => /-compute@developer|@appspot\.gserviceaccount/.test(g.member)),
      ...values(copy, "google_cloudfunctions2_function").filter((f) =>
        !f.service_config[0].service_account_email || !f.build_config[0].service_account),
    ],
    broken: (copy) => { first(copy, "google_cloudfunctions2_function").service_config[0].service_account_email = null; },
  },
  "no grant takes away others' grants": {
    finds: (copy) => copy.filter((resource) => AUTHORITATIVE.test(resource.type)),
    broken: (copy) => { copy.push({ type: "google_project_iam_binding", address: "broken", values: {} }); },
  },
  "on the project only roles of our own, and those that builds need": {
    finds: (copy) => grants(copy).filter((grant) => grant.kind === "project")
      .filter((grant) => !ALLOWED_ON_PROJECT.has(grant.role) && !/^projects\/[^/]+\/roles\//.test(grant.role)),
    broken: (copy) => { first(copy, "google_project_iam_member").role = "roles/storage.admin"; },
  },
  "no right on objects for the whole project": {
    finds: (copy) => {
      const roles = new Set(grants(copy).filter((grant) => grant.kind === "project").map((grant) => grant.role));
      return values(copy, "google_project_iam_custom_role")
        .filter((role) => roles.has(role.id) && role.permissions.some((p) => p.startsWith("storage.")));
    },
    broken: (copy) => {
      copy.find((r) => r.type === "google_project_iam_custom_role" && r.index === "submit").values.permissions.push("storage.objects.get");
    },
  },
  "no key of an account": {
    finds: (copy) => copy.filter((resource) => resource.type === "google_service_account_key"),
    broken: (copy) => { copy.push({ type: "google_service_account_key", address: "broken", values: {} }); },
  },
  "jobs have no right on control": {
    finds: (copy) => grants(copy).filter((g) => g.kind === "bucket" && purpose(copy, g.on) === "control" && isJob(copy, g.member)),
    broken: (copy) => {
      const grant = copy.find((r) => r.type === "google_storage_bucket_iam_member" && r.name === "job").values;
      grant.bucket = copy.find((r) => r.type === "google_storage_bucket" && r.index === "control").values.name;
    },
  },
  "nobody acts as whoever they like": {
    finds: (copy) => grants(copy).filter((grant) =>
      (grant.kind === "project" && /serviceAccountUser|serviceAccountTokenCreator/.test(grant.role))
      || (grant.kind === "account" && !isJob(copy, `serviceAccount:${grant.on}`))),
    broken: (copy) => { first(copy, "google_project_iam_member").role = "roles/iam.serviceAccountUser"; },
  },
  "nobody may delete what ran": {
    finds: (copy) => values(copy, "google_project_iam_custom_role")
      .filter((role) => role.permissions.some((p) => /^dataproc\.(batches|jobs|clusters)\.delete$/.test(p))),
    broken: (copy) => {
      copy.find((r) => r.type === "google_project_iam_custom_role" && r.index === "submit").values.permissions.push("dataproc.batches.delete");
    },
  },
  "buckets are closed and uniform": {
    finds: (copy) => values(copy, "google_storage_bucket")
      .filter((bucket) => bucket.public_access_prevention !== "enforced" || !bucket.uniform_bucket_level_access),
    broken: (copy) => { first(copy, "google_storage_bucket").public_access_prevention = "inherited"; },
  },
  "one account for each function": {
    finds: (copy) => {
      const seen = new Set();
      return values(copy, "google_cloudfunctions2_function").filter((f) => {
        const twice = seen.has(f.service_config[0].service_account_email);
        seen.add(f.service_config[0].service_account_email);
        return twice;
      });
    },
    broken: (copy) => {
      const all = copy.filter((resource) => resource.type === "google_cloudfunctions2_function");
      all[0].values.service_config[0].service_account_email = all[1].values.service_config[0].service_account_email;
    },
  },
  "one region for everything": {
    finds: (copy) => {
      const places = copy.filter((r) => /bucket$|function$|scheduler_job$|subnetwork$/.test(r.type))
        .map((r) => [r.address, (r.values.location ?? r.values.region).toLowerCase()]);
      return places.filter(([, place]) => place !== places[0][1]).map(([address]) => ({ address }));
    },
    broken: (copy) => { first(copy, "google_storage_bucket").location = "US"; },
  },
  "every trigger tries again and puts aside": {
    finds: (copy) => values(copy, "google_pubsub_subscription").filter((s) => s.push_config.length > 0)
      .filter((s) => s.retry_policy.length === 0 || s.dead_letter_policy.length === 0 || !s.push_config[0].oidc_token.length),
    broken: (copy) => {
      copy.find((r) => r.type === "google_pubsub_subscription" && r.values.push_config.length > 0).values.dead_letter_policy = [];
    },
  },
  "whoever calls waits longer than the function may take": {
    finds: (copy) => {
      const longest = Math.max(...values(copy, "google_cloudfunctions2_function").map((f) => f.service_config[0].timeout_seconds));
      return [
        ...values(copy, "google_cloud_scheduler_job").filter((job) => parseFloat(job.attempt_deadline) <= longest),
        ...values(copy, "google_pubsub_subscription").filter((s) => s.push_config.length > 0 && s.ack_deadline_seconds <= longest),
      ];
    },
    broken: (copy) => { first(copy, "google_cloud_scheduler_job").attempt_deadline = "60s"; },
  },
  "names begin with the installation's": {
    finds: (copy) => {
      const name = values(copy, "google_service_account").find((a) => /-build$/.test(a.account_id)).account_id.replace(/-build$/, "");
      return copy.filter((r) => ["google_service_account", "google_cloudfunctions2_function", "google_pubsub_topic", "google_pubsub_subscription"].includes(r.type))
        .filter((r) => !(r.values.account_id ?? r.values.name).startsWith(name + "-"));
    },
    broken: (copy) => { first(copy, "google_pubsub_topic").name = "events"; },
  },
};

let passed = 0;
let failed = 0;
for (const [rule, { finds, broken }] of Object.entries(RULES)) {
  if (process.argv[3] === "--any" && !ANY.includes(rule)) continue;
  const found = finds(all);
  const copy = structuredClone(all);
  broken(copy);
  const notices = finds(copy).length > found.length;
  if (found.length === 0 && notices) {
    passed++;
    continue;
  }
  failed++;
  console.log(`policy "${rule}"${notices ? "" : " does not notice what breaks it"}`);
  found.forEach((one) => console.log(`  ${one.address} ${one.member ?? ""} ${one.role ?? ""}`));
}
console.log(`policies: ${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
