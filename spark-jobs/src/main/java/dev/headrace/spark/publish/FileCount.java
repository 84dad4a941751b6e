package dev.headrace.spark.publish;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** How many files a write makes: one for little data, one per 128 MB or so for more. */
final class FileCount {
  /** Below this many bytes one task is faster than a shuffle. */
  private static final long LITTLE = 64L << 20;

  private FileCount() {}

  static Dataset<Row> few(Dataset<Row> rows, long bytes) {
    return bytes < LITTLE ? rows.coalesce(1) : rows.hint("rebalance");
  }
}
