package dev.headrace.local.events;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.storage.ObjectEvent;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What a test wants to go wrong with some events; the same seed picks the same ones. */
final class Knob {
  /** What happens to an event. */
  enum Action {
    DROP,
    DUPLICATE,
    DELAY,
    REORDER
  }

  private static final List<String> KEYS =
      List.of("action", "bucket", "kind", "name", "times", "probability", "seed", "newId", "delay");

  private final Action action;
  private final String bucket;
  private final String kind;
  private final String name;
  private final double probability;
  private final Random random;
  private final boolean underNewId;
  private final Duration delay;
  private long left;

  /**
   * Reads {@code {"action": "drop", "bucket": "b", "kind": "finalized", "name": "part of the name",
   * "times": 3, "probability": 0.5, "seed": 7, "newId": true, "delay": "PT30S"}}; only the action
   * is needed.
   *
   * @throws ApiError 400 if it says what nobody understands
   */
  Knob(JsonNode json) {
    json.fieldNames()
        .forEachRemaining(
            key -> {
              if (!KEYS.contains(key)) {
                throw ApiError.invalid(
                    "A knob has no " + key + ", only " + String.join(", ", KEYS));
              }
            });
    this.action = action(json.path("action").asText());
    this.bucket = json.path("bucket").asText();
    this.kind = json.path("kind").asText();
    this.name = json.path("name").asText();
    this.probability = json.path("probability").asDouble(1);
    this.random = new Random(json.path("seed").asLong());
    this.underNewId = json.path("newId").asBoolean();
    this.delay = delay(json.path("delay").asText("PT1M"));
    this.left = json.path("times").asLong(Long.MAX_VALUE);
  }

  boolean picks(ObjectEvent event) {
    boolean fits =
        left > 0
            && (bucket.isEmpty() || bucket.equals(event.object().key().bucket()))
            && (kind.isEmpty() || kind.equals(event.kind().word()))
            && event.object().key().name().contains(name)
            && random.nextDouble() < probability;
    left -= fits ? 1 : 0;
    return fits;
  }

  Action action() {
    return action;
  }

  boolean underNewId() {
    return underNewId;
  }

  Duration delay() {
    return delay;
  }

  private static Action action(String word) {
    return switch (word) {
      case "drop" -> Action.DROP;
      case "duplicate" -> Action.DUPLICATE;
      case "delay" -> Action.DELAY;
      case "reorder" -> Action.REORDER;
      default -> throw ApiError.invalid("A knob is drop, duplicate, delay or reorder, not " + word);
    };
  }

  private static Duration delay(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeException wrong) {
      throw ApiError.invalid("A delay is written like PT30S, not " + text);
    }
  }
}
