package dev.headrace.spark;

import dev.headrace.spark.publish.StagedFilesProtocol;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Spark sessions with the settings on which the promises of this module rest. */
public final class Sessions {
  /** What only a new Spark application can be given. */
  private static final Map<String, String> STATIC =
      Map.of(
          "spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension",
          "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");

  private static final Map<String, String> OWN =
      Map.ofEntries(
          Map.entry("spark.sql.session.timeZone", "UTC"),
          Map.entry("spark.sql.ansi.enabled", "true"),
          // A broken file is a failure with its name, never fewer rows.
          Map.entry("spark.sql.files.ignoreCorruptFiles", "false"),
          Map.entry("spark.sql.files.ignoreMissingFiles", "false"),
          Map.entry("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MICROS"),
          Map.entry("spark.sql.sources.commitProtocolClass", StagedFilesProtocol.class.getName()),
          // Few files: let adaptive execution join small partitions.
          Map.entry("spark.sql.adaptive.coalescePartitions.parallelismFirst", "false"),
          Map.entry("spark.sql.adaptive.advisoryPartitionSizeInBytes", "128m"),
          // Table logs here are short; 50 tasks (Delta's default) for a few files cost a second.
          Map.entry("spark.databricks.delta.snapshotPartitions", "2"),
          // The session's zone is UTC, whatever the machine's is: no second look at each commit.
          Map.entry(
              "spark.databricks.delta.allFilesInCrc.verificationMode.forceOnNonUTC.enabled",
              "false"),
          Map.entry("spark.databricks.delta.properties.defaults.enableDeletionVectors", "false"));

  private Sessions() {}

  /** The application's session: the one that runs already, or a new one. */
  public static SparkSession start(String name) {
    SparkSession.Builder builder = SparkSession.builder().appName(name);
    if (SparkSession.getDefaultSession().isEmpty()) {
      STATIC.forEach(builder::config);
    }
    return builder.getOrCreate();
  }

  /** A session for one attempt: its views and settings are nobody else's. */
  public static SparkSession of(SparkSession application) {
    SparkSession own = application.newSession();
    OWN.forEach(own.conf()::set);
    SparkSession.setActiveSession(own);
    return own;
  }
}
