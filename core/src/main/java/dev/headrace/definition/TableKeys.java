package dev.headrace.definition;

import java.util.List;

/** {@code tables}: what the lake holds. */
final class TableKeys {
  static final Key<String> TYPE =
      Key.required("type", ColumnType.kind(), "The Spark SQL type of its values.");
  static final Key<Boolean> NULLABLE =
      Key.withDefault("nullable", Texts.truth(), true, "true", "Whether a value may be missing.");
  static final Key<String> DESCRIPTION =
      Key.withDefault("description", Texts.text(500), "", "\"\"", "What it means, for people.");
  static final Shape COLUMN_SHAPE =
      Shape.of("column", "A column.", TYPE, NULLABLE, DESCRIPTION).shorthand(TYPE);
  static final Kind<Entries<Fields>> COLUMNS_KIND =
      new Mapped<>("a column", Names.COLUMN, Names.COLUMN_RULE, 500, COLUMN_SHAPE);

  static final Key<String> PATH =
      Key.optional(
          "path",
          Names.path("a path below the lake bucket", "tables/flights"),
          "Where the table lies below the lake bucket. Without it, tables/ and the name.");
  static final Key<Entries<Fields>> COLUMNS =
      Key.required("columns", COLUMNS_KIND, "The columns of the table, in order.");
  static final Key<String> INTERVAL_COLUMN =
      Key.required(
          "interval-column",
          Names.column(),
          "The column that holds the key of a row's interval; the table is partitioned by it.");
  static final Key<List<Found<Fields>>> EXPECT =
      Key.optional(
          "expect",
          new Listed<>(ExpectationKeys.SHAPE, 100),
          "What must hold of the rows before they are published. Unless row_count is among"
              + " them, at least one row must be there.");
  static final Key<Double> MAX_QUARANTINE_SHARE =
      Key.withDefault(
          "max-quarantine-share",
          Numbers.share(0, 1),
          0.05,
          "5%",
          "The share of rows in quarantine above which an attempt fails.");
  static final Key<Entries<String>> MEASURES =
      Key.optional(
          "measures",
          new Mapped<>("a measure", Names.WORD, Names.WORD_RULE, 50, Texts.text(1000)),
          "SQL aggregates over the rows of an interval, kept with the run.");
  static final Shape SHAPE =
      Shape.of(
          "table",
          "A Delta table in the lake.",
          PATH,
          COLUMNS,
          INTERVAL_COLUMN,
          EXPECT,
          MAX_QUARANTINE_SHARE,
          MEASURES);

  private TableKeys() {}
}
