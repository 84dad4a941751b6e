package dev.headrace.spark.model;

import static org.apache.spark.sql.functions.col;

import dev.headrace.spark.failure.JobFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Applies a model to rows of a table. */
final class Scores {
  /** The column of the score. */
  static final String SCORE = "score";

  private Scores() {}

  /** These columns of the rows, and behind them the score. */
  static Dataset<Row> of(
      Dataset<Row> rows, List<String> kept, List<String> features, byte[] model) {
    List<Column> columns = new ArrayList<>(kept.stream().map(Scores::named).toList());
    features.forEach(feature -> columns.add(named(feature).cast("float")));
    Dataset<Row> prepared = rows.select(columns.toArray(Column[]::new));
    StructType schema = new StructType();
    for (StructField field : List.of(prepared.schema().fields()).subList(0, kept.size())) {
      schema = schema.add(field);
    }
    Broadcast<byte[]> shared =
        JavaSparkContext.fromSparkContext(rows.sparkSession().sparkContext()).broadcast(model);
    return prepared.mapPartitions(
        new RowScoring(shared, kept.size(), features.size()),
        Encoders.row(schema.add(SCORE, DataTypes.DoubleType, false)));
  }

  /**
   * Looks for the features before any work is done.
   *
   * @throws JobFailure that names every feature the table does not have as a number
   */
  static void checkSignature(
      String model, List<String> features, String table, StructType columns) {
    List<String> problems = new ArrayList<>();
    for (String feature : features) {
      if (columns.getFieldIndex(feature).isEmpty()) {
        problems.add("no column " + feature);
      } else {
        var type = columns.apply(feature).dataType();
        if (!(type instanceof NumericType) && !(type instanceof BooleanType)) {
          problems.add(feature + " is " + type.sql().toLowerCase(Locale.ROOT) + ", not a number");
        }
      }
    }
    if (!problems.isEmpty()) {
      throw JobFailure.user(
          "table " + table + " does not fit model " + model + ": " + String.join("; ", problems));
    }
  }

  private static Column named(String column) {
    return col("`" + column.replace("`", "``") + "`");
  }
}
