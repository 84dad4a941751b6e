package dev.headrace.local.dataproc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import java.util.HashMap;
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
   * Where an API has the program of its work.
   *
   * @param noun what the API calls a piece of work
   * @param spark the field of a program for the JVM
   * @param pyspark the field of a script
   * @param properties the field where properties belong, as its callers know it
   * @param more what the API takes in a program besides the program
   */
  record Programs(
      String noun, String spark, String pyspark, String properties, Map<String, Kind> more) {
    private static final Map<String, Kind> SPARK =
        Map.of("mainJarFileUri", Kind.TEXT, "mainClass", Kind.TEXT);
    private static final Map<String, Kind> PYSPARK =
        Map.of("mainPythonFileUri", Kind.TEXT, "pythonFileUris", Kind.TEXTS);
    private static final Map<String, Kind> BOTH =
        Map.of(
            "args", Kind.TEXTS,
            "jarFileUris", Kind.TEXTS,
            "fileUris", Kind.TEXTS,
            "archiveUris", Kind.TEXTS);

    private Map<String, Kind> known(Map<String, Kind> own) {
      Map<String, Kind> known = new HashMap<>(BOTH);
      known.putAll(own);
      known.putAll(more);
      return known;
    }
  }

  /** What every program is checked for: there is one, of known fields, and it can run here. */
  static void program(ObjectNode spec, Programs at) {
    if (spec.has(at.spark()) == spec.has(at.pyspark())) {
      throw ApiError.invalid(
          "A " + at.noun() + " has one of " + at.spark() + " and " + at.pyspark() + ".");
    }
    ObjectNode program = object(spec, spec.has(at.spark()) ? at.spark() : at.pyspark());
    if (spec.has(at.spark())) {
      spark(program, at);
    } else {
      pyspark(program, at);
    }
    for (JsonNode arg : program.path("args")) {
      if (arg.asText().equals("--conf") || arg.asText().startsWith("--conf=")) {
        throw ApiError.invalid("Properties go to " + at.properties() + ", not to args.");
      }
    }
    if (!program.path("archiveUris").isEmpty()) {
      throw ApiError.invalid("The local cloud does not unpack archiveUris.");
    }
  }

  private static void spark(ObjectNode program, Programs at) {
    fields(program, at.spark(), at.known(Programs.SPARK));
    if (program.path("mainClass").asText().isEmpty()
        == program.path("mainJarFileUri").asText().isEmpty()) {
      throw ApiError.invalid(at.spark() + " has one of mainClass and mainJarFileUri.");
    }
  }

  private static void pyspark(ObjectNode program, Programs at) {
    fields(program, at.pyspark(), at.known(Programs.PYSPARK));
    if (!program.path("mainPythonFileUri").asText().endsWith(".py")) {
      throw ApiError.invalid(at.pyspark() + ".mainPythonFileUri ends with .py.");
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
