package dev.headrace.acceptance;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** A cloud with the pipeline {@code orders}, one for all tests of a class, and what lands there. */
abstract class OrdersCloud {
  @TempDir private static Path home;
  @TempDir private static Path files;
  static Cloud cloud;
  static Orders orders;

  @BeforeAll
  static void start(TestInfo test) throws Exception {
    orders = new Orders(Seed.random(test.getTestClass().orElseThrow()));
    cloud = Cloud.start(home, "orders");
  }

  @AfterAll
  static void stop() throws Exception {
    if (cloud != null) {
      cloud.close();
      cloud = null;
    }
  }

  /** A whole day: one file and the marker. Gives the lines of the file. */
  static List<String> lands(String day) {
    List<String> lines = orders.of("north");
    land(day, "north", lines);
    mark(day);
    return lines;
  }

  static void land(String day, String shop, List<String> lines) {
    cloud.api().upload("landing", name(day, shop + ".csv.gz"), Orders.file(lines));
  }

  static void mark(String day) {
    cloud.api().upload("landing", name(day, "_SUCCESS"), new byte[0]);
  }

  static String name(String day, String file) {
    return "orders/" + day + "/" + file;
  }

  /** What a query over the view {@code orders} finds in the table of that name. */
  static List<String> found(String query) throws Exception {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:")) {
      LakeTable.view(cloud.api(), "orders", files, duckdb);
      return LakeTable.rows(duckdb, query);
    }
  }
}
