package dev.headrace.spark.publish;

import dev.headrace.job.AttemptId;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.Outcome;
import dev.headrace.json.Json;
import dev.headrace.spark.Attempt;
import dev.headrace.spark.failure.JobFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ConcurrentModificationException;
import java.util.Locale;
import java.util.OptionalLong;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/**
 * Replaces one interval of a table in one commit that carries the attempt's number. A commit whose
 * number is not above the recorded one is dropped <em>without an error</em>, so what is recorded is
 * read back, and that alone says who published.
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
    for (int attempted = 1; ; attempted++) {
      try {
        // Making the table can lose a race, too: then the next try finds it.
        boolean adds = table.prepare(log);
        spark.conf().unset(LAST_COMMIT);
        if (adds || !log.replace(table, rows, id.interval(), fence)) {
          writer(table, rows, id.interval(), fence, adds).save(table.uri());
        }
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
    DataFrameWriter<Row> writer =
        rows.write()
            .format("delta")
            .mode(SaveMode.Overwrite)
            .option("replaceWhere", table.interval(key))
            .option("txnAppId", fence.application())
            .option("txnVersion", fence.version())
            .option("userMetadata", fence.by());
    return adds ? writer.option("mergeSchema", true) : writer;
  }

  /**
   * Who published, as the table's log tells it. A commit of this session is read back from its own
   * entry, which is one small object; only where there was none, the whole state is asked.
   */
  private Published confirm(IntervalTable table, Fence fence, DeltaTableLog log) {
    Option<String> committed = attempt.spark().conf().getOption(LAST_COMMIT);
    if (committed.isDefined()) {
      long version = Long.parseLong(committed.get());
      require(table, fence, transaction(table, version, fence.application()));
      return new Published(false, version(table, version));
    }
    OptionalLong recorded = log.transaction(fence.application());
    require(table, fence, recorded);
    return new Published(
        recorded.getAsLong() > fence.version(), version(table, log.version().orElseThrow()));
  }

  private static void require(IntervalTable table, Fence fence, OptionalLong recorded) {
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
  }

  /** The transaction that one commit records for an application. */
  private OptionalLong transaction(IntervalTable table, long version, String application) {
    String entry = String.format(Locale.ROOT, "%s/_delta_log/%020d.json", table.uri(), version);
    try {
      return new String(attempt.files().require(entry), StandardCharsets.UTF_8)
          .lines()
          .map(line -> Json.tree(line.getBytes(StandardCharsets.UTF_8)).path("txn"))
          .filter(txn -> txn.path("appId").asText().equals(application))
          .mapToLong(txn -> txn.path("version").asLong())
          .findFirst();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Outcome.TableVersion version(IntervalTable table, long version) {
    return new Outcome.TableVersion(table.name(), table.uri(), version);
  }
}
