package dev.headrace.functions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.json.Json;
import dev.headrace.json.MalformedJsonException;
import java.nio.charset.StandardCharsets;

/**
 * What an event says of an object that was written. It is a hint to look and no more: whoever can
 * call a function can say anything.
 */
record StorageEvent(String bucket, String name, long generation) {
  static final String FINALIZED = "google.cloud.storage.object.v1.finalized";

  /** Above Eventarc's own limit. */
  static final int MAX_BYTES = 1024 * 1024;

  private static final int LONGEST_NAME = 1_024;

  /** An event that will be as wrong the next time it is delivered. */
  static final class Malformed extends Exception {
    private Malformed(String message) {
      super(message);
    }
  }

  /**
   * Read from the event's data: names do not survive the way through its headers, which the host
   * does not decode.
   */
  static StorageEvent of(byte[] data) throws Malformed {
    if (data.length == 0) {
      throw new Malformed("it has no data");
    }
    if (data.length > MAX_BYTES) {
      throw new Malformed("its data has more than " + MAX_BYTES + " bytes");
    }
    try {
      JsonNode object = Json.tree(data);
      return new StorageEvent(
          text(object, "bucket"), name(object), Long.parseLong(text(object, "generation")));
    } catch (MalformedJsonException e) {
      throw new Malformed("its data is no JSON: " + e.getMessage());
    } catch (NumberFormatException e) {
      throw new Malformed("its generation is no number");
    }
  }

  private static String name(JsonNode object) throws Malformed {
    String name = text(object, "name");
    if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME
        || name.indexOf('\n') >= 0
        || name.indexOf('\r') >= 0) {
      throw new Malformed("its name is none that an object can have");
    }
    return name;
  }

  private static String text(JsonNode object, String field) throws Malformed {
    JsonNode value = object.path(field);
    if (!value.isTextual() || value.asText().isEmpty()) {
      throw new Malformed("its data has no " + field);
    }
    return value.asText();
  }
}
