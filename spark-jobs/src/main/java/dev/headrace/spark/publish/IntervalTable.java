package dev.headrace.spark.publish;

import dev.headrace.spark.failure.JobFailure;
import io.delta.tables.DeltaTable;
import io.delta.tables.DeltaTableBuilder;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.SparkSession;
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

  /**
   * Makes the table as declared: created when there is none, and with new nullable columns added by
   * the next write.
   *
   * @return whether the next write adds columns
   * @throws JobFailure when the table cannot become what is declared
   */
  boolean prepare(SparkSession spark, DeltaTableLog log) {
    if (log.version().isEmpty()) {
      create(spark);
      return false;
    }
    return evolves(log.schema());
  }

  private void create(SparkSession spark) {
    DeltaTableBuilder builder = DeltaTable.createIfNotExists(spark).location(uri);
    for (StructField column : columns.fields()) {
      builder.addColumn(
          DeltaTable.columnBuilder(spark, column.name())
              .dataType(column.dataType())
              .nullable(column.nullable())
              .comment(column.getComment().getOrElse(() -> ""))
              .build());
    }
    builder
        .partitionedBy(intervalColumn)
        .property("delta.deletedFileRetentionDuration", KEPT)
        .property("delta.logRetentionDuration", KEPT)
        .execute();
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
