package dev.headrace.spark.audit;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;
import static org.apache.spark.sql.functions.when;

import dev.headrace.pipeline.Expectation;
import java.util.function.ToDoubleFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The share of rows whose values in some columns no other row has: one grouping pass. */
public record UniqueShare(Dataset<Row> rows, long total)
    implements ToDoubleFunction<Expectation.Unique> {
  @Override
  public double applyAsDouble(Expectation.Unique expectation) {
    if (total == 0) {
      return 1;
    }
    Column[] columns =
        expectation.columns().stream()
            .map(name -> col("`" + name.replace("`", "``") + "`"))
            .toArray(Column[]::new);
    Column once = sum(when(col("n").equalTo(1), lit(1L)).otherwise(lit(0L)));
    Row found =
        rows.groupBy(columns).agg(count(lit(1)).as("n")).agg(coalesce(once, lit(0L))).head();
    return (double) found.getLong(0) / total;
  }
}
