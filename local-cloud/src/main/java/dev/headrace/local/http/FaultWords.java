package dev.headrace.local.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** Reads faults as people write them. */
final class FaultWords {
  private static final String ACTIONS = "refuse, reset, lose, late, stall or cut";
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private FaultWords() {}

  /**
   * Reads {@code refuse-503}, {@code refuse-503-262144}, {@code reset}, {@code lose}, {@code
   * late-PT2S}, {@code stall-PT2S} or {@code cut-100}: an action, and what it needs.
   *
   * @throws ApiError 400 if it is none
   */
  static Fault parse(String text) {
    String[] words = text.split("-", -1);
    ObjectNode rule = Json.object().put("action", words[0]);
    String[] keys =
        switch (words[0]) {
          case "refuse" -> new String[] {"status", "after"};
          case "late", "stall" -> new String[] {"delay"};
          case "cut" -> new String[] {"bytes"};
          default -> new String[] {};
        };
    if (words.length - 1 > keys.length) {
      throw ApiError.invalid("A fault is " + ACTIONS + " with what it needs, not " + text);
    }
    for (int i = 1; i < words.length; i++) {
      rule.put(keys[i - 1], words[i]);
    }
    return parse(rule);
  }

  /**
   * Reads the action of a rule and what it needs.
   *
   * @throws ApiError 400 if it is none
   */
  static Fault parse(ObjectNode rule) {
    String action = rule.path("action").asText();
    return switch (action) {
      case "refuse" -> refuse(rule);
      case "reset" -> new Fault.Reset();
      case "lose" -> new Fault.Lose();
      case "late" -> new Fault.Late(delay(rule));
      case "stall" -> new Fault.Stall(delay(rule));
      case "cut" -> new Fault.Cut(number(rule, "bytes", 0, Long.MAX_VALUE));
      default -> throw ApiError.invalid("A fault is " + ACTIONS + ", not " + action);
    };
  }

  /**
   * Refuses keys that nobody reads: a rule with a typing error would hit other requests than meant.
   *
   * @throws ApiError 400 if there is one
   */
  static void allow(ObjectNode json, String what, Set<String> keys) {
    for (var entry : json.properties()) {
      if (!keys.contains(entry.getKey())) {
        throw ApiError.invalid(
            what
                + " has no "
                + entry.getKey()
                + ", only "
                + String.join(", ", new TreeSet<>(keys)));
      }
    }
  }

  private static Fault refuse(ObjectNode rule) {
    int status = rule.has("status") ? (int) number(rule, "status", 400, 599) : 503;
    return rule.has("after")
        ? new Fault.RefuseAfter(status, number(rule, "after", 0, Long.MAX_VALUE))
        : new Fault.Refuse(status);
  }

  private static Duration delay(ObjectNode rule) {
    String text = rule.path("delay").asText();
    try {
      Duration delay = Duration.parse(text);
      if (!delay.isNegative() && delay.compareTo(LONGEST) <= 0) {
        return delay;
      }
    } catch (DateTimeException wrong) {
      // Refused below.
    }
    throw ApiError.invalid("delay is written like PT2S, to PT15M, not '" + text + "'");
  }

  private static long number(ObjectNode rule, String key, long least, long most) {
    JsonNode value = rule.path(key);
    try {
      long number = Long.parseLong(value.asText());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException wrong) {
      // Refused below.
    }
    throw ApiError.invalid(
        key
            + " is a whole number from "
            + least
            + (most == Long.MAX_VALUE ? "" : " to " + most)
            + ", not '"
            + value.asText()
            + "'");
  }
}
