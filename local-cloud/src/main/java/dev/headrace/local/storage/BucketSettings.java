package dev.headrace.local.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What clients say of a bucket beside its name, in the form of the bucket resource. It is checked,
 * kept and given back; nothing here acts on it.
 *
 * @param given only fields that clients may write; never changed after it was handed in
 */
record BucketSettings(ObjectNode given) {
  private static final List<String> WRITABLE =
      List.of(
          "acl",
          "autoclass",
          "billing",
          "cors",
          "customPlacementConfig",
          "defaultEventBasedHold",
          "defaultObjectAcl",
          "encryption",
          "hierarchicalNamespace",
          "iamConfiguration",
          "ipFilter",
          "labels",
          "lifecycle",
          "location",
          "logging",
          "objectRetention",
          "retentionPolicy",
          "rpo",
          "softDeletePolicy",
          "storageClass",
          "versioning",
          "website");
  private static final Set<String> ANSWERED =
      Set.of(
          "etag",
          "generation",
          "hardDeleteTime",
          "id",
          "kind",
          "locationType",
          "metageneration",
          "name",
          "owner",
          "projectNumber",
          "satisfiesPZI",
          "satisfiesPZS",
          "selfLink",
          "softDeleteTime",
          "timeCreated",
          "updated");
  private static final Set<String> MULTI_REGIONS = Set.of("US", "EU", "ASIA");
  private static final Set<String> CLASSES =
      Set.of(
          "STANDARD",
          "NEARLINE",
          "COLDLINE",
          "ARCHIVE",
          "MULTI_REGIONAL",
          "REGIONAL",
          "DURABLE_REDUCED_AVAILABILITY");
  private static final Set<String> ACTIONS =
      Set.of("Delete", "SetStorageClass", "AbortIncompleteMultipartUpload");
  private static final Set<String> PREVENTIONS = Set.of("inherited", "unspecified", "enforced");
  private static final long WEEK = Duration.ofDays(7).toSeconds();
  private static final long LONGEST = Duration.ofDays(90).toSeconds();
  private static final Duration UNIFORM_LOCKED_AFTER = Duration.ofDays(90);

  /** Those of a bucket of which nothing was said. */
  static BucketSettings none() {
    return new BucketSettings(Json.object());
  }

  /** Those of a new bucket. */
  static BucketSettings of(ObjectNode resource, Instant now) {
    return none().patched(resource, now);
  }

  /** These, changed by a merge patch: what is null goes, what is absent stays. */
  BucketSettings patched(ObjectNode patch, Instant now) {
    ObjectNode next = given.deepCopy();
    patch
        .properties()
        .forEach(
            field -> {
              if (WRITABLE.contains(field.getKey())) {
                merge(next, field.getKey(), field.getValue());
              } else if (!ANSWERED.contains(field.getKey())) {
                throw ApiError.invalid("Unknown field: " + field.getKey());
              }
            });
    normalize(next, now);
    check(next);
    return new BucketSettings(next);
  }

  /** All settings anew; a bucket stays where it is. */
  BucketSettings replaced(ObjectNode resource, Instant now) {
    ObjectNode kept = Json.object();
    if (given.has("location")) {
      kept.set("location", given.get("location"));
    }
    return new BucketSettings(kept).patched(resource, now);
  }

  private static void merge(ObjectNode into, String key, JsonNode value) {
    if (value.isNull()) {
      into.remove(key);
    } else if (value instanceof ObjectNode changes && into.get(key) instanceof ObjectNode before) {
      changes.properties().forEach(inner -> merge(before, inner.getKey(), inner.getValue()));
    } else if (value instanceof ObjectNode whole) {
      ObjectNode fresh = into.putObject(key);
      whole.properties().forEach(inner -> merge(fresh, inner.getKey(), inner.getValue()));
    } else {
      into.set(key, value.deepCopy());
    }
  }

