package dev.headrace.spark;

import dev.headrace.spark.publish.StagedFilesProtocol;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.SparkSession;

/** Spark sessions with the settings on which the promises of this module rest. */
public final class Sessions {
  /** What only a new Spark application can be given. */
  private static final Map<String, String> STATIC =
      Map.of(
          "spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension",
          "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");

  /** What the promises of this module rest on. */
  private static final Map<String, String> ALWAYS =
      Map.of(
          "spark.sql.session.timeZone",
          "UTC",
          "spark.sql.ansi.enabled",
          "true",
          // A broken file is a failure with its name, never fewer rows.
          "spark.sql.files.ignoreCorruptFiles",
          "false",
          "spark.sql.files.ignoreMissingFiles",
          "false",
          "spark.sql.parquet.outputTimestampType",
          "TIMESTAMP_MICROS",
          "spark.sql.sources.commitProtocolClass",
          StagedFilesProtocol.class.getName());

  /** What makes small work quick, unless somebody has set it. */
  private static final Map<String, String> UNLESS_SET =
      Map.of(
          // Few files: let adaptive execution join small partitions.
          "spark.sql.adaptive.coalescePartitions.parallelismFirst",
          "false",
          "spark.sql.adaptive.advisoryPartitionSizeInBytes",
          "128m",
          // Delta's default is 50 tasks, which for the log of a few thousand files cost a second.
          "spark.databricks.delta.snapshotPartitions",
          "2",
          // Up to so many files and intervals their list stands beside each version; see FileList.
          "spark.databricks.delta.allFilesInCrc.thresholdNumFiles",
          "1000",
          "spark.databricks.delta.setTransactionsInCrc.maxAllowed",
          "1000",
          // The session's zone is UTC, whatever the machine's is: no second look at each commit.
          "spark.databricks.delta.allFilesInCrc.verificationMode.forceOnNonUTC.enabled",
          "false",
          "spark.databricks.delta.properties.defaults.enableDeletionVectors",
          "false");

  private Sessions() {}

  /** What a Spark application must be started with, for those that do not start it here. */
  public static Map<String, String> ofApplication() {
    // A plain map: what Map.of gives is closed to the gateway of Python.
    return new TreeMap<>(STATIC);
  }

  /**
   * The session of this job: the thread's own where a host keeps Spark running and gives each job
   * one, else that of a new application.
   */
  public static SparkSession start(String name) {
    SparkSession.Builder builder = SparkSession.builder().appName(name);
    if (SparkSession.getDefaultSession().isEmpty()) {
      STATIC.forEach(builder::config);
    }
    SparkSession session = builder.getOrCreate();
    ALWAYS.forEach(session.conf()::set);
    UNLESS_SET.forEach(
        (key, value) -> {
          if (!session.conf().getAll().contains(key)) {
            session.conf().set(key, value);
          }
        });
    return session;
  }
}
