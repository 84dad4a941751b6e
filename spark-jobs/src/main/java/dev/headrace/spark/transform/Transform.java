package dev.headrace.spark.transform;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Gives the rows of one interval of the table that a stage {@code writes}.
 *
 * <pre>{@code
 * public final class Daily implements Transform {
 *   @Override
 *   public Dataset<Row> rows(Inputs inputs) {
 *     return inputs.rows("orders").groupBy("shop").agg(sum("price").as("revenue"))
 *         .withColumn("day", lit(inputs.interval().key()));
 *   }
 * }
 * }</pre>
 *
 * <p>The class is public and has a public constructor without parameters. One object is made for
 * one attempt, and asked once.
 *
 * <p>The rows have the columns that the table declares, by name and in any order; a type that the
 * declared one holds without loss, such as {@code int} for {@code bigint}, is widened. They are
 * written once to the attempt's own folder, held against the table's expectations, and then replace
 * the interval in one commit. So an implementation writes nothing by itself, and may run again:
 * when an attempt fails, when a file is late, when somebody asks for it. The same inputs should
 * give the same rows.
 *
 * <p>What it throws fails the attempt as an error of its author, with the line it came from. Where
 * a file cannot be read or memory runs out, that is told instead.
 */
public interface Transform {
  /**
   * The interval's rows. They are computed after this returns, when they are written.
   *
   * @param inputs what the stage {@code reads}, its interval and its {@code parameters}
   */
  Dataset<Row> rows(Inputs inputs) throws Exception;
}
