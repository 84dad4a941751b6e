package dev.headrace.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.job.ErrorClass;
import dev.headrace.run.Attempt;
import dev.headrace.run.Run;
import dev.headrace.run.StageRun;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The process in which a job works is killed. */
class LostSparkIT extends OrdersCloud {
  @AfterEach
  void nothingIsHeldUp() {
    cloud.api().delete("/local/faults");
  }

  @Test
  void aJobWhoseProcessIsKilledIsTriedAgainAndNoOtherIsTouched() {
    String hit = cloud.nextDay();
    String other = cloud.nextDay();
    lands(hit);
    lands(other);
    cloud.api().settle();
    cloud.justBeforeDue(other);
    // The job cannot read its file, so it works until it is killed.
    holdUp("storage.objects", "orders%2F" + hit + "%2Fnorth.csv.gz");
    cloud.api().callsUpTo(Cloud.due(other));
    cloud.until("the first job runs", () -> state(hit + "/1/clean/1").equals("RUNNING"));

    killSpark();
    cloud.api().delete("/local/faults");

    Run mended = cloud.succeeds(hit);
    StageRun clean = mended.stages().get(0);
    assertThat(clean.attempts()).extracting(Attempt::number).containsExactly(1, 2);
    assertThat(clean.attempts().get(0).errorClass()).contains(ErrorClass.PLATFORM);
    assertThat(clean.attempts().get(0).message())
        .isEqualTo("driver lost: the Spark process ended with signal 9");
    assertThat(clean.failures()).containsExactly(Map.entry(ErrorClass.PLATFORM, 1));
    assertThat(state(hit + "/1/clean/1")).isEqualTo("FAILED");
    assertThat(cloud.batches(hit))
        .extracting(Cloud::attempt)
        .containsExactlyInAnyOrder(hit + "/1/clean/1", hit + "/1/clean/2", hit + "/1/revenue/1");
    assertThat(cloud.succeeds(other).stages())
        .allSatisfy(stage -> assertThat(stage.attempt()).isEqualTo(1));
    assertThat(cloud.batches(other)).hasSize(2);
  }

  @Test
  void aJobKilledBetweenItsPublishAndItsOutcomeDoublesNoRow() throws Exception {
    String day = cloud.nextDay();
    List<String> lines = lands(day);
    cloud.api().settle();
    cloud.justBeforeDue(day);
    int commits = commits();
    // The rows are published, but the job cannot say so.
    holdUp("storage.objects", "/b/outcomes/");
    cloud.api().callsUpTo(Cloud.due(day));
    cloud.until("the first attempt publishes", () -> commits() > commits);

    killSpark();
    cloud.api().delete("/local/faults");

    StageRun clean = cloud.succeeds(day).stages().get(0);
    assertThat(clean.attempt()).isEqualTo(2);
    assertThat(commits()).isEqualTo(commits + 2);
    assertThat(found("SELECT count(*) FROM orders WHERE day = '" + day + "'"))
        .containsExactly(String.valueOf(lines.size() - Orders.DIRTY));
  }

  private static void holdUp(String operation, String path) {
    Map<String, Object> rule =
        Map.of("operation", operation, "path", path, "action", "refuse", "status", 503);
    cloud.api().post("/local/faults", Map.of("rules", List.of(rule)));
  }

  /** Commits of the table, the one that makes it not counted. */
  private static int commits() {
    return (int)
        cloud.api().list("lake", "tables/orders/_delta_log/").stream()
            .filter(name -> name.endsWith(".json"))
            .filter(name -> !name.endsWith("/00000000000000000000.json"))
            .count();
  }

  private static String state(String attempt) {
    return cloud.api().batches().stream()
        .filter(batch -> Cloud.attempt(batch).equals(attempt))
        .map(batch -> batch.path("state").asText())
        .findFirst()
        .orElse("");
  }

  /** The only Java among the processes of this one. */
  private static void killSpark() {
    ProcessHandle spark =
        ProcessHandle.current()
            .children()
            .filter(child -> child.info().command().orElse("").endsWith("/java"))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no Spark process"));
    assertThat(spark.destroyForcibly()).isTrue();
    spark.onExit().join();
  }
}
