package dev.headrace.spark.read;

import dev.headrace.job.Outcome;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * An input, ready to be read by name.
 *
 * @param rows the good rows; reading those of files yields, under {@link #metric()}, how many rows
 *     there were and how many could not be read
 * @param unreadable the others: {@code source_file, row}; none where the format has none
 * @param bytes an estimate of what is read
 * @param version of the table read, if it is one
 */
public record View(
    String name,
    Dataset<Row> rows,
    Optional<Dataset<Row>> unreadable,
    double maxUnreadableShare,
    long bytes,
    Optional<Outcome.TableVersion> version) {
  /** Where a row of files came from: a column of their views beside the declared ones. */
  public static final String SOURCE_FILE = "_source_file";

  /** The name under which the numbers of rows are observed. */
  public String metric() {
    return metric(name);
  }

  static String metric(String name) {
    return "read:" + name;
  }
}
