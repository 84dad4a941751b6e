package dev.headrace.functions.dataproc;

import java.util.List;

/**
 * Which properties of a batch may be set: sizes and tuning. All others are refused, because
 * properties can also load code and name accounts.
 */
public final class SparkProperties {
  private static final List<String> ALLOWED =
      List.of(
          "dataproc.tier",
          "spark.dataproc.driver.compute.tier",
          "spark.dataproc.driver.disk.size",
          "spark.dataproc.driver.disk.tier",
          "spark.dataproc.executor.compute.tier",
          "spark.dataproc.executor.disk.size",
          "spark.dataproc.executor.disk.tier",
          "spark.driver.cores",
          "spark.driver.memory",
          "spark.driver.memoryOverhead",
          "spark.dynamicAllocation.enabled",
          "spark.dynamicAllocation.executorAllocationRatio",
          "spark.dynamicAllocation.initialExecutors",
          "spark.dynamicAllocation.maxExecutors",
          "spark.dynamicAllocation.minExecutors",
          "spark.executor.cores",
          "spark.executor.instances",
          "spark.executor.memory",
          "spark.executor.memoryOverhead",
          "spark.sql.files.maxPartitionBytes",
          "spark.sql.shuffle.partitions");

  private SparkProperties() {}

  /** Whether a batch may be given this property. */
  public static boolean mayBeSet(String key) {
    return ALLOWED.contains(key);
  }

  /** Every property that may be set, for people. */
  public static String allowed() {
    return String.join(", ", ALLOWED);
  }
}
