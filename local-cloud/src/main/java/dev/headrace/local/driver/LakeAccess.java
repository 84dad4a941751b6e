package dev.headrace.local.driver;

import java.util.Map;

/**
 * Where drivers find the lake: the local cloud's own endpoint, without credentials.
 *
 * @param endpoint scheme, host and port, without a slash at the end
 */
public record LakeAccess(String endpoint, String project) {
  Map<String, String> sparkConf() {
    return Map.of(
        "spark.hadoop.fs.gs.impl", "com.google.cloud.hadoop.fs.gcs.GoogleHadoopFileSystem",
        "spark.hadoop.fs.AbstractFileSystem.gs.impl",
            "com.google.cloud.hadoop.fs.gcs.GoogleHadoopFS",
        "spark.hadoop.fs.gs.storage.root.url", endpoint + "/",
        "spark.hadoop.fs.gs.auth.type", "UNAUTHENTICATED",
        "spark.hadoop.fs.gs.client.type", "HTTP_API_CLIENT",
        "spark.hadoop.fs.gs.project.id", project);
  }

  Map<String, String> environment() {
    return Map.of("STORAGE_EMULATOR_HOST", endpoint, "GOOGLE_CLOUD_PROJECT", project);
  }
}
