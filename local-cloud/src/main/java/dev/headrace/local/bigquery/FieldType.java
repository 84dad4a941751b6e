package dev.headrace.local.bigquery;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The types of BigQuery that a column here may have, with the type that holds its values. */
enum FieldType {
  STRING("VARCHAR"),
  BYTES("BLOB"),
  INTEGER("BIGINT"),
  FLOAT("DOUBLE"),
  BOOLEAN("BOOLEAN"),
  NUMERIC("DECIMAL(38,9)"),
  BIGNUMERIC("DECIMAL(38,18)"),
  DATE("DATE"),
  TIME("TIME"),
  DATETIME("TIMESTAMP"),
  TIMESTAMP("TIMESTAMP WITH TIME ZONE"),
  RECORD("");

  private static final Map<String, FieldType> ALIASES =
      Map.of(
          "INT64", INTEGER,
          "FLOAT64", FLOAT,
          "BOOL", BOOLEAN,
          "DECIMAL", NUMERIC,
          "BIGDECIMAL", BIGNUMERIC,
          "STRUCT", RECORD);

  private final String stored;

  FieldType(String stored) {
    this.stored = stored;
  }

  /** The type of DuckDB, for one that has no parameters. */
  String stored() {
    return stored;
  }

  boolean isDecimal() {
    return this == NUMERIC || this == BIGNUMERIC;
  }

  static Optional<FieldType> of(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    for (FieldType type : values()) {
      if (type.name().equals(upper)) {
        return Optional.of(type);
      }
    }
    return Optional.ofNullable(ALIASES.get(upper));
  }
}
