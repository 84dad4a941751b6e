package dev.headrace.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.run.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A backlog of days whose files land in any order, while events of arrivals and outcomes come
 * twice, late and in another order; then the tables, read without anything of the product.
 */
class PublishedTablesIT {
  /** With so many commits the log has a checkpoint. */
  private static final int DAYS = 11;

  private static final List<String> SHOPS = List.of("north", "south");

  @TempDir private static Path home;
  @TempDir private static Path raw;
  @TempDir private static Path files;
  private static final List<String> DAYS_RUN = new ArrayList<>();
  private static Cloud cloud;
  private static Connection duckdb;
  private static long checkpoint;
  private static int landed;

  /** Two dozen jobs: minutes on a machine that has much else to do. */
  @BeforeAll
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  static void runTheBacklog() throws Exception {
    Random random = Seed.random(PublishedTablesIT.class);
    cloud = Cloud.start(home, "orders");
    for (int i = 0; i < DAYS; i++) {
      DAYS_RUN.add(cloud.nextDay());
    }
    cloud.fallsDue(DAYS_RUN.get(DAYS - 1));
    disturbEvents(random);
    land(random);
    DAYS_RUN.forEach(cloud::ends);
    duckdb = DriverManager.getConnection("jdbc:duckdb:");
    checkpoint = LakeTable.view(cloud.api(), "orders", files, duckdb);
    LakeTable.view(cloud.api(), "revenue", files, duckdb);
    LakeTable.view(cloud.api(), "orders_quarantine", files, duckdb);
    expect();
  }

  @AfterAll
  static void stop() throws Exception {
    if (duckdb != null) {
      duckdb.close();
    }
    if (cloud != null) {
      cloud.close();
    }
  }

  @Test
  void everyIntervalRanOnceThoughEventsCameTwiceAndInAnyOrder() {
    for (String day : DAYS_RUN) {
      Run run = cloud.succeeds(day);
      assertThat(run.epoch()).as(() -> cloud.told(day)).isEqualTo(1);
      assertThat(cloud.batches(day))
          .extracting(Cloud::attempt)
          .as(() -> cloud.told(day))
          .containsExactlyInAnyOrder(day + "/1/clean/1", day + "/1/revenue/1");
    }
    long delivered = cloud.api().get("/local/events").path("delivered").asLong();
    assertThat(delivered).as("events that came twice").isGreaterThan(landed + 2L * DAYS);
  }

  @Test
  void theTablesHoldWhatTheRawFilesSay() throws SQLException {
    assertThat(checkpoint).as("the version of the checkpoint").isNotNegative();
    assertSame(
        "SELECT order_id, shop, product, quantity, price, revenue, day FROM orders",
        "SELECT order_id, shop, product, quantity, price, revenue, day FROM expected_orders");
    assertSame(
        "SELECT shop, orders, quantity, revenue, day FROM revenue",
        "SELECT shop, count(*), sum(quantity), sum(revenue), day FROM expected_orders"
            + " GROUP BY shop, day");
  }

  @Test
  void theQuarantineHoldsEveryRowThatIsNotInTheTable() throws SQLException {
    assertSame(
        "SELECT day, count(*) FROM orders_quarantine GROUP BY ALL",
        "SELECT day, count(*) FROM judged WHERE NOT good GROUP BY ALL");
    // Of a row that could not be read the file is all that names it.
    assertSame(
        "SELECT day, parse_filename(source_file), count(*) FROM orders_quarantine"
            + " WHERE expectation = 'readable(raw)' GROUP BY ALL",
        "SELECT day, shop || '.csv.gz', count(*) FROM judged WHERE number IS NULL GROUP BY ALL");
  }

  private static void assertSame(String found, String expected) throws SQLException {
    List<String> rows = LakeTable.rows(duckdb, found + " ORDER BY ALL");
    assertThat(rows).isNotEmpty();
    assertThat(rows).isEqualTo(LakeTable.rows(duckdb, expected + " ORDER BY ALL"));
  }

  /** Each event meets the first rule that picks it: about a half come as they should. */
  private static void disturbEvents(Random random) {
    List<Map<String, Object>> rules = new ArrayList<>();
    for (String delay : List.of("PT20S", "PT1M", "PT6M")) {
      rules.add(
          Map.of(
              "action",
              "delay",
              "delay",
              delay,
              "probability",
              0.12,
              "seed",
              random.nextInt(1000)));
    }
    for (boolean newId : List.of(true, false)) {
      rules.add(
          Map.of(
              "action",
              "duplicate",
              "newId",
              newId,
              "probability",
              0.3,
              "seed",
              random.nextInt(1000)));
    }
    cloud.api().post("/local/events/knobs", Map.of("rules", rules));
  }

  /** Files in any order, each day's marker after its files, some time in between. */
  private static void land(Random random) throws IOException {
    Orders orders = new Orders(random);
    List<String> days = new ArrayList<>(DAYS_RUN);
    Collections.shuffle(days, random);
    for (String day : days) {
      for (String shop : SHOPS) {
        byte[] file = Orders.file(orders.of(shop));
        upload(day, shop + ".csv.gz", file);
        Files.write(Files.createDirectories(raw.resolve(day)).resolve(shop + ".csv.gz"), file);
      }
      upload(day, "_SUCCESS", new byte[0]);
      cloud.api().callsUpTo(cloud.api().time().plus(Duration.ofSeconds(random.nextInt(40))));
    }
  }

  private static void upload(String day, String file, byte[] bytes) {
    cloud.api().upload("landing", "orders/" + day + "/" + file, bytes);
    landed++;
  }

  /** The same rules as in the pipeline, restated over the raw files. */
  private static void expect() throws SQLException {
    try (Statement statement = duckdb.createStatement()) {
      statement.execute(
          "CREATE VIEW judged AS SELECT *, parse_path(filename)[-2] AS day,"
              + " TRY_CAST(quantity AS INTEGER) AS number,"
              + " coalesce(product, '') <> '' AND coalesce(number BETWEEN 1 AND 100, false) AS good"
              + " FROM read_csv('"
              + raw
              + "/*/*.csv.gz', all_varchar = true, header = true, filename = true)");
      statement.execute(
          "CREATE VIEW expected_orders AS SELECT order_id, shop, product, number AS quantity,"
              + " CAST(price AS DECIMAL(10,2)) AS price,"
              + " CAST(number * CAST(price AS DECIMAL(10,2)) AS DECIMAL(20,2)) AS revenue, day"
              + " FROM judged WHERE good");
    }
  }
}
