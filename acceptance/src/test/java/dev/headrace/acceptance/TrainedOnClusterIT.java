package dev.headrace.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.run.Run;
import dev.headrace.run.StageState;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A week of days, and the model that its Sunday trains and scores with, all on a named cluster. */
class TrainedOnClusterIT {
  private static final Path ROOT = Path.of(System.getProperty("headrace.root"));
  private static final int SALES = 300;

  @TempDir private Path home;
  @TempDir private Path files;

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  void aModelIsTrainedGradedAndAppliedByJobsOnACluster() throws Exception {
    Path folder = Files.createDirectories(home.resolve("pipeline"));
    Files.createDirectory(folder.resolve("sql"));
    Path resources = Path.of(getClass().getResource("/pipelines/returned").toURI());
    for (String file : List.of("pipeline.yaml", "sql/clean.sql")) {
      Files.copy(resources.resolve(file), folder.resolve(file));
    }
    Files.copy(ROOT.resolve("examples/flights/train/train.py"), folder.resolve("train.py"));
    Random random = Seed.random(getClass());
    try (Cloud cloud =
        Cloud.startWith(home, folder.resolve("pipeline.yaml"), Pythons.trainer(ROOT))) {
      List<String> week = new ArrayList<>();
      for (int i = 0; i < 7; i++) {
        week.add(cloud.nextDay());
        lands(cloud, week.get(i), random);
      }
      String sunday = week.get(6);

      cloud.fallsDue(sunday);

      Run run = cloud.succeeds(sunday);
      assertThat(run.stages()).allMatch(stage -> stage.state() == StageState.SUCCEEDED);
      assertThat(cloud.jobs(sunday))
          .extracting(Cloud::attempt)
          .containsExactlyInAnyOrder(
              sunday + "/1/clean/1",
              sunday + "/1/train-snapshot/1",
              sunday + "/1/train/1",
              sunday + "/1/train-grade/1",
              sunday + "/1/score/1");
      assertThat(cloud.jobs(sunday))
          .extracting(job -> job.at("/placement/clusterName").asText())
          .containsOnly("local");
      for (String day : week) {
        assertThat(cloud.batches(day)).isEmpty();
      }
      try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:")) {
        LakeTable.view(cloud.api(), "scores", files, duckdb);
        assertThat(
                LakeTable.rows(
                    duckdb, "SELECT concat_ws(' ', day, count(*)) FROM scores GROUP BY day"))
            .containsExactly(sunday + " " + SALES);
      }
    }
  }

  /** Heavy things come back more often. */
  private static void lands(Cloud cloud, String day, Random random) {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < SALES; i++) {
      int weight = random.nextInt(100);
      int returned = random.nextInt(100) < weight ? 1 : 0;
      lines.add(day + "-" + i + "," + random.nextInt(1_000) + "," + weight + "," + returned);
    }
    cloud
        .api()
        .upload(
            "landing",
            "returned/" + day + "/sales.csv.gz",
            Orders.zipped("sale,price,weight,returned", lines));
    cloud.api().upload("landing", "returned/" + day + "/_SUCCESS", new byte[0]);
  }
}
