package dev.headrace.spark;

import org.apache.spark.sql.SparkSession;

/** One Spark for all tests of a JVM, as a job service that keeps one warm would have it. */
final class TestSpark {
  private static SparkSession session;

  private TestSpark() {}

  static synchronized SparkSession session() {
    if (session == null) {
      session =
          SparkSession.builder()
              .master("local[2]")
              .appName("tests")
              .config("spark.ui.enabled", false)
              .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
              .config(
                  "spark.sql.catalog.spark_catalog",
                  "org.apache.spark.sql.delta.catalog.DeltaCatalog")
              .config("spark.sql.shuffle.partitions", 4)
              // As in the local cloud: what is compiled for one session serves the next.
              .config("spark.sql.artifact.isolation.enabled", false)
              .config("spark.sql.codegen.cache.maxEntries", 1000)
              .config("spark.sql.warehouse.dir", "target/warehouse")
              .config("spark.driver.host", "127.0.0.1")
              .config("spark.driver.bindAddress", "127.0.0.1")
              .getOrCreate();
    }
    return session;
  }
}
