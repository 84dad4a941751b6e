package dev.headrace.local.project;

import static dev.headrace.local.project.Project.member;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.Json;
import dev.headrace.local.iam.Policy;
import dev.headrace.local.storage.ObjectStorage;
import java.io.IOException;
import java.time.Duration;

/** The buckets of a deployment, one for each purpose, as a careful deployment makes them. */
public final class PurposeBuckets {
  private static final String READ = "roles/storage.objectViewer";
  private static final String WRITE = "roles/storage.objectUser";
  private static final String CREATE = "roles/storage.objectCreator";

  private PurposeBuckets() {}

  /** Makes the bucket of a purpose if there is none. */
  public static void ensure(
      ObjectStorage storage, String purpose, String region, Project.Accounts accounts)
      throws IOException {
    if (!storage.hasBucket(purpose)) {
      storage.createBucket(purpose, settings(purpose, region), policy(purpose, accounts));
    }
  }

  private static ObjectNode settings(String purpose, String region) {
    ObjectNode bucket = Json.object().put("location", region);
    ObjectNode access = bucket.putObject("iamConfiguration");
    access.put("publicAccessPrevention", "enforced");
    access.putObject("uniformBucketLevelAccess").put("enabled", true);
    boolean versions = purpose.equals("control") || purpose.equals("code");
    bucket.putObject("versioning").put("enabled", versions);
    bucket
        .putObject("softDeletePolicy")
        .put(
            "retentionDurationSeconds",
            purpose.equals("control") ? 0 : Duration.ofDays(7).toSeconds());
    ArrayNode rules = bucket.putObject("lifecycle").putArray("rule");
    switch (purpose) {
      case "landing", "outcomes" -> delete(rules).put("age", 90);
      case "lake" -> delete(rules).put("age", 7).putArray("matchesPrefix").add("staging/");
      case "control" -> delete(rules).put("daysSinceNoncurrentTime", 14);
      default -> {
        // Nothing of the code is deleted by its age: runs may still need it.
      }
    }
    return bucket;
  }

  private static ObjectNode delete(ArrayNode rules) {
    ObjectNode rule = rules.addObject();
    rule.putObject("action").put("type", "Delete");
    return rule.putObject("condition");
  }

  private static Policy policy(String purpose, Project.Accounts accounts) {
    String functions = member(accounts.functions());
    String spark = member(accounts.spark());
    return switch (purpose) {
      case "control" -> Policy.empty().granting(WRITE, functions);
      case "lake" -> Policy.empty().granting(READ, functions).granting(WRITE, spark);
      case "outcomes" -> Policy.empty().granting(READ, functions).granting(CREATE, spark);
      default -> Policy.empty().granting(READ, functions, spark);
    };
  }
}
