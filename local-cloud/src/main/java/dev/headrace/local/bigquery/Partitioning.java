package dev.headrace.local.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Json;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a table is cut by time.
 *
 * @param column the column that tells the partition of a row; without it, whoever writes rows says
 *     so
 */
record Partitioning(Unit unit, Optional<String> column) {
  /** Holds the partition of a row, where no column does. */
  static final String PSEUDO_COLUMN = "_PARTITIONTIME";

  /** How long a partition is, and how many digits name it. */
  enum Unit {
    HOUR(10),
    DAY(8),
    MONTH(6),
    YEAR(4);

    private final Pattern form;

    Unit(int digits) {
      this.form = Pattern.compile("\\d{" + digits + "}");
    }
  }

  /** The {@code timePartitioning} of a table or a job, if there is one. */
  static Optional<Partitioning> of(JsonNode resource, List<Field> schema) {
    if (resource.hasNonNull("rangePartitioning")) {
      throw ApiError.invalid("The local BigQuery has no range partitioning.");
    }
    JsonNode json = resource.path("timePartitioning");
    if (json.isMissingNode() || json.isNull()) {
      return Optional.empty();
    }
    Optional<String> column =
        Optional.of(json.path("field").asText()).filter(name -> !name.isEmpty());
    column.ifPresent(name -> checkColumn(name, schema));
    return Optional.of(new Partitioning(unit(json.path("type").asText()), column));
  }

  private static Unit unit(String type) {
    for (Unit unit : Unit.values()) {
      if (unit.name().equals(type.toUpperCase(Locale.ROOT))) {
        return unit;
      }
    }
    throw ApiError.invalid("Invalid timePartitioning.type \"" + type + "\".");
  }

  private static void checkColumn(String name, List<Field> schema) {
    Optional<Field> column = Field.find(schema, name);
    boolean fits =
        column
            .filter(f -> f.mode() != Field.Mode.REPEATED)
            .filter(
                f ->
                    f.type() == FieldType.DATE
                        || f.type() == FieldType.TIMESTAMP
                        || f.type() == FieldType.DATETIME)
            .isPresent();
    if (!fits) {
      throw ApiError.invalid(
          "The field specified for partitioning, " + name + ", is no DATE, TIMESTAMP or DATETIME.");
    }
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object().put("type", unit.name());
    column.ifPresent(name -> json.put("field", name));
    return json;
  }

  /** Whether partitions are told by who writes, not by a column. */
  boolean byIngestion() {
    return column.isEmpty();
  }

  /**
   * The beginning of a partition that a decorator names, such as {@code 20010101}.
   *
   * @throws ApiError 400 when the table has no such partitions
   */
  LocalDateTime start(String decorator) {
    if (unit.form.matcher(decorator).matches()) {
      try {
        return LocalDateTime.of(
            digits(decorator, 0, 4),
            decorator.length() > 4 ? digits(decorator, 4, 6) : 1,
            decorator.length() > 6 ? digits(decorator, 6, 8) : 1,
            decorator.length() > 8 ? digits(decorator, 8, 10) : 0,
            0);
      } catch (DateTimeException e) {
        // Told below: digits that are no date.
      }
    }
    throw ApiError.invalid(
        "Invalid partition decorator \"$"
            + decorator
            + "\" for a table partitioned by "
            + unit.name().toLowerCase(Locale.ROOT)
            + ".");
  }

  private static int digits(String decorator, int from, int to) {
    return Integer.parseInt(decorator.substring(from, to));
  }

  /** The rows of a partition, as a condition on the stored table. */
  String condition(LocalDateTime start) {
    return boundary() + " = TIMESTAMP " + Sql.text(start.toString().replace('T', ' '));
  }

  /** The beginning of a row's partition, in UTC and without a zone. */
  private String boundary() {
    return column
        .map(
            name ->
                "date_trunc('"
                    + unit.name().toLowerCase(Locale.ROOT)
                    + "', CAST("
                    + Sql.name(name)
                    + " AS TIMESTAMP))")
        .orElse(Sql.name(PSEUDO_COLUMN));
  }
}
