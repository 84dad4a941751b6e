package dev.headrace.local.events;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.Json;
import dev.headrace.local.storage.ObjectEvent;
import dev.headrace.local.storage.ObjectJson;
import java.time.Duration;
import java.time.Instant;

/**
 * One event on its way to one subscriber.
 *
 * @param key what the journal calls it: the event's id, or another for a copy made on demand
 * @param eventId the {@code ce-id}, the same in every attempt
 * @param attempts how often it was tried
 */
record Delivery(String key, String eventId, ObjectEvent event, int attempts) {
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final Duration KEPT = Duration.ofHours(24);

  static Delivery of(ObjectEvent event) {
    ObjectEvent told = new ObjectEvent(event.kind(), event.object().described(), event.at());
    return new Delivery(event.id(), event.id(), told, 0);
  }

  /** The same event once more, as a broker sends it now and then. */
  Delivery copy(boolean underNewId) {
    return new Delivery(key + "-again", underNewId ? eventId + "-again" : eventId, event, attempts);
  }

  Delivery tried() {
    return new Delivery(key, eventId, event, attempts + 1);
  }

  Delivery anew() {
    return new Delivery(key, eventId, event, 0);
  }

  /** How long to wait after so many attempts. */
  Duration backoff() {
    Duration wait = FIRST_WAIT.multipliedBy(1L << Math.min(attempts - 1, 10));
    return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
  }

  boolean isGivenUp(Instant now) {
    return !now.isBefore(event.at().plus(KEPT));
  }

  ObjectNode toJson() {
    ObjectNode json =
        Json.object()
            .put("key", key)
            .put("id", eventId)
            .put("kind", event.kind().name())
            .put("at", event.at().toString())
            .put("attempts", attempts);
    return json.set("object", ObjectJson.toJournal(event.object()));
  }

  static Delivery fromJson(JsonNode json) {
    return new Delivery(
        json.path("key").asText(),
        json.path("id").asText(),
        new ObjectEvent(
            ObjectEvent.Kind.valueOf(json.path("kind").asText()),
            ObjectJson.fromJournal((ObjectNode) json.get("object")),
            Instant.parse(json.path("at").asText())),
        json.path("attempts").asInt());
  }

  /** For people. */
  ObjectNode describe() {
    return Json.object()
        .put("id", eventId)
        .put("type", event.kind().type())
        .put("bucket", event.object().key().bucket())
        .put("name", event.object().key().name())
        .put("generation", Long.toString(event.object().generation()))
        .put("time", ObjectJson.time(event.at()))
        .put("attempts", attempts);
  }
}
