package dev.headrace.spark.publish;

import dev.headrace.spark.Attempt;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.types.StructType;

/**
 * Rows that an attempt wrote under its staging prefix, as Parquet.
 *
 * @param folder without a slash at its end
 * @param metrics what was observed while they were written
 * @param tableRows how many rows of Delta tables were read for them
 */
public record StagedRows(
    String folder,
    List<String> names,
    StructType schema,
    Map<String, Row> metrics,
    long tableRows) {

  /**
   * Writes rows, once.
   *
   * @param bytes an estimate of what is read for them: little data is written as one file
   */
  public static StagedRows write(Attempt attempt, Dataset<Row> rows, String folder, long bytes)
      throws IOException {
    WriteMetrics.Seen seen =
        WriteMetrics.of(
            attempt.spark(),
            () -> FileCount.few(rows, bytes).write().mode(SaveMode.Append).parquet(folder));
    return new StagedRows(
        folder,
        listed(attempt, folder),
        rows.schema().asNullable(),
        seen.metrics(),
        seen.tableRows());
  }

  /** Rows that another job staged. */
  public static StagedRows of(Attempt attempt, String folder, StructType schema)
      throws IOException {
    return new StagedRows(folder, listed(attempt, folder), schema, Map.of(), 0);
  }

  /** The rows, from the listed files alone and with the schema they were written with. */
  public Dataset<Row> rows(Attempt attempt) {
    String[] paths = names.stream().map(name -> folder + "/" + name).toArray(String[]::new);
    return attempt.spark().read().schema(schema).parquet(paths);
  }

  /** What was observed under a name; empty when that part of the plan never ran. */
  public Optional<Row> metric(String name) {
    return Optional.ofNullable(metrics.get(name));
  }

  private static List<String> listed(Attempt attempt, String folder) throws IOException {
    String list = folder + "/" + StagedFilesProtocol.LIST;
    byte[] bytes =
        attempt
            .files()
            .read(list)
            .orElseThrow(() -> new FileNotFoundException(list + " does not exist"));
    return StagedFilesProtocol.names(bytes);
  }
}
