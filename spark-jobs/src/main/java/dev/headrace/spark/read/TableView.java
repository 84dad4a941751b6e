package dev.headrace.spark.read;

import static org.apache.spark.sql.functions.col;

import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobInput;
import dev.headrace.job.Outcome;
import dev.headrace.spark.Attempt;
import dev.headrace.spark.failure.JobFailure;
import dev.headrace.spark.publish.DeltaTableLog;
import dev.headrace.spark.publish.IntervalValue;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;

/** The rows of a Delta table for some intervals, at the version that was newest when it opened. */
public final class TableView {
  private final Attempt attempt;
  private final String name;
  private final JobInput.Rows input;

  public TableView(Attempt attempt, String name, JobInput.Rows input) {
    this.attempt = attempt;
    this.name = name;
    this.input = input;
  }

  public View open() {
    DeltaTableLog log = new DeltaTableLog(attempt.spark(), input.uri());
    OptionalLong version = log.version();
    if (version.isEmpty()) {
      throw new JobFailure(
          ErrorClass.INPUT_NOT_READY,
          "table "
              + input.table()
              + " does not exist yet: no Delta table at "
              + input.uri()
              + ". Run the stage that writes it first.");
    }
    Optional<DeltaTableLog.ListedRows> listed =
        log.rows(version.getAsLong(), input.intervalColumn(), Set.copyOf(input.keys()));
    Dataset<Row> table =
        listed.map(DeltaTableLog.ListedRows::rows).orElseGet(() -> whole(version.getAsLong()));
    return new View(
        name,
        table.where(wanted(table)),
        Optional.empty(),
        1,
        listed
            .map(DeltaTableLog.ListedRows::bytes)
            .orElseGet(() -> log.estimatedBytes(input.keys().size())),
        Optional.of(
            new Outcome.TableVersion(input.table().value(), input.uri(), version.getAsLong())));
  }

  private Dataset<Row> whole(long version) {
    return attempt.spark().read().format("delta").option("versionAsOf", version).load(input.uri());
  }

  private org.apache.spark.sql.Column wanted(Dataset<Row> table) {
    if (table.schema().getFieldIndex(input.intervalColumn()).isEmpty()) {
      throw JobFailure.user(
          "table " + input.table() + " has no interval column " + input.intervalColumn());
    }
    DataType type = table.schema().apply(input.intervalColumn()).dataType();
    Object[] values =
        input.keys().stream().map(key -> new IntervalValue(key, type).value()).toArray();
    return col("`" + input.intervalColumn() + "`").isin(values);
  }
}
