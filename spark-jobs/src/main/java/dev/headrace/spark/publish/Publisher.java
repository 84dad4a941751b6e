package dev.headrace.spark.publish;

import dev.headrace.job.AttemptId;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.Outcome;
import dev.headrace.spark.Attempt;
import dev.headrace.spark.failure.JobFailure;
import java.util.ConcurrentModificationException;
import java.util.OptionalLong;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * Replaces one interval of a table in one commit that carries the attempt's number. Delta drops a
 * commit whose number is not above the recorded one <em>without an error</em>, so what is recorded
 * is read back, and that alone says who published.
 */
public final class Publisher {
  private static final int TRIES = 8;
  private static final String LAST_COMMIT = "spark.databricks.delta.lastCommitVersionInSession";

  private final Attempt attempt;

  public Publisher(Attempt attempt) {
    this.attempt = attempt;
  }

  /** Replaces the attempt's interval with these rows, unless a later attempt did before. */
  public Published publish(IntervalTable table, Dataset<Row> rows) {
    SparkSession spark = attempt.spark();
    AttemptId id = attempt.spec().attempt();
    Fence fence = Fence.of(table.name(), id);
    DeltaTableLog log = new DeltaTableLog(spark, table.uri());
    boolean adds = table.prepare(spark, log);
    spark.conf().unset(LAST_COMMIT);
    for (int attempted = 1; ; attempted++) {
      try {
        writer(table, rows, id.interval(), fence, adds).save(table.uri());
        break;
      } catch (ConcurrentModificationException e) {
        if (attempted == TRIES) {
          throw new JobFailure(
              ErrorClass.PLATFORM,
              "table " + table.name() + ": lost " + TRIES + " commit races in a row",
              e);
        }
        attempt.checkDeadline("publishing " + table.name() + " again");
      }
    }
    return confirm(table, fence, log);
  }

  private static DataFrameWriter<Row> writer(
      IntervalTable table, Dataset<Row> rows, String key, Fence fence, boolean adds) {
    String column = "`" + table.intervalColumn().replace("`", "``") + "`";
    DataFrameWriter<Row> writer =
        rows.write()
            .format("delta")
            .mode(SaveMode.Overwrite)
            .option("replaceWhere", column + " = " + table.value(key).literal())
            .option("txnAppId", fence.application())
            .option("txnVersion", fence.version())
            .option("userMetadata", fence.by());
    return adds ? writer.option("mergeSchema", true) : writer;
  }

  private Published confirm(IntervalTable table, Fence fence, DeltaTableLog log) {
    OptionalLong recorded = log.transaction(fence.application());
    if (recorded.isEmpty() || recorded.getAsLong() < fence.version()) {
      throw new JobFailure(
          ErrorClass.PLATFORM,
          "table "
              + table.name()
              + " took the commit but does not know it: "
              + fence.application()
              + " is recorded as "
              + recorded);
    }
    long now = log.version().orElseThrow();
    return new Published(
        recorded.getAsLong() > fence.version(),
        new Outcome.TableVersion(table.name(), table.uri(), Math.min(now, committed(now))));
  }

  /** The version that this session's last commit made; where it made none, the newest. */
  private long committed(long now) {
    String committed = attempt.spark().conf().get(LAST_COMMIT, "");
    return committed.isEmpty() ? now : Long.parseLong(committed);
  }
}
