package dev.headrace.local.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads an object of a fault's rules, and gathers all that is wrong with it: a rule that is
 * understood by half would hit other requests than meant.
 */
final class FaultFields {
  private final ObjectNode json;
  private final String where;
  private final List<String> problems;

  private FaultFields(ObjectNode json, String where, List<String> problems) {
    this.json = json;
    this.where = where;
    this.problems = problems;
  }

  /**
   * @param where what problems begin with
   */
  static FaultFields of(ObjectNode json, String where) {
    return new FaultFields(json, where, new ArrayList<>());
  }

  /** An object within this one, whose problems are told with this one's. */
  FaultFields within(ObjectNode part, String partWhere) {
    return new FaultFields(part, where + partWhere, problems);
  }

  /** Ends the reading. */
  void throwIfAnyProblem() {
    if (!problems.isEmpty()) {
      throw ApiError.invalid(String.join("; ", problems));
    }
  }

  void add(String at, String problem) {
    problems.add(where + at + ": " + problem);
  }

  void allow(Set<String> keys) {
    for (var entry : json.properties()) {
      if (!keys.contains(entry.getKey())) {
        add(
            entry.getKey(),
            "is not known. Write one of " + String.join(", ", new TreeSet<>(keys)) + ".");
      }
    }
  }

  boolean has(String key) {
    return json.has(key);
  }

  JsonNode get(String key) {
    return json.path(key);
  }

  String text(String key, String otherwise) {
    JsonNode value = json.path(key);
    if (!value.isMissingNode() && !value.isTextual()) {
      add(key, "must be text, but is " + value + ". Write it in quotes.");
    }
    return value.asText(otherwise);
  }

  boolean flag(String key) {
    JsonNode value = json.path(key);
    if (!value.isMissingNode() && !value.isBoolean()) {
      add(key, "must be true or false, but is " + value + ". Write it without quotes.");
    }
    return value.asBoolean();
  }

  double share(String key, double otherwise) {
    JsonNode value = json.path(key);
    if (value.isMissingNode()) {
      return otherwise;
    }
    if (!value.isNumber() || value.asDouble() < 0 || value.asDouble() > 1) {
      add(key, "must be a number from 0 to 1, but is " + value + ". Write it like 0.1.");
    }
    return value.asDouble();
  }

  long number(String key, long least, long most, long otherwise) {
    return has(key) ? number(key, least, most) : otherwise;
  }

  long number(String key, long least, long most) {
    JsonNode value = json.path(key);
    if (!value.canConvertToLong()
        || !value.isIntegralNumber()
        || value.asLong() < least
        || value.asLong() > most) {
      add(
          key,
          "must be a whole number"
              + (least == Long.MIN_VALUE ? "" : " from " + least)
              + (most == Long.MAX_VALUE ? "" : " to " + most)
              + ", but is "
              + shown(value)
              + ". Write it like "
              + Math.max(least, 7)
              + ".");
    }
    return value.asLong();
  }

  Duration delay(String key, Duration longest) {
    JsonNode value = json.path(key);
    try {
      Duration delay = value.isTextual() ? Duration.parse(value.asText()) : Duration.ofDays(-1);
      if (!delay.isNegative() && delay.compareTo(longest) <= 0) {
        return delay;
      }
    } catch (DateTimeException wrong) {
      // Told below.
    }
    add(
        key,
        "must be a duration to " + longest + ", but is " + shown(value) + ". Write it like PT2S.");
    return Duration.ZERO;
  }

  static String shown(JsonNode value) {
    return value.isMissingNode() ? "missing" : value.toString();
  }
}
