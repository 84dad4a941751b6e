package com.example.shops;

import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;

/**
 * A main class: it gets its job's spec as JSON, reads what that names, and publishes by itself,
 * here a CSV file for each interval. It may run again, so it replaces what it left before.
 */
public final class Report {
  private Report() {}

  /** Called with {@code --job} and the spec. */
  public static void main(String[] arguments) throws IOException {
    JsonNode job = new ObjectMapper().readTree(arguments[1]);
    JsonNode table = job.at("/inputs/revenue");
    String day = job.at("/interval/key").asText();
    String report = table.at("/uri").asText().replace("/tables/", "/reports/") + "/" + day;
    SparkSession spark =
        SparkSession.builder()
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .getOrCreate();
    spark
        .read()
        .format("delta")
        .load(table.at("/uri").asText())
        .where(col(table.at("/intervalColumn").asText()).equalTo(day))
        .orderBy("shop")
        .coalesce(1)
        .write()
        .mode(SaveMode.Overwrite)
        .option("header", true)
        .csv(report);
  }
}
