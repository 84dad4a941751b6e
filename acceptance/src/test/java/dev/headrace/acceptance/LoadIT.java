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
import dev.headrace.acceptance.OwnCodeIT.Shops;
import dev.headrace.local.LocalCloud;
import dev.headrace.pipeline.StageName;
import dev.headrace.run.Run;
import dev.headrace.run.StageRun;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The example's table, brought from the lake into BigQuery by a stage, and read there. */
class LoadIT {
  private static final StageName PUBLISH = new StageName("publish");
  private static final Path EXAMPLE =
      Path.of(System.getProperty("headrace.root"), "examples", "shops");
  private static final String COLUMNS = "shop, orders, revenue, day";

  @TempDir private static Path home;
  @TempDir private static Path files;

  private static Cloud cloud;
  private static BigQuery bigQuery;
  private static String first;
  private static String second;

  @BeforeAll
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  static void runTwoDays() throws Exception {
    cloud = Cloud.startWith(home, EXAMPLE.resolve("warehouse/pipeline.yaml"), "python3");
    bigQuery =
        BigQueryOptions.newBuilder()
            .setHost(cloud.api().base().toString())
            .setProjectId(LocalCloud.PROJECT)
            .setCredentials(NoCredentials.getInstance())
            .build()
            .getService();
    first = cloud.nextDay();
    second = cloud.nextDay();
    for (String day : List.of(first, second)) {
      Shops.land(cloud, EXAMPLE.resolve("landing/2024-03-04"), day);
    }
    cloud.fallsDue(second);
    cloud.succeeds(first);
    cloud.succeeds(second);
  }

  @AfterAll
  static void stop() throws Exception {
    if (cloud != null) {
      cloud.close();
    }
  }

  @Test
  void bigQueryHasTheRowsOfTheLake() throws Exception {
    assertThat(loaded())
        .containsExactly(
            "north|4|229.20|" + first,
            "north|4|229.20|" + second,
            "south|3|391.75|" + first,
            "south|3|391.75|" + second)
        .isEqualTo(published());
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
    StandardTableDefinition table = bigQuery.getTable("shops", "revenue").getDefinition();

    assertThat(table.getTimePartitioning().getType()).isEqualTo(TimePartitioning.Type.DAY);
    assertThat(table.getSchema().getFields().get(2).getType().getStandardType().name())
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
                        + COLUMNS.replace("revenue", "CAST(revenue AS VARCHAR)")
                        + " FROM shops.revenue ORDER BY ALL"))
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
      LakeTable.view(cloud.api(), "shop_revenue_warehouse", files, duckdb);
      return LakeTable.rows(
          duckdb, "SELECT " + COLUMNS + " FROM shop_revenue_warehouse ORDER BY ALL");
    }
  }
}