  /** 64-bit numbers are texts in Google's JSON, and times are the service's own. */
  private static void normalize(ObjectNode settings, Instant now) {
    if (settings.has("location")) {
      settings.put("location", settings.path("location").asText().toUpperCase(Locale.ROOT));
    }
    if (settings.get("softDeletePolicy") instanceof ObjectNode policy) {
      policy.put("retentionDurationSeconds", policy.path("retentionDurationSeconds").asText());
      policy.put("effectiveTime", ObjectJson.time(now));
    }
    if (settings.get("retentionPolicy") instanceof ObjectNode policy) {
      policy.put("retentionPeriod", policy.path("retentionPeriod").asText());
      policy.put("effectiveTime", ObjectJson.time(now));
    }
    if (settings.get("iamConfiguration") instanceof ObjectNode access) {
      access.remove("bucketPolicyOnly");
      if (access.get("uniformBucketLevelAccess") instanceof ObjectNode uniform) {
        if (!uniform.path("enabled").asBoolean()) {
          uniform.remove("lockedTime");
        } else if (!uniform.has("lockedTime")) {
          uniform.put("lockedTime", ObjectJson.time(now.plus(UNIFORM_LOCKED_AFTER)));
        }
      }
    }
  }

  private static void check(ObjectNode settings) {
    JsonNode soft = settings.path("softDeletePolicy");
    if (soft.isObject()) {
      long seconds = number("softDeletePolicy.retentionDurationSeconds", soft);
      if (seconds != 0 && (seconds < WEEK || seconds > LONGEST)) {
        throw ApiError.invalid(
            "Soft delete policy retention duration must be 0 or between 604800 and 7776000"
                + " seconds, but is "
                + seconds);
      }
    }
    oneOf("storage class", CLASSES, settings.path("storageClass"));
    oneOf(
        "public access prevention",
        PREVENTIONS,
        settings.path("iamConfiguration").path("publicAccessPrevention"));
    for (JsonNode rule : settings.path("lifecycle").path("rule")) {
      JsonNode action = rule.path("action").path("type");
      if (action.isMissingNode() || rule.path("condition").isEmpty()) {
        throw ApiError.invalid("A lifecycle rule needs an action and a condition.");
      }
      oneOf("lifecycle action", ACTIONS, action);
    }
    if (settings.path("hierarchicalNamespace").path("enabled").asBoolean()) {
      throw ApiError.invalid("A hierarchical namespace is not served here.");
    }
  }

  private static long number(String what, JsonNode policy) {
    String text = policy.path("retentionDurationSeconds").asText();
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException wrong) {
      throw ApiError.invalid("Invalid value for " + what + ": " + text);
    }
  }

  private static void oneOf(String what, Set<String> words, JsonNode value) {
    if (!value.isMissingNode() && !words.contains(value.asText())) {
      throw ApiError.invalid("Invalid " + what + ": " + value.asText());
    }
  }

  String location() {
    return given.path("location").asText("US");
  }

  String locationType() {
    return MULTI_REGIONS.contains(location()) ? "multi-region" : "region";
  }

  /** Whether access is by policies alone. */
  boolean uniform() {
    return given
        .path("iamConfiguration")
        .path("uniformBucketLevelAccess")
        .path("enabled")
        .asBoolean();
  }

  /** Puts them into the resource that clients see, with what holds where nothing was said. */
  void describe(ObjectNode resource, Instant created) {
    resource.setAll(given.deepCopy());
    resource.put("location", location()).put("locationType", locationType());
    if (!resource.has("storageClass")) {
      resource.put("storageClass", "STANDARD");
    }
    if (!resource.has("softDeletePolicy")) {
      resource
          .putObject("softDeletePolicy")
          .put("retentionDurationSeconds", Long.toString(WEEK))
          .put("effectiveTime", ObjectJson.time(created));
    }
    ObjectNode access =
        resource.get("iamConfiguration") instanceof ObjectNode said
            ? said
            : resource.putObject("iamConfiguration");
    if (!access.has("uniformBucketLevelAccess")) {
      access.putObject("uniformBucketLevelAccess").put("enabled", false);
    }
    access.set("bucketPolicyOnly", access.get("uniformBucketLevelAccess").deepCopy());
    if (!access.has("publicAccessPrevention")) {
      access.put("publicAccessPrevention", "inherited");
    }
  }
}
