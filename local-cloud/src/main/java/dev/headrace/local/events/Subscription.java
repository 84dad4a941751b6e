package dev.headrace.local.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.Json;
import dev.headrace.local.storage.ObjectEvent;
import java.util.Locale;

/**
 * Who wants to be told of one kind of change in one bucket; there is no filter by name, as with
 * Eventarc.
 *
 * @param id the name under which the journal remembers what was delivered, such as {@code advance}
 */
public record Subscription(String id, String bucket, ObjectEvent.Kind kind) {
  boolean wants(ObjectEvent event) {
    return event.kind() == kind && event.object().key().bucket().equals(bucket);
  }

  ObjectNode toJson() {
    return Json.object().put("id", id).put("bucket", bucket).put("kind", kind.name());
  }

  static Subscription fromJson(JsonNode json) {
    return new Subscription(
        json.path("id").asText(),
        json.path("bucket").asText(),
        ObjectEvent.Kind.valueOf(json.path("kind").asText().toUpperCase(Locale.ROOT)));
  }
}
