package dev.headrace.local.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Json;
import java.time.Instant;
import java.util.regex.Pattern;

/** A bucket; settings that Google would act on are not kept. */
record Bucket(String name, Instant created) {
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]");

  Bucket {
    if (!NAME.matcher(name).matches()) {
      throw ApiError.invalid("Invalid bucket name: '" + name + "'");
    }
  }

  ObjectNode resource() {
    return Json.object()
        .put("kind", "storage#bucket")
        .put("id", name)
        .put("name", name)
        .put("selfLink", "https://www.googleapis.com/storage/v1/b/" + name)
        .put("projectNumber", "0")
        .put("metageneration", "1")
        .put("location", "US")
        .put("locationType", "multi-region")
        .put("storageClass", "STANDARD")
        .put("etag", "CAE=")
        .put("timeCreated", ObjectJson.time(created))
        .put("updated", ObjectJson.time(created));
  }

  ObjectNode layout() {
    ObjectNode layout =
        Json.object()
            .put("kind", "storage#storageLayout")
            .put("bucket", name)
            .put("location", "US")
            .put("locationType", "multi-region");
    layout.putObject("hierarchicalNamespace").put("enabled", false);
    return layout;
  }

  ObjectNode toJournal() {
    return Json.object().put("name", name).put("created", created.toString());
  }

  static Bucket fromJournal(ObjectNode json) {
    return new Bucket(json.path("name").asText(), Instant.parse(json.path("created").asText()));
  }
}
