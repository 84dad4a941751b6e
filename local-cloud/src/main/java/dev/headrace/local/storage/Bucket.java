package dev.headrace.local.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Json;
import dev.headrace.local.iam.Etag;
import dev.headrace.local.iam.Policy;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A bucket.
 *
 * @param metageneration rises with each change of its settings
 */
record Bucket(
    String name,
    BucketSettings settings,
    Policy policy,
    Instant created,
    Instant updated,
    long metageneration) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]");

  Bucket {
    if (!NAME.matcher(name).matches()) {
      throw ApiError.invalid("Invalid bucket name: '" + name + "'");
    }
  }

  /**
   * A new bucket.
   *
   * @param policy who may use it from the beginning
   */
  static Bucket made(String name, BucketSettings settings, Policy policy, Instant now) {
    return new Bucket(name, settings, policy, now, now, 1);
  }

  Bucket with(BucketSettings changed, Instant now) {
    return new Bucket(name, changed, policy, created, now, metageneration + 1);
  }

  Bucket with(Policy changed) {
    return new Bucket(name, settings, changed, created, updated, metageneration);
  }

  ObjectNode resource() {
    ObjectNode resource =
        Json.object()
            .put("kind", "storage#bucket")
            .put("id", name)
            .put("name", name)
            .put("selfLink", "https://www.googleapis.com/storage/v1/b/" + name)
            .put("projectNumber", "0")
            .put("metageneration", Long.toString(metageneration))
            .put("etag", Etag.of(metageneration))
            .put("timeCreated", ObjectJson.time(created))
            .put("updated", ObjectJson.time(updated));
    settings.describe(resource, created);
    return resource;
  }

  ObjectNode layout() {
    ObjectNode layout =
        Json.object()
            .put("kind", "storage#storageLayout")
            .put("bucket", name)
            .put("location", settings.location())
            .put("locationType", settings.locationType());
    layout.putObject("hierarchicalNamespace").put("enabled", false);
    return layout;
  }

  ObjectNode toJournal() {
    ObjectNode json =
        Json.object()
            .put("name", name)
            .put("created", created.toString())
            .put("updated", updated.toString())
            .put("metageneration", metageneration);
    json.set("settings", settings.given());
    json.set("policy", policy.toJournal());
    return json;
  }

  static Bucket fromJournal(ObjectNode json) {
    Instant created = Instant.parse(json.path("created").asText());
    return new Bucket(
        json.path("name").asText(),
        json.get("settings") instanceof ObjectNode given
            ? new BucketSettings(given)
            : BucketSettings.none(),
        Policy.fromJournal(json.path("policy")),
        created,
        json.has("updated") ? Instant.parse(json.path("updated").asText()) : created,
        json.path("metageneration").asLong(1));
  }
}
