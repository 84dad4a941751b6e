package dev.headrace.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * A stage as somebody writes it without Headrace: read, run the same SQL file, replace the
 * interval's rows in a Delta table. No expectations, no quarantine, no fence, no outcome.
 */
public final class ByHand {
  private static final int ARGUMENTS = 6;

  private ByHand() {}

  /**
   * Runs the stage.
   *
   * @param arguments the SQL file, the view's name, what it reads ({@code csv:<columns>} or {@code
   *     delta:<condition>}), where from, the interval's key, the table's URI
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != ARGUMENTS) {
      throw new IllegalArgumentException("usage: SQL VIEW csv:COLUMNS|delta:WHERE FROM KEY TABLE");
    }
    List<String> given = List.of(arguments);
    SparkSession spark = SparkSession.builder().getOrCreate();
    read(spark, given.get(2), given.get(3)).createOrReplaceTempView(given.get(1));
    String key = given.get(4);
    spark
        .sql(text(spark, given.get(0)), Map.of("interval_key", key))
        .write()
        .format("delta")
        .partitionBy("day")
        .mode(SaveMode.Overwrite)
        .option("replaceWhere", "day = '" + key + "'")
        .save(given.get(5));
  }

  private static Dataset<Row> read(SparkSession spark, String how, String from) {
    String detail = how.substring(how.indexOf(':') + 1);
    return how.startsWith("csv:")
        ? spark.read().schema(detail).option("header", true).csv(from)
        : spark.read().format("delta").load(from).where(detail);
  }

  private static String text(SparkSession spark, String uri) throws IOException {
    Path path = new Path(uri);
    try (InputStream stream = path.getFileSystem(spark.sessionState().newHadoopConf()).open(path)) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
