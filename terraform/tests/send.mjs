// Sends to a local cloud what an applied state says of objects and Scheduler jobs, as the provider would:
//
//     node send.mjs STATE.json http://127.0.0.1:PORT
//
// So the values that Terraform computed are tried where they have an effect, without the real provider.

import fs from "node:fs";
import { resources } from "./state.mjs";

const [file, cloud] = process.argv.slice(2);

async function post(path, type, body) {
  const answer = await fetch(cloud + path, { method: "POST", headers: { "content-type": type }, body });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}

function job(v) {
  const retry = v.retry_config[0];
  const target = v.http_target[0];
  return {
    name: `projects/${v.project}/locations/${v.region}/jobs/${v.name}`,
    description: v.description, schedule: v.schedule, timeZone: v.time_zone, attemptDeadline: v.attempt_deadline,
    retryConfig: {
      retryCount: retry.retry_count, minBackoffDuration: retry.min_backoff_duration ?? undefined,
      maxBackoffDuration: retry.max_backoff_duration ?? undefined, maxDoublings: retry.max_doublings ?? undefined },
    httpTarget: {
      uri: target.uri, httpMethod: target.http_method, headers: target.headers, body: target.body,
      oidcToken: {
        serviceAccountEmail: target.oidc_token[0].service_account_email, audience: target.oidc_token[0].audience } },
  };
}

// Made-up values of what the state does not know are no part of a request.
const all = resources(file);
for (const { values } of all.filter((resource) => resource.type === "google_storage_bucket_object")) {
  await post(`/upload/storage/v1/b/${values.bucket}/o?uploadType=media&name=${encodeURIComponent(values.name)}`,
    values.content_type, fs.readFileSync(values.source));
}
for (const { values } of all.filter((resource) => resource.type === "google_cloud_scheduler_job")) {
  const made = job(values);
  // The provider's own defaults, where the stub made some up.
  for (const [key, value] of Object.entries(made.retryConfig)) {
    if (typeof value === "string" && !/^[0-9.]+s$/.test(value)) delete made.retryConfig[key];
  }
  await post(`/v1/projects/${values.project}/locations/${values.region}/jobs`, "application/json", JSON.stringify(made));
}
