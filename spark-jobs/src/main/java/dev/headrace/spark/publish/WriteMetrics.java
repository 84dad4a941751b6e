package dev.headrace.spark.publish;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.QueryExecution;
import org.apache.spark.sql.execution.datasources.InsertIntoHadoopFsRelationCommand;
import org.apache.spark.sql.util.QueryExecutionListener;
import scala.jdk.javaapi.CollectionConverters;

/**
 * What is seen while one write runs: all observed metrics, by name, and how many rows its scans of
 * Delta tables gave. (Spark's {@code Observation} waits for ever when the optimizer drops the part
 * of a plan that it observes.)
 */
final class WriteMetrics implements QueryExecutionListener {
  private static final int SECONDS = 60;

  private final CompletableFuture<Seen> metrics = new CompletableFuture<>();

  /**
   * What was seen.
   *
   * @param metrics by the name under which they are observed
   * @param tableRows of each Delta table the most that one scan gave, summed
   */
  record Seen(Map<String, Row> metrics, long tableRows) {}

  /** Runs the write and returns what was seen while it ran. */
  static Seen of(SparkSession spark, Runnable write) {
    WriteMetrics listener = new WriteMetrics();
    spark.listenerManager().register(listener);
    try {
      write.run();
      return listener.metrics.get(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("Spark gave no metrics of the write", e);
    } finally {
      spark.listenerManager().unregister(listener);
    }
  }

  @Override
  public void onSuccess(String function, QueryExecution query, long nanoseconds) {
    if (!(query.logical() instanceof InsertIntoHadoopFsRelationCommand)) {
      // Reading a table's log is a query too.
      return;
    }
    metrics.complete(
        new Seen(
            CollectionConverters.asJava(query.observedMetrics()),
            TableScans.rows(query.executedPlan())));
  }

  @Override
  public void onFailure(String function, QueryExecution query, Exception failure) {
    metrics.completeExceptionally(failure);
  }
}
