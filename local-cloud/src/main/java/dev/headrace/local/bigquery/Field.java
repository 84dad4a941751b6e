package dev.headrace.local.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A column, or a part of one.
 *
 * @param precision digits in all, for a decimal that bounds them
 * @param scale digits after the point
 * @param fields the parts of a record
 */
record Field(
    String name,
    FieldType type,
    Mode mode,
    OptionalInt precision,
    OptionalInt scale,
    String description,
    List<Field> fields) {
  private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}\\p{M}_ -]{0,299}");
  private static final int DEEPEST = 15;
  private static final int MOST_DIGITS = 38;

  /** Whether a value may be missing, or repeated. */
  enum Mode {
    NULLABLE,
    REQUIRED,
    REPEATED
  }

  Field {
    fields = List.copyOf(fields);
  }

  /** A nullable column without parts. */
  static Field of(String name, FieldType type) {
    return new Field(
        name, type, Mode.NULLABLE, OptionalInt.empty(), OptionalInt.empty(), "", List.of());
  }

  /** Whether it is called as BigQuery allows it. */
  boolean hasName() {
    return NAME.matcher(name).matches();
  }

  Field named(String other) {
    return new Field(other, type, mode, precision, scale, description, fields);
  }

  /** The fields of a {@code schema}; none if there is no such thing. */
  static List<Field> schema(JsonNode schema) {
    return fields(schema.path("fields"), 1);
  }

  private static List<Field> fields(JsonNode array, int depth) {
    if (depth > DEEPEST) {
      throw ApiError.invalid("Records nest at most " + DEEPEST + " deep.");
    }
    List<Field> fields = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (JsonNode json : array) {
      Field field = parse(json, depth);
      if (!seen.add(field.name().toLowerCase(Locale.ROOT))) {
        throw ApiError.invalid("Duplicate field name: " + field.name());
      }
      fields.add(field);
    }
    return fields;
  }

  private static Field parse(JsonNode json, int depth) {
    String name = json.path("name").asText();
    if (!NAME.matcher(name).matches()) {
      throw ApiError.invalid("Invalid field name \"" + name + "\".");
    }
    String written = json.path("type").asText();
    FieldType type =
        FieldType.of(written)
            .orElseThrow(
                () ->
                    ApiError.invalid(
                        "Field " + name + ": the local BigQuery has no type \"" + written + "\"."));
    List<Field> parts = fields(json.path("fields"), depth + 1);
    if (parts.isEmpty() == (type == FieldType.RECORD)) {
      throw ApiError.invalid("Field " + name + ": a record has fields, and nothing else has.");
    }
    return new Field(
        name,
        type,
        mode(name, json.path("mode").asText("NULLABLE")),
        digits(name, json.path("precision")),
        digits(name, json.path("scale")),
        json.path("description").asText(),
        parts);
  }

  private static Mode mode(String name, String written) {
    return switch (written.toUpperCase(Locale.ROOT)) {
      case "", "NULLABLE" -> Mode.NULLABLE;
      case "REQUIRED" -> Mode.REQUIRED;
      case "REPEATED" -> Mode.REPEATED;
      default -> throw ApiError.invalid("Field " + name + ": invalid mode " + written);
    };
  }

  private static OptionalInt digits(String name, JsonNode number) {
    if (number.isMissingNode() || number.isNull()) {
      return OptionalInt.empty();
    }
    int digits = number.asInt(-1);
    if (digits < 0 || digits > MOST_DIGITS) {
      throw ApiError.invalid(
          "Field " + name + ": the local BigQuery holds up to " + MOST_DIGITS + " digits.");
    }
    return OptionalInt.of(digits);
  }

  static ObjectNode toJson(List<Field> schema) {
    ObjectNode json = Json.object();
    ArrayNode fields = json.putArray("fields");
    schema.forEach(field -> fields.add(field.toJson()));
    return json;
  }

  private ObjectNode toJson() {
    ObjectNode json = Json.object().put("name", name).put("type", type.name());
    json.put("mode", mode.name());
    precision.ifPresent(digits -> json.put("precision", Integer.toString(digits)));
    scale.ifPresent(digits -> json.put("scale", Integer.toString(digits)));
    if (!description.isEmpty()) {
      json.put("description", description);
    }
    if (!fields.isEmpty()) {
      json.set("fields", toJson(fields).get("fields"));
    }
    return json;
  }

  /** The type in DuckDB. */
  String stored() {
    return mode == Mode.REPEATED ? storedOne() + "[]" : storedOne();
  }

  private String storedOne() {
    if (type == FieldType.RECORD) {
      return fields.stream()
          .map(field -> Sql.name(field.name()) + " " + field.stored())
          .collect(Collectors.joining(", ", "STRUCT(", ")"));
    }
    return type.isDecimal() && precision.isPresent()
        ? "DECIMAL(" + precision.getAsInt() + "," + scale.orElse(0) + ")"
        : type.stored();
  }

  /** The column in a {@code CREATE TABLE}. */
  String definition() {
    return Sql.name(name) + " " + stored() + (mode == Mode.REQUIRED ? " NOT NULL" : "");
  }

  /** Whether values of a file's column become values of this one without a guess. */
  boolean takes(Field found) {
    if ((mode == Mode.REPEATED) != (found.mode == Mode.REPEATED)) {
      return false;
    }
    if (type == FieldType.RECORD) {
      return found.type == FieldType.RECORD
          && found.fields.stream()
              .allMatch(part -> find(fields, part.name()).filter(f -> f.takes(part)).isPresent());
    }
    return type == found.type
        || (type.isDecimal() && (found.type.isDecimal() || found.type == FieldType.INTEGER))
        // The Parquet files of Spark have times of an older form, which tell no zone.
        || (type == FieldType.TIMESTAMP && found.type == FieldType.DATETIME);
  }

  /** Whether the values of one are values of the other, whatever is said about them. */
  boolean isLike(Field other) {
    return stored().equals(other.stored()) && type == other.type;
  }

  static Optional<Field> find(List<Field> fields, String name) {
    return fields.stream().filter(field -> field.name().equalsIgnoreCase(name)).findFirst();
  }

  static List<String> names(List<Field> fields) {
    return fields.stream().map(Field::name).toList();
  }
}
