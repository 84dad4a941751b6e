package dev.headrace.local.bigquery;

import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.JobInfo.WriteDisposition;
import com.google.cloud.bigquery.TableId;
import java.nio.file.Path;

/**
 * Replaces one table over and over, and prints each job that was answered and each that has ended,
 * until it is killed.
 */
final class KilledLoader {
  /** The rows of each load, all of one number. */
  static final int ROWS = 20_000;

  private KilledLoader() {}

  public static void main(String[] arguments) throws Exception {
    LocalBigQuery local = new LocalBigQuery(Path.of(arguments[0]));
    if (local.client.getDataset("analytics") == null) {
      local.client.create(DatasetInfo.of("analytics"));
    }
    for (long load = Long.parseLong(arguments[1]); ; load++) {
      String uri =
          local.parquet("rows", "SELECT " + load + "::BIGINT AS load FROM range(" + ROWS + ")");
      Job job =
          local.create(
              "load-" + load,
              local
                  .load(TableId.of("analytics", "loads"), uri)
                  .setWriteDisposition(WriteDisposition.WRITE_TRUNCATE)
                  .build());
      System.out.println("accepted " + load);
      local.ended(job);
      System.out.println("ended " + load);
    }
  }
}
