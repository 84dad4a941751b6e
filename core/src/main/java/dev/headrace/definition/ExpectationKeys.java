package dev.headrace.definition;

import dev.headrace.pipeline.Expectation.Otherwise;
import java.util.List;
import java.util.Map;

/** {@code expect}: what must hold of rows before they are published. */
final class ExpectationKeys {
  private static final long MOST_ROWS = 1_000_000_000_000_000L;

  /** For what speaks of one row. */
  static final Key<Otherwise> ELSE =
      Key.withDefault(
          "else",
          Words.of(Otherwise.class, Map.of()),
          Otherwise.FAIL,
          "fail",
          "What is done when it does not hold: a warning, the rows that break it into"
              + " quarantine, or a failed attempt.");

  /** For what speaks of the whole interval: no row is to blame. */
  static final Key<Otherwise> ELSE_OF_ALL =
      Key.withDefault(
          "else",
          Words.some(
              List.of(Otherwise.WARN, Otherwise.FAIL), Map.of("quarantine", "fail"), Map.of()),
          Otherwise.FAIL,
          "fail",
          "What is done when it does not hold. It speaks of the whole interval, so no rows can"
              + " go to quarantine.");

  static final Key<Long> MIN_ROWS =
      Key.optional("min", Numbers.whole(0, MOST_ROWS), "The fewest rows.");
  static final Key<Long> MAX_ROWS =
      Key.optional("max", Numbers.whole(0, MOST_ROWS), "The most rows.");
  static final Key<Fields> ROW_COUNT =
      Key.optional(
          "row_count",
          Shape.of("row-count", "How many rows an interval has.", MIN_ROWS, MAX_ROWS, ELSE_OF_ALL)
              .later(Map.of("versus", "Write min and max.")),
          "How many rows the interval has.");

  static final Key<List<Found<String>>> COLUMNS =
      Key.required("columns", new Listed<>(Names.column(), 100), "Columns of the table.");
  static final Key<Fields> NOT_NULL =
      Key.optional(
          "not_null",
          Shape.of("not-null", "Columns without missing values.", COLUMNS, ELSE),
          "No row lacks a value in these columns.");

  static final Key<String> COLUMN =
      Key.required("column", Names.column(), "A column of the table.");
  static final Key<Double> MIN = Key.optional("min", Numbers.decimal("-90"), "The smallest value.");
  static final Key<Double> MAX = Key.optional("max", Numbers.decimal("1800"), "The largest value.");
  static final Key<Fields> RANGE =
      Key.optional(
          "range",
          Shape.of("range", "Bounds of a column, both included.", COLUMN, MIN, MAX, ELSE),
          "Values lie between bounds; a missing value breaks nothing.");

  static final Key<List<Found<String>>> VALUES =
      Key.required(
          "values", new Listed<>(Texts.anything(200), 1000), "The values that are allowed.");
  static final Key<Fields> IN_SET =
      Key.optional(
          "in_set",
          Shape.of("in-set", "The values of a column.", COLUMN, VALUES, ELSE),
          "Values are among these; a missing value breaks nothing.");

  static final Key<Double> MIN_SHARE =
      Key.withDefault(
          "min", Numbers.share(0, 1), 1.0, "100%", "The least share of rows found once only.");
  static final Key<Fields> UNIQUE =
      Key.optional(
          "unique",
          Shape.of("unique", "Columns that name a row.", COLUMNS, MIN_SHARE, ELSE_OF_ALL),
          "No two rows have the same values in these columns.");

  static final Key<String> NAME =
      Key.required("name", Names.word("the name of an expectation"), "What reports call it.");
  static final Key<String> SQL =
      Key.required("sql", Texts.text(1000), "A SQL condition over one row; unknown is true.");
  static final Key<Fields> EXPRESSION =
      Key.optional(
          "expression",
          Shape.of("expression", "A condition of your own.", NAME, SQL, ELSE),
          "A SQL condition is true of every row.");

  static final Shape SHAPE =
      Shape.of(
              "expectation",
              "Something that must hold of the rows before they are published.",
              ROW_COUNT,
              NOT_NULL,
              RANGE,
              IN_SET,
              UNIQUE,
              EXPRESSION)
          .oneOfThem()
          .later(
              Map.of(
                  "freshness", "Write an expression over a timestamp column.",
                  "foreign_key", "Count the rows without a partner in SQL."));

  private ExpectationKeys() {}
}
