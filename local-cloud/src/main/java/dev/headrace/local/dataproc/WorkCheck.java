package dev.headrace.local.dataproc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import java.util.Map;
import java.util.Set;

/** What the APIs of batches and of jobs refuse alike. */
final class WorkCheck {
  /** What a field holds. */
  enum Kind {
    TEXT,
    TEXTS,
    TEXT_MAP,
    ANYTHING
  }

  private WorkCheck() {}

  static void requestId(String requestId) {
    if (!requestId.matches("[A-Za-z0-9_-]{0,40}")) {
      throw ApiError.invalid("A request id is at most 40 of [A-Za-z0-9_-]: " + requestId);
    }
  }

  static void labels(JsonNode labels) {
    if (labels.isMissingNode()) {
      return;
    }
    value("labels", labels, Kind.TEXT_MAP);
    if (labels.size() > 32) {
      throw ApiError.invalid("At most 32 labels, not " + labels.size());
    }
    labels
        .properties()
        .forEach(
            label -> {
              if (!label.getKey().matches("[a-z][a-z0-9_-]{0,62}")
                  || !label.getValue().asText().matches("[a-z0-9_-]{0,63}")) {
                throw ApiError.invalid(
                    "Labels are up to 63 of [a-z0-9_-]: "
                        + label.getKey()
                        + "="
                        + label.getValue());
              }
            });
  }

  /**
   * What every program is checked for.
   *
   * @param properties the field where properties belong
   */
  static void program(ObjectNode program, String properties) {
    for (JsonNode arg : program.path("args")) {
      if (arg.asText().equals("--conf") || arg.asText().startsWith("--conf=")) {
        throw ApiError.invalid("Properties go to " + properties + ", not to args.");
      }
    }
    if (!program.path("archiveUris").isEmpty()) {
      throw ApiError.invalid("The local cloud does not unpack archiveUris.");
    }
  }

  /** The object in a field, which is made if it is not there. */
  static ObjectNode object(ObjectNode parent, String field) {
    JsonNode value = parent.path(field);
    if (value.isMissingNode()) {
      return parent.putObject(field);
    }
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw ApiError.invalid(field + " is an object.");
  }

  static void fields(ObjectNode node, String where, Set<String> known) {
    node.fieldNames()
        .forEachRemaining(
            field -> {
              if (!known.contains(field)) {
                throw ApiError.invalid("Unknown or unsupported field " + where + "." + field);
              }
            });
  }

  static void fields(ObjectNode node, String where, Map<String, Kind> known) {
    fields(node, where, known.keySet());
    node.properties()
        .forEach(field -> value(field.getKey(), field.getValue(), known.get(field.getKey())));
  }

  private static void value(String field, JsonNode value, Kind kind) {
    boolean right =
        switch (kind) {
          case TEXT -> value.isTextual();
          case TEXTS -> value.isArray() && allText(value);
          case TEXT_MAP -> value.isObject() && allText(value);
          case ANYTHING -> true;
        };
    if (!right) {
      throw ApiError.invalid("Invalid value for " + field);
    }
  }

  private static boolean allText(JsonNode values) {
    for (JsonNode value : values) {
      if (!value.isTextual()) {
        return false;
      }
    }
    return true;
  }
}
