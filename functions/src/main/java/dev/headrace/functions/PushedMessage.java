package dev.headrace.functions;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.json.Json;
import dev.headrace.json.MalformedJsonException;
import java.util.Base64;
import java.util.Optional;

/**
 * A bucket's notification as a subscription of Pub/Sub pushes it: a JSON object with the message,
 * whose data describe the object as an event of Eventarc does.
 *
 * @param id of the message, which is the same each time it is delivered
 * @param type as an event names it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PushedMessage(String id, String type, byte[] data) {
  private static final String FINALIZED = "OBJECT_FINALIZE";

  /** What a body holds; empty where it is no pushed message. */
  static Optional<PushedMessage> of(byte[] body) {
    JsonNode message;
    try {
      message = Json.tree(body).path("message");
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
    if (!message.isObject()) {
      return Optional.empty();
    }
    String type = message.path("attributes").path("eventType").asText();
    return Optional.of(
        new PushedMessage(
            message.path("messageId").asText(),
            type.equals(FINALIZED) ? StorageEvent.FINALIZED : type,
            decoded(message.path("data").asText())));
  }

  /** Data that cannot be decoded are none: the event is then kept as one that says nothing. */
  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
