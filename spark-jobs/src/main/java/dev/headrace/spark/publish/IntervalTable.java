package dev.headrace.spark.publish;

import dev.headrace.spark.failure.JobFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * A Delta table that is partitioned by an interval column, with declared columns.
 *
 * @param name for people
 */
public record IntervalTable(String name, String uri, StructType columns, String intervalColumn) {
  /** Old versions stay readable this long, for models that name the version they learnt from. */
  private static final String KEPT = "interval 90 days";

  /** The declared type of the interval column. */
  public IntervalValue value(String key) {
    return new IntervalValue(key, columns.apply(intervalColumn).dataType());
  }

  /** The rows of an interval, as SQL. */
  String interval(String key) {
    return "`" + intervalColumn.replace("`", "``") + "` = " + value(key).literal();
  }

  /**
   * Makes the table as declared: created when there is none, and with new nullable columns added by
   * the next write.
   *
   * @return whether the next write adds columns
   * @throws JobFailure when the table cannot become what is declared
   */
  boolean prepare(DeltaTableLog log) {
    if (log.version().isEmpty()) {
      log.create(
          columns,
          intervalColumn,
          Map.of("delta.deletedFileRetentionDuration", KEPT, "delta.logRetentionDuration", KEPT));
      return false;
    }
    return evolves(log.schema());
  }

  private boolean evolves(StructType present) {
    boolean adds = false;
    List<String> problems = new ArrayList<>();
    for (StructField column : columns.fields()) {
      if (present.getFieldIndex(column.name()).isEmpty()) {
        adds = true;
        if (!column.nullable()) {
          problems.add(column.name() + " is new, so it must be nullable");
        }
      } else if (!present.apply(column.name()).dataType().equals(column.dataType())) {
        problems.add(
            column.name()
                + " is "
                + present.apply(column.name()).dataType().sql().toLowerCase(java.util.Locale.ROOT)
                + ", declared "
                + column.dataType().sql().toLowerCase(java.util.Locale.ROOT));
      }
    }
    if (!problems.isEmpty()) {
      throw JobFailure.user(
          "table "
              + name
              + " exists with other columns: "
              + String.join("; ", problems)
              + ". Give the new form a new table name and backfill it.");
    }
    return adds;
  }
}
