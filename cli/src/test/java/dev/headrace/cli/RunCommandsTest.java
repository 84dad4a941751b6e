package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.cli.World.Said;
import dev.headrace.job.ErrorClass;
import dev.headrace.json.Json;
import dev.headrace.store.Content;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunCommandsTest {
  @TempDir private Path folder;
  private World world;

  @BeforeEach
  void aDayIsDone() {
    world = new World(folder).deployed();
    world.landsDay("2001-01-05").at("2001-01-06T04:15:00Z").ticks();
    world.after(Duration.ofSeconds(12)).succeeds("2001-01-05", "clean");
  }

  private World sundayIsTrained() {
    world.landsDay("2001-01-06").at("2001-01-07T04:15:00Z").ticks();
    world.after(Duration.ofSeconds(75)).succeeds("2001-01-06", "clean");
    world.landsDay("2001-01-07").at("2001-01-08T04:15:00Z").ticks();
    world.after(Duration.ofSeconds(20)).succeeds("2001-01-07", "clean");
    world.after(Duration.ofSeconds(5)).succeeds("2001-01-07", "train-snapshot");
    world.after(Duration.ofSeconds(61)).succeeds("2001-01-07", "train");
    world
        .after(Duration.ofSeconds(9))
        .promotes("2001-01-07", "train-grade", "20010108T000000Z-0a1b2c3d");
    return world;
  }

  @Test
  void runsAreListedStageByStage() {
    Said said = sundayIsTrained().says("runs");

    assertThat(said.out())
        .isEqualTo(
            """
            clicks  3 runs  definition HASH
            INTERVAL    STATE      clean       train-snapshot  train       train-grade  score       STARTED             TOOK  REASON
            2001-01-07  running    done 20s    done 5s         done 1m01s  done 9s      submitting  2001-01-08 04:15Z  1m35s  started
            2001-01-06  succeeded  done 1m15s  skipped         skipped     skipped      skipped     2001-01-07 04:15Z  1m15s  all stages are done
            2001-01-05  succeeded  done 12s    skipped         skipped     skipped      skipped     2001-01-06 04:15Z    12s  all stages are done

            """);
    assertThat(said.err()).isEmpty();
    assertThat(said.exit()).isZero();
  }

  @Test
  void aPipelineThatCannotBeReadIsNamedBesideTheOthers() {
    world.control.create("pipelines/cut/deployment.json", Content.json(new byte[] {'{'}));

    Said said = world.says("runs");

    assertThat(said.out()).startsWith("clicks  1 run");
    assertThat(said.err()).startsWith("headrace: pipelines/cut/deployment.json is corrupt: ");
    assertThat(said.exit()).isZero();
  }

  @Test
  void listingTheRunsOfAllLooksAtTheDeploymentsOnce() {
    world.control.create("pipelines/cut/deployment.json", Content.json(new byte[] {'{'}));
    world.asked.clear();

    world.says("runs");

    assertThat(world.asked)
        .containsExactlyInAnyOrder(
            "LIST pipelines/",
            "READ pipelines/cut/deployment.json",
            "LIST runs/clicks/",
            "READ runs/clicks/2001-01-05.json");
  }

  @Test
  void onlyTheNewestRunsAreListedWhenAsked() {
    Said said = sundayIsTrained().says("runs", "clicks", "--last", "1");

    assertThat(said.out()).startsWith("clicks  the newest 1 of 3 runs").contains("2001-01-07");
    assertThat(said.out()).doesNotContain("2001-01-06");
  }

  @Test
  void aNarrowScreenCutsTheReasonsAndHasColours() {
    Said said = sundayIsTrained().saysOnScreen(110, "runs");

    assertThat(said.out().lines().map(line -> line.replaceAll("\u001b\\[[0-9]*m", "")))
        .allMatch(line -> line.length() <= 110);
    assertThat(said.out()).contains("\u001b[32m");
    assertThat(world.saysOnScreen(110, "--no-color", "runs").out()).doesNotContain("\u001b");
  }

  @Test
  void runsArePrintedAsJson() {
    Said said = world.says("--json", "runs");

    var json = Json.tree(said.out().getBytes(StandardCharsets.UTF_8));
    assertThat(json.get(0).path("pipeline").asText()).isEqualTo("clicks");
    assertThat(json.get(0).path("runs").get(0).path("state").asText()).isEqualTo("SUCCEEDED");
    assertThat(json.get(0).path("runs").get(0).path("stages").get(0).path("stage").asText())
        .isEqualTo("clean");
  }

  @Test
  void aRunIsShownWithAllThatIsKnownOfIt() {
    assertThat(world.says("show", "2001-01-05").out())
        .isEqualTo(
            """
            clicks/2001-01-05  succeeded: all stages are done
              interval    2001-01-05T00:00:00Z to 2001-01-06T00:00:00Z
              epoch       1, by schedule
              definition  HASH
              created     2001-01-06 04:15Z
              started     2001-01-06 04:15Z
              ended       2001-01-06 04:15Z
              took        12s

            Stages
              STAGE           STATE      TOOK      IN     OUT  QUARANTINED  REASON
              clean           succeeded   12s  15,234  15,230            4  succeeded
              train-snapshot  skipped                                       runs only for the interval that closes the week
              train           skipped                                       runs only for the interval that closes the week
              train-grade     skipped                                       runs only for the interval that closes the week
              score           skipped                                       no champion of attention yet

            Attempts
              ATTEMPT  INTENDED           TOOK  CLASS  MESSAGE    JOB
              clean/1  2001-01-06 04:15Z   12s         succeeded  clicks-clean-2001-01-05-xHASH

            Inputs
              INPUT    FILES  BYTES  MISSING
              landing      1      2

            Expectations
              STAGE  EXPECTATION   FOUND  ASKED  VERDICT
              clean  row_count    15,230  >= 1   passed

            Measures
              STAGE  MEASURE      VALUE
              clean  long_share  0.2500

            History
              2001-01-06 04:15Z  created
              2001-01-06 04:15Z  inputs are complete
              2001-01-06 04:15Z  started
              2001-01-06 04:15Z  clean: attempt 1 succeeded
            """);
  }

  @Test
  void aModelDecisionIsShownWithItsGates() {
    assertThat(sundayIsTrained().says("show", "clicks/2001-01-07").out())
        .contains(
            """
            Model attention  20010108T000000Z-0a1b2c3d  promoted: the first model
              auc               0.7123
              ece               0.0200
              gate calibration  0.0200  <= 0.05  passed
            """);
  }

  @Test
  void aRunIsShownAsJsonWithTheIdsOfItsJobs() {
    Said said = world.says("show", "clicks/2001-01-05", "--json");

    var json = Json.tree(said.out().getBytes(StandardCharsets.UTF_8));
    assertThat(json.path("run").path("state").asText()).isEqualTo("SUCCEEDED");
    assertThat(json.path("jobs").path("clean/1").asText())
        .isEqualTo("clicks-clean-2001-01-05-xHASH");
  }

  @Test
  void aFailedAttemptIsShownWithItsClassAndRetry() {
    world.landsDay("2001-01-06").at("2001-01-07T04:15:00Z").ticks();
    world
        .after(Duration.ofSeconds(3))
        .fails("2001-01-06", "clean", ErrorClass.USER, "no column \"pages\"");

    Said said = world.says("show", "2001-01-06");

    assertThat(said.out())
        .contains("  clean/1  2001-01-07 04:15Z    3s  user   no column \"pages\"");
    assertThat(world.says("explain", "clicks", "2001-01-06").out())
        .startsWith("clicks/2001-01-06  RETRY_AT  ")
        .contains("  looked at next: 2001-01-07T04:16:");
  }

  @Test
  void whoWasToldOfAMissedDeadlineIsExplainedAndShown() {
    world.reconciles().landsDay("2001-01-06").at("2001-01-07T04:15:00Z").ticks();
    assertThat(world.says("explain", "clicks", "2001-01-06").out()).doesNotContain("told");

    world.at("2001-01-07T08:03:00Z").reconciles();

    String told = "oncall at 2001-01-07 08:03Z: not finished by its deadline 2001-01-07 08:00Z\n";
    assertThat(world.says("explain", "clicks", "2001-01-06").out()).endsWith("  told " + told);
    assertThat(world.says("show", "2001-01-06").out()).contains("  told        " + told);
    assertThat(
            Json.tree(
                    world
                        .says("show", "2001-01-06", "--json")
                        .out()
                        .getBytes(StandardCharsets.UTF_8))
                .path("told")
                .get(0)
                .path("kind")
                .asText())
        .isEqualTo("NOT_FINISHED");
  }

  @Test
  void explainNamesTheObjectThatIsMissing() {
    world.at("2001-01-07T04:15:00Z").ticks();

    assertThat(world.says("explain", "clicks", "2001-01-06").out())
        .isEqualTo(
            """
            clicks/2001-01-06  WAITING_INPUT  waits for gs://landing/clicks/2001-01-06/*.csv, gs://landing/clicks/2001-01-06/_SUCCESS
              gs://landing/clicks/2001-01-06/*.csv
              gs://landing/clicks/2001-01-06/_SUCCESS
              looked at next: 2001-01-07T06:00:00Z
            """);
    assertThat(world.says("explain", "clicks", "2001-03-01").out())
        .startsWith("clicks/2001-03-01  NOT_DUE  falls due at 2001-03-02T04:15:00Z");
  }

  @Test
  void aRunIsCancelledAndItsJobIsToldSo() {
    world.landsDay("2001-01-06").at("2001-01-07T04:15:00Z").ticks();

    Said said = world.says("cancel", "clicks/2001-01-06", "--why", "wrong files");

    assertThat(said.out())
        .isEqualTo(
            "clicks/2001-01-06  cancelling  is being cancelled: it ends when its jobs have ended\n");
    assertThat(world.jobs.cancels()).hasSize(1);
    assertThat(world.run("2001-01-06").history().toString()).contains("wrong files");
  }

  @Test
  void aRunThatHasEndedIsNotCancelled() {
    Said said = world.says("cancel", "2001-01-05");

    assertThat(said.out())
        .isEqualTo("clicks/2001-01-05  succeeded  has ended already: nothing is left to cancel\n");
    assertThat(said.exit()).isZero();
  }

  @Test
  void anIntervalIsRunOnceMore() {
    Said said = world.says("rerun", "2001-01-05");

    assertThat(said.out()).isEqualTo("clicks/2001-01-05  running  runs again, epoch 2: started\n");
    assertThat(world.says("runs").out()).contains("2001-01-05 (epoch 2)");
  }

  @Test
  void aLiveRunIsNotRunAgain() {
    world.landsDay("2001-01-06").at("2001-01-07T04:15:00Z").ticks();

    Said said = world.says("rerun", "2001-01-06");

    assertThat(said.err())
        .isEqualTo(
            """
            headrace: Run clicks/2001-01-06 has not ended: it is running.
              A run is made again only after its end, so that two epochs never work at once.
              Wait for its end, or stop it with "headrace cancel clicks/2001-01-06".
            """);
    assertThat(said.exit()).isEqualTo(1);
  }

  @Test
  void whatJobsTookIsShownOnceItIsRecorded() {
    world.landsDay("2001-01-06").at("2001-01-07T04:15:00Z").ticks();
    world.succeeds("2001-01-06", "clean");
    assertThat(world.run("2001-01-06").state().terminal()).isTrue();
    assertThat(world.says("show", "2001-01-06").out()).doesNotContain("Usage");

    world.after(Duration.ofMinutes(11));
    world.engine().reconcile();

    assertThat(world.says("show", "2001-01-06").out())
        .contains(
            """
            Usage
              ATTEMPT  DCU SECONDS  SHUFFLE GB SECONDS  LOG
              clean/1     not told            not told
            """);
    assertThat(world.says("show", "2001-01-06", "--json").out()).contains("\"usage\"");
  }

  @Test
  void aPausedPipelineSaysSo() {
    assertThat(world.says("pause").out())
        .isEqualTo(
            """
            clicks  paused: no new runs are made, live ones go on
              its ticks are paused
            """);
    assertThat(world.says("runs").out()).startsWith("clicks  1 run  paused");
    assertThat(world.says("resume", "clicks").out())
        .isEqualTo(
            """
            clicks  resumed: within five minutes what was missed is decided, by its catchup rule
              it ticks again
            """);
    assertThat(world.says("runs").out()).doesNotContain("paused");
    assertThat(world.ticks).containsExactly("clicks paused", "clicks resumed");
  }

  @Test
  void anIntervalWithoutARunIsRunWhenAPersonAsks() {
    world.landsDay("2001-01-06").at("2001-01-07T00:00:00Z");

    Said said = world.says("run", "clicks", "--interval", "2001-01-06", "--why", "cannot wait");

    assertThat(said.out()).matches("clicks/2001-01-06  running  .*\n");
    assertThat(said.exit()).isZero();
    assertThat(world.run("2001-01-06").history().get(0).text())
        .matches("created by .*: cannot wait");
    assertThat(world.says("run", "--interval", "2001-01-06").err())
        .isEqualTo(
            """
            headrace: There is a run clicks/2001-01-06 already.
              An interval has one run, which may have several epochs.
              Run it once more with "headrace rerun clicks/2001-01-06".
            """);
  }

  @Test
  void anIntervalIsNotRunBeforeItsEnd() {
    Said said = world.at("2001-01-06T12:00:00Z").says("run", "--interval", "2001-01-06");

    assertThat(said.err())
        .isEqualTo(
            """
            headrace: The interval clicks/2001-01-06 has not ended.
              A run now would publish a part of it, and the schedule would make no other.
              Wait for its end.
            """);
    assertThat(world.says("run", "--interval", "2001-W01").exit()).isEqualTo(4);
  }

  @Test
  void aPausedPipelineRunsWhenThatIsAskedForInSoManyWords() {
    world.says("pause");
    world.landsDay("2001-01-06").at("2001-01-07T00:00:00Z");

    assertThat(world.says("run", "--interval", "2001-01-06").err())
        .isEqualTo(
            """
            headrace: The pipeline clicks is paused.
              Add --even-paused, or let it go with "headrace resume clicks".
            """);
    assertThat(world.says("run", "--interval", "2001-01-06", "--even-paused").exit()).isZero();
  }

  @Test
  void withoutAnIntervalTheSchedulerTicksNow() {
    assertThat(world.says("run").out())
        .isEqualTo(
            "clicks  the scheduler ticks now: \"headrace runs clicks\" shows what it makes of it\n");
    assertThat(world.ticks).containsExactly("clicks now");
  }

  @Test
  void anUnknownPipelineIsNotFoundAndTheNearestIsNamed() {
    Said said = world.says("runs", "clikcs");

    assertThat(said.err())
        .isEqualTo(
            """
            headrace: No pipeline "clikcs" is deployed in "local".
              There is clicks. Did you mean "clicks"?
            """);
    assertThat(said.exit()).isEqualTo(4);
  }

  @Test
  void anUnknownRunIsNotFoundAndTheWayToTheReasonIsNamed() {
    Said said = world.says("show", "2001-02-05");

    assertThat(said.err())
        .isEqualTo(
            """
            headrace: There is no run clicks/2001-02-05 in "local". Did you mean "2001-01-05"?
              "headrace explain clicks 2001-02-05" says why; "headrace runs clicks" lists those that are there.
            """);
    assertThat(said.exit()).isEqualTo(4);
  }

  @Test
  void whereNothingIsDeployedTheRemedyIsToDeploy(@TempDir Path empty) {
    Said said = new World(empty).says("runs");

    assertThat(said.err())
        .isEqualTo(
            """
            headrace: No pipeline is deployed in "local".
              Deploy one with "headrace deploy FILE".
            """);
    assertThat(said.exit()).isEqualTo(4);
  }
}
