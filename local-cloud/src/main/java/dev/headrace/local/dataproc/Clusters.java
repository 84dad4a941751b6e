package dev.headrace.local.dataproc;

import dev.headrace.local.http.ApiError;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;

/**
 * The clusters that jobs may name. All of them are this machine: they differ in their names only.
 *
 * @param stagingBuckets by the name of a cluster, where its drivers' output goes
 */
record Clusters(Map<String, String> stagingBuckets) {
  /** A cluster of a project and a region. */
  record Cluster(String uuid, String stagingBucket) {}

  Clusters {
    stagingBuckets = Map.copyOf(stagingBuckets);
  }

  /**
   * The cluster of that name.
   *
   * @throws ApiError 404 if there is none
   */
  Cluster find(String project, String region, String name) {
    String full = "projects/" + project + "/regions/" + region + "/clusters/" + name;
    if (!stagingBuckets.containsKey(name)) {
      throw ApiError.notFound("Not found: Cluster " + full);
    }
    String uuid = UUID.nameUUIDFromBytes(full.getBytes(StandardCharsets.UTF_8)).toString();
    return new Cluster(uuid, stagingBuckets.get(name));
  }
}
