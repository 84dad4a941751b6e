package dev.headrace.local.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** Reads faults as people write them. */
final class FaultWords {
  private static final String ACTIONS = "refuse, reset, lose, late, stall or cut";
  private static final Duration LONGEST = Duration.ofMinutes(15);

  private FaultWords() {}

  /**
   * Reads {@code refuse-503}, {@code refuse-503-262144}, {@code reset}, {@code lose}, {@code
   * late-PT2S}, {@code stall-PT2S} or {@code cut-100}: an action, and what it needs.
   *
   * @param header the name of the header that says so
   * @throws ApiError 400 if it is none
   */
  static Fault parse(String header, String text) {
    String[] words = text.split("-", -1);
    ObjectNode rule = Json.object().put("action", words[0]);
    String[] keys =
        switch (words[0]) {
          case "refuse" -> new String[] {"status", "after"};
          case "late", "stall" -> new String[] {"delay"};
          case "cut" -> new String[] {"bytes"};
          default -> new String[] {};
        };
    FaultFields fields = FaultFields.of(rule, header + " ");
    if (words.length - 1 > keys.length) {
      fields.add(words[0], "has more than it needs in " + text + ". Write " + ACTIONS + ".");
    }
    for (int i = 1; i < words.length && i <= keys.length; i++) {
      if (words[i].matches("[0-9]{1,18}")) {
        rule.put(keys[i - 1], Long.parseLong(words[i]));
      } else {
        rule.put(keys[i - 1], words[i]);
      }
    }
    Fault fault = parse(fields);
    fields.throwIfAnyProblem();
    return fault;
  }

  /**
   * Reads the action of a rule and what it needs. What is wrong is left with the fields, and the
   * fault is none to use then.
   */
  static Fault parse(FaultFields rule) {
    return switch (rule.get("action").asText()) {
      case "refuse" -> refuse(rule);
      case "reset" -> new Fault.Reset();
      case "lose" -> new Fault.Lose();
      case "late" -> new Fault.Late(rule.delay("delay", LONGEST));
      case "stall" -> new Fault.Stall(rule.delay("delay", LONGEST));
      case "cut" -> new Fault.Cut(rule.number("bytes", 0, Long.MAX_VALUE));
      default -> {
        rule.add(
            "action",
            "must be " + ACTIONS + ", but is " + FaultFields.shown(rule.get("action")) + ".");
        yield new Fault.Reset();
      }
    };
  }

  private static Fault refuse(FaultFields rule) {
    int status = (int) rule.number("status", 400, 599, 503);
    return rule.has("after")
        ? new Fault.RefuseAfter(status, rule.number("after", 0, Long.MAX_VALUE))
        : new Fault.Refuse(status);
  }
}
