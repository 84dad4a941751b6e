package dev.headrace.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.NoCredentials;
import com.google.cloud.bigquery.BigQuery;
import com.google.cloud.bigquery.BigQueryOptions;
import com.google.cloud.bigquery.FieldValue;
import com.google.cloud.bigquery.FieldValueList;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.TimePartitioning;
import dev.headrace.local.LocalCloud;
import dev.headrace.pipeline.StageName;
import dev.headrace.run.Run;
import dev.headrace.run.StageRun;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Spark published in the lake, brought into BigQuery by a stage, and read there. */
class LoadIT {
  private static final StageName PUBLISH = new StageName("publish");
  private static final String COLUMNS = "order_id, shop, product, quantity, price, revenue, day";

  @TempDir private static Path home;
  @TempDir private static Path files;

  private static Cloud cloud;
  private static BigQuery bigQuery;
  private static String first;
  private static String second;

  @BeforeAll
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  static void runTwoDays() throws Exception {
    Random random = Seed.random(LoadIT.class);
    cloud = Cloud.start(home, "orders", LoadIT::withLoad);
    bigQuery =
        BigQueryOptions.newBuilder()
            .setHost(cloud.api().base().toString())
            .setProjectId(LocalCloud.PROJECT)
            .setCredentials(NoCredentials.getInstance())
            .build()
            .getService();
    Orders orders = new Orders(random);
    first = cloud.nextDay();
    second = cloud.nextDay();
    for (String day : List.of(first, second)) {
      cloud.api().upload("landing", "orders/" + day + "/a.csv.gz", Orders.file(orders.of("north")));
      cloud.api().upload("landing", "orders/" + day + "/_SUCCESS", new byte[0]);
    }
    cloud.fallsDue(second);
    cloud.succeeds(first);
    cloud.succeeds(second);
  }

  /** The pipeline file, with a stage at its end; no other file of its folder. */
  private static String withLoad(String text) {
    return text.startsWith("pipeline:")
        ? text + "  publish:\n    load: orders\n    into: analytics.orders\n"
        : text;
  }

  @AfterAll
  static void stop() throws Exception {
    if (cloud != null) {
      cloud.close();
    }
  }

  @Test
  void bigQueryHasTheRowsOfTheLake() throws Exception {
    assertThat(loaded()).isNotEmpty().isEqualTo(published());
  }

  @Test
  void theRunSaysHowManyRowsWereLoaded() throws Exception {
    StageRun publish = cloud.run(first).stage(PUBLISH);
    long rows = loaded().stream().filter(row -> row.endsWith(first)).count();

    assertThat(publish.current().orElseThrow().rows()).contains(rows);
    assertThat(publish.reason()).isEqualTo("succeeded, " + rows + " rows loaded");
    assertThat(publish.outcome()).isEmpty();
  }

  @Test
  void theEndOfALoadIsSeenWithoutWaitingForAPass() {
    assertThat(cloud.run(first).endedAt()).contains(Cloud.due(second));
    assertThat(cloud.run(second).endedAt()).contains(Cloud.due(second));
  }

  @Test
  void aDayIsAPartition() {
    StandardTableDefinition table = bigQuery.getTable("analytics", "orders").getDefinition();

    assertThat(table.getTimePartitioning().getType()).isEqualTo(TimePartitioning.Type.DAY);
    assertThat(table.getSchema().getFields().get(4).getType().getStandardType().name())
        .isEqualTo("NUMERIC");
  }

  @Test
  void runningADayAgainLoadsTheSameRows() throws Exception {
    List<String> before = loaded();

    assertThat(cloud.engine().rerun(cloud.key(first), "a test", "loaded twice")).isTrue();
    Run again = cloud.succeeds(first);

    assertThat(again.epoch()).isGreaterThan(1);
    assertThat(again.stage(PUBLISH).attempt()).isEqualTo(1);
    assertThat(loaded()).isEqualTo(before);
  }

  private static List<String> loaded() throws InterruptedException {
    List<String> rows = new ArrayList<>();
    for (FieldValueList row :
        bigQuery
            .query(
                QueryJobConfiguration.of(
                    "SELECT "
                        + COLUMNS
                            .replace("price", "CAST(price AS VARCHAR)")
                            .replace(" revenue", " CAST(revenue AS VARCHAR)")
                        + " FROM analytics.orders ORDER BY ALL"))
            .iterateAll()) {
      rows.add(
          row.stream()
              .map(FieldValue::getValue)
              .map(String::valueOf)
              .collect(Collectors.joining("|")));
    }
    return rows;
  }

  private static List<String> published() throws Exception {
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:")) {
      LakeTable.view(cloud.api(), "orders", files, duckdb);
      return LakeTable.rows(duckdb, "SELECT " + COLUMNS + " FROM orders ORDER BY ALL");
    }
  }
}
