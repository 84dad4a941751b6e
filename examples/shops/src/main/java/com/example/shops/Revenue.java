package com.example.shops;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import dev.headrace.spark.transform.Inputs;
import dev.headrace.spark.transform.Transform;
import java.math.BigDecimal;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** What each shop sold in the interval, without what is nearly given away. */
public final class Revenue implements Transform {
  @Override
  public Dataset<Row> rows(Inputs inputs) {
    BigDecimal least = new BigDecimal(inputs.parameter("least_price"));
    FilterFunction<Row> sold = row -> row.<BigDecimal>getAs("price").compareTo(least) >= 0;
    return inputs
        .rows("orders")
        .filter(sold)
        .groupBy("shop")
        .agg(
            count(lit(1)).as("orders"),
            sum(col("price").multiply(col("quantity"))).cast("decimal(20,2)").as("revenue"))
        .withColumn("day", lit(inputs.interval().key()));
  }
}
