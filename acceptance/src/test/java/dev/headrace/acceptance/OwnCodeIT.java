package dev.headrace.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.job.ErrorClass;
import dev.headrace.job.Outcome;
import dev.headrace.run.Run;
import dev.headrace.run.StageRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example's stages in Java: a class that gives rows, and one with a main method. */
class OwnCodeIT {
  private static final Path EXAMPLE =
      Path.of(System.getProperty("headrace.root"), "examples", "shops");

  private static final String REPORT =
      "shop,orders,revenue,day\nnorth,4,229.20,2024-03-04\nsouth,3,391.75,2024-03-04\n";

  @TempDir private Path home;
  @TempDir private Path files;

  @Test
  void aClassOfAJarGivesTheRowsOfATableAndAMainMethodPublishesByItself() throws Exception {
    try (Cloud cloud = Cloud.startWith(home, EXAMPLE.resolve("pipeline.yaml"), "python3")) {
      String day = cloud.nextDay();
      land(cloud, day);

      cloud.fallsDue(day);
      Run run = cloud.succeeds(day);

      assertThat(Shops.revenue(cloud, "shop_revenue", files)).isEqualTo(Shops.EXPECTED);
      Outcome outcome = stage(run, "revenue").outcome().orElseThrow();
      assertThat(outcome.rows()).isEqualTo(new Outcome.Rows(11, 2, 2));
      assertThat(cloud.batches(day))
          .extracting(Cloud::attempt)
          .containsExactlyInAnyOrder(day + "/1/revenue/1", day + "/1/report/1");
      assertThat(report(cloud, day)).isEqualTo(REPORT);
    }
  }

  @Test
  void theSameClassesRunOnACluster() throws Exception {
    try (Cloud cloud = Cloud.startWith(home, changed(Cloud::onCluster), "python3")) {
      String day = cloud.nextDay();
      land(cloud, day);

      cloud.fallsDue(day);
      Run run = cloud.succeeds(day);

      assertThat(Shops.revenue(cloud, "shop_revenue", files)).isEqualTo(Shops.EXPECTED);
      assertThat(stage(run, "revenue").outcome().orElseThrow().rows())
          .isEqualTo(new Outcome.Rows(11, 2, 2));
      assertThat(cloud.batches(day)).isEmpty();
      assertThat(cloud.jobs(day))
          .extracting(Cloud::attempt)
          .containsExactlyInAnyOrder(day + "/1/revenue/1", day + "/1/report/1");
      assertThat(report(cloud, day)).isEqualTo(REPORT);
    }
  }

  /** The example with another pipeline file. */
  private Path changed(UnaryOperator<String> change) throws IOException {
    Path copy = Files.createDirectories(home.resolve("pipeline/target"));
    Files.copy(EXAMPLE.resolve("target/shops.jar"), copy.resolve("shops.jar"));
    Path file = home.resolve("pipeline/pipeline.yaml");
    Files.writeString(file, change.apply(Files.readString(EXAMPLE.resolve("pipeline.yaml"))));
    return file;
  }

  @Test
  void whatAClassThrowsFailsTheRunWithItsLine() throws Exception {
    Path file = changed(text -> text.replace("\"0.10\"", "a dime"));
    try (Cloud cloud = Cloud.startWith(home, file, "python3")) {
      String day = cloud.nextDay();
      land(cloud, day);

      cloud.fallsDue(day);
      StageRun revenue = stage(cloud.fails(day), "revenue");

      assertThat(revenue.reason())
          .matches("com\\.example\\.shops\\.Revenue \\(Revenue\\.java:\\d+\\): NumberFormat.*");
      assertThat(revenue.failures()).containsExactly(Map.entry(ErrorClass.USER, 3));
    }
  }

  private static void land(Cloud cloud, String day) throws IOException {
    Shops.land(cloud, EXAMPLE.resolve("landing/2024-03-04"), day);
  }

  private static StageRun stage(Run run, String name) {
    return run.stages().stream()
        .filter(stage -> stage.name().value().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static String report(Cloud cloud, String day) {
    List<String> parts =
        cloud.api().list("lake", "reports/shop_revenue/" + day + "/").stream()
            .filter(name -> name.endsWith(".csv"))
            .toList();
    assertThat(parts).hasSize(1);
    return new String(cloud.api().download("lake", parts.get(0)), StandardCharsets.UTF_8);
  }

  /** What the example lands, and what comes of it. */
  static final class Shops {
    /** The kiosk sold for less than 1, and goes to quarantine. */
    static final List<String> EXPECTED =
        List.of("north 4 229.20 2024-03-04", "south 3 391.75 2024-03-04");

    private Shops() {}

    static void land(Cloud cloud, Path folder, String day) throws IOException {
      try (Stream<Path> landed = Files.list(folder)) {
        for (Path file : landed.toList()) {
          cloud
              .api()
              .upload(
                  "landing", "shops/" + day + "/" + file.getFileName(), Files.readAllBytes(file));
        }
      }
      cloud.api().upload("landing", "shops/" + day + "/_SUCCESS", new byte[0]);
    }

    static List<String> revenue(Cloud cloud, String table, Path files) throws Exception {
      try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:")) {
        LakeTable.view(cloud.api(), table, files, duckdb);
        return LakeTable.rows(
            duckdb,
            "SELECT concat_ws(' ', shop, orders, revenue, day) FROM " + table + " ORDER BY shop");
      }
    }
  }
}
