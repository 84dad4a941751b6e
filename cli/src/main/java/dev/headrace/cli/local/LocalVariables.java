package dev.headrace.cli.local;

import dev.headrace.cli.environment.LocalEndpoints;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What points functions and clients of Google's libraries to the local cloud. */
final class LocalVariables {
  private static final String GCLOUD = "CLOUDSDK_API_ENDPOINT_OVERRIDES_";

  private LocalVariables() {}

  static SortedMap<String, String> of(LocalEndpoints endpoints) {
    SortedMap<String, String> variables = new TreeMap<>(endpoints.settings().variables());
    String project = endpoints.settings().project();
    variables.put("GOOGLE_CLOUD_PROJECT", project);
    variables.put("CLOUDSDK_CORE_PROJECT", project);
    variables.put("CLOUDSDK_DATAPROC_REGION", endpoints.settings().region());
    // Else gcloud would want to sign in, and send what it gets here.
    variables.put("CLOUDSDK_AUTH_DISABLE_CREDENTIALS", "true");
    endpoints
        .settings()
        .storage()
        .ifPresent(
            uri -> {
              variables.put("STORAGE_EMULATOR_HOST", uri.toString());
              variables.put(GCLOUD + "STORAGE", uri + "/storage/v1/");
            });
    endpoints.settings().dataproc().ifPresent(uri -> variables.put(GCLOUD + "DATAPROC", uri + "/"));
    endpoints
        .settings()
        .scheduler()
        .ifPresent(uri -> variables.put(GCLOUD + "CLOUDSCHEDULER", uri + "/"));
    Optional.ofNullable(variables.get("HEADRACE_BIGQUERY_ENDPOINT"))
        .ifPresent(uri -> variables.put(GCLOUD + "BIGQUERY", uri + "/bigquery/v2/"));
    return variables;
  }
}
