package dev.headrace.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.job.Outcome;
import dev.headrace.run.Run;
import dev.headrace.run.RunState;
import dev.headrace.run.StageRun;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pipeline with one stage on a cluster and one that is serverless, through the whole product. */
class ClusterIT {
  @TempDir private static Path home;
  private static final Orders ORDERS = new Orders(new Random(7));
  private static Cloud cloud;

  @BeforeAll
  static void start() throws Exception {
    cloud =
        Cloud.start(
            home,
            "orders",
            text ->
                text.replace("overlap: parallel(4)", "placement: {cluster: local}")
                    .replace(
                        "    sql: sql/revenue.sql",
                        "    sql: sql/revenue.sql\n    placement: serverless"));
  }

  @AfterAll
  static void stop() throws Exception {
    if (cloud != null) {
      cloud.close();
    }
  }

  @Test
  void eachStageRunsWhereItIsPlaced() {
    String day = cloud.nextDay();
    lands(day, Orders.file(ORDERS.of("north")));

    cloud.fallsDue(day);

    Run run = cloud.succeeds(day);
    assertThat(cloud.jobs(day)).extracting(Cloud::attempt).containsExactly(day + "/1/clean/1");
    assertThat(cloud.batches(day)).extracting(Cloud::attempt).containsExactly(day + "/1/revenue/1");
    JsonNode job = cloud.jobs(day).get(0);
    assertThat(job.at("/status/state").asText()).isEqualTo("DONE");
    assertThat(job.at("/placement/clusterName").asText()).isEqualTo("local");
    Outcome.Rows rows = stage(run, "clean").outcome().orElseThrow().rows();
    assertThat(rows.out()).isEqualTo(Orders.LANDED - Orders.DIRTY);
    String output = job.path("driverOutputResourceUri").asText().substring("gs://".length());
    String[] address = output.split("/", 2);
    assertThat(cloud.api().list(address[0], address[1])).hasSize(1);
  }

  @Test
  void aJobThatIsCancelledBySomebodyElseIsTriedAgainOnTheCluster() {
    String day = cloud.nextDay();
    lands(day, Orders.file(ORDERS.of("south")));
    cloud.justBeforeDue(day);
    cloud.api().callsUpTo(Cloud.due(day));
    cloud.until("a job on the cluster", () -> !cloud.jobs(day).isEmpty());
    String id = cloud.jobs(day).get(0).at("/reference/jobId").asText();

    cloud.api().cancelJob(id);

    Run run = cloud.ends(day);
    assertThat(run.state()).as(() -> cloud.told(day)).isEqualTo(RunState.SUCCEEDED);
    assertThat(cloud.jobs(day)).hasSize(stage(run, "clean").attempt());
  }

  private static StageRun stage(Run run, String name) {
    return run.stages().stream().filter(s -> s.name().value().equals(name)).findFirst().get();
  }

  private static void lands(String day, byte[] file) {
    cloud.api().upload("landing", "orders/" + day + "/shop.csv.gz", file);
    cloud
        .api()
        .upload("landing", "orders/" + day + "/_SUCCESS", "".getBytes(StandardCharsets.UTF_8));
  }
}
