// What two installations in one project both say is theirs, against what README.md says they share.
//
//     node neighbours.mjs STATE.json STATE.json
//
// A thing is the same if all that its API tells things of a kind apart by is the same. Prints what should
// not be shared, and what is said to be shared and is not.

import { resources } from "./state.mjs";

// By what things of a kind are told apart. A kind that is not here fails: say it when a resource is added.
const KEYS = {
  google_artifact_registry_repository: ["location", "repository_id"],
  google_bigquery_dataset: ["dataset_id"],
  google_bigquery_dataset_iam_member: ["dataset_id", "role", "member"],
  google_billing_budget: ["display_name"],
  google_cloud_run_service_iam_member: ["location", "service", "role", "member"],
  google_cloud_scheduler_job: ["region", "name"],
  google_cloudfunctions2_function: ["location", "name"],
  google_compute_firewall: ["name"],
  google_compute_network: ["name"],
  google_compute_subnetwork: ["region", "name"],
  google_kms_crypto_key_iam_member: ["crypto_key_id", "role", "member"],
  google_logging_metric: ["name"],
  google_monitoring_alert_policy: ["display_name"],
  google_monitoring_dashboard: ["dashboard_json"],
  google_monitoring_notification_channel: ["display_name"],
  google_project_iam_audit_config: ["service"],
  google_project_iam_custom_role: ["role_id"],
  google_project_iam_member: ["role", "member"],
  google_project_service: ["service"],
  google_pubsub_subscription: ["name"],
  google_pubsub_subscription_iam_member: ["subscription", "role", "member"],
  google_pubsub_topic: ["name"],
  google_pubsub_topic_iam_member: ["topic", "role", "member"],
  google_service_account: ["account_id"],
  google_service_account_iam_member: ["service_account_id", "role", "member"],
  google_storage_bucket: ["name"],
  google_storage_bucket_iam_member: ["bucket", "role", "member"],
  google_storage_bucket_object: ["bucket", "name"],
  google_storage_notification: ["bucket", "topic"],
};

// An API that is enabled twice is enabled; it stays so when either goes.
const SHARED = ["google_project_service", ...process.argv.slice(4)];

const things = (file) => new Map(resources(file).filter(({ type }) => type.startsWith("google_")).map(({ type, address, values }) => {
  if (!KEYS[type]) throw new Error(`neighbours.mjs does not say by what a ${type} is told apart`);
  return [[type, ...KEYS[type].map((key) => values[key])].join(" "), { type, address }];
}));

const [one, other] = process.argv.slice(2, 4).map(things);
const both = [...one.keys()].filter((key) => other.has(key)).map((key) => one.get(key));
const problems = [
  ...both.filter(({ type }) => !SHARED.includes(type)).map(({ address }) => `both have ${address}`),
  ...SHARED.filter((type) => !both.some((thing) => thing.type === type)).map((type) => `${type} is said to be shared, and is not`),
];
problems.forEach((line) => console.log(line));
console.log(`neighbours: ${one.size} and ${other.size} things, ${both.length} of both, ${problems.length} problems`);
process.exit(problems.length ? 1 : 0);
