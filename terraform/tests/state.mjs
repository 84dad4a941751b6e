// The resources of `terraform show -json`, and the grants among them.

import fs from "node:fs";

export function resources(file) {
  const shown = JSON.parse(fs.readFileSync(file, "utf8"));
  const all = [];
  const walk = (module) => {
    all.push(...(module?.resources ?? []).filter((resource) => resource.mode === "managed"));
    (module?.child_modules ?? []).forEach(walk);
  };
  walk((shown.values ?? shown.planned_values)?.root_module);
  return all;
}

/** Who has which role on what: one entry for each grant. */
export function grants(all) {
  return all.filter((resource) => /_iam_(member|binding|policy)$/.test(resource.type)).map((resource) => {
    const v = resource.values;
    const on = {
      google_project_iam_member: ["project", v.project],
      google_storage_bucket_iam_member: ["bucket", v.bucket],
      google_service_account_iam_member: ["account", v.service_account_id?.split("/").pop()],
      google_cloud_run_service_iam_member: ["function", v.service],
      google_pubsub_topic_iam_member: ["topic", v.topic],
      google_pubsub_subscription_iam_member: ["subscription", v.subscription],
      google_bigquery_dataset_iam_member: ["dataset", v.dataset_id],
      google_kms_crypto_key_iam_member: ["key", v.crypto_key_id],
    }[resource.type] ?? ["unknown", resource.type];
    return {
      type: resource.type, address: resource.address, member: v.member, role: v.role,
      kind: on[0], on: on[1], condition: v.condition?.[0]?.expression };
  });
}

export const values = (all, type) =>
  all.filter((resource) => resource.type === type).map((resource) => ({ ...resource.values, key: resource.index, address: resource.address }));
