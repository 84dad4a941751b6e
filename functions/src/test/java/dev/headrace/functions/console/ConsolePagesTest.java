package dev.headrace.functions.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.json.Json;
import dev.headrace.notify.Notification;
import dev.headrace.pipeline.DefinitionExamples;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.run.Pipelines;
import dev.headrace.run.Run;
import dev.headrace.run.RunState;
import dev.headrace.run.StageState;
import dev.headrace.store.Content;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ConsolePagesTest {
  private static final String DAY = "2001-01-28";
  private final ConsoleWorld world = new ConsoleWorld().deployed("flights.yaml");

  @Test
  void theFirstPageShowsEachPipelineWithItsScheduleAndItsNewestRuns() {
    world.with(RunSample.in(RunState.FAILED, DAY)).deployed("weather.yaml");

    String html = world.html("/");

    assertThat(html)
        .contains("<a href=\"./pipelines/flights\">flights</a>")
        .contains("Every day at 04:15, America/New York")
        .contains("Every hour at minute 10, UTC")
        .contains("data-platform")
        .contains("2001-01-28: failed")
        .contains("2001-01-29</a> in 21 h 15 min")
        .contains("No run yet");
  }

  @Test
  void aStageOnAClusterNamesIt() {
    Pipeline placed =
        Pipelines.onCluster(ConsoleWorld.pipeline("flights.yaml"), Pipelines.CLEAN, "etl");
    Run serverless = RunSample.in(RunState.RUNNING, DAY);
    String text =
        Json.text(serverless)
            .replace(serverless.definition(), Json.hash(DefinitionExamples.of(placed)));
    world.deployed(placed).with(Json.read(text.getBytes(StandardCharsets.UTF_8), Run.class));

    assertThat(world.html("/pipelines/flights/runs/" + DAY)).containsOnlyOnce("on cluster etl<");
    assertThat(
            new ConsoleWorld()
                .deployed("flights.yaml")
                .with(serverless)
                .html("/pipelines/flights/runs/" + DAY))
        .doesNotContain("on cluster");
  }

  @Test
  void aPausedPipelineSaysSoAndHasNothingDue() {
    world.engine.deployments().pause(ConsoleWorld.FLIGHTS, true);

    assertThat(world.html("/")).contains(">paused<").contains("not while it is paused");
    assertThat(world.html("/pipelines/flights")).contains("headrace resume");
  }

  @Test
  void aPipelineThatCannotBeReadIsNamedBesideTheOthers() {
    world.control.create("pipelines/cut/deployment.json", Content.json(new byte[] {'{'}));

    assertThat(world.html("/"))
        .contains("A pipeline cannot be read")
        .contains("pipelines/cut/deployment.json is corrupt: ")
        .contains("<a href=\"./pipelines/flights\">flights</a>");
  }

  @Test
  void withoutAPipelineTheFirstPageSaysHowToDeployOne() {
    assertThat(new ConsoleWorld().html("/")).contains("headrace deploy");
  }

  @ParameterizedTest
  @EnumSource(RunState.class)
  void everyStateOfARunHasAPageARowAndJson(RunState state) {
    Run run = RunSample.in(state, DAY);
    world.with(run);
    String word = Mark.of(state).word();

    assertThat(world.get("/pipelines/flights/runs/" + DAY).status()).isEqualTo(200);
    assertThat(world.html("/pipelines/flights/runs/" + DAY))
        .contains("<h1>" + DAY + "</h1>")
        .contains(word + "</span>")
        .contains(run.reason())
        .contains("2001-01-28 05:00:00 UTC");
    assertThat(world.html("/pipelines/flights")).contains(word + "</span>");
    assertThat(world.html("/")).contains(DAY + ": " + word);
    assertThat(world.html("/pipelines/flights/explain/" + DAY)).contains("id=\"answer\"");
    assertThat(world.html("/api/pipelines/flights/runs/" + DAY))
        .contains("\"state\" : \"" + state.name() + "\"");
  }

  @ParameterizedTest
  @EnumSource(StageState.class)
  void everyStateOfAStageHasAMark(StageState state) {
    RunSample sample = RunSample.of(DAY);
    RunSample stages =
        state.active() ? sample.active(RunSample.GRADE, state, 40) : sample.rest(state, "");
    world.with(stages.as(RunState.RUNNING, "started"));

    assertThat(world.html("/pipelines/flights/runs/" + DAY))
        .contains("id=\"stage-train-grade\"")
        .contains("<span class=\"stage-word\">" + Mark.valueOf(state.name()).word());
  }

  @Test
  void aRunShowsWhatItsStagesDid() {
    world.with(
        RunSample.of(DAY)
            .landed()
            .succeededAtLast(RunSample.CLEAN)
            .weekly(true)
            .ended(RunState.SUCCEEDED));

    assertThat(world.html("/pipelines/flights/runs/" + DAY))
        .contains("gs://landing/flights/2001-01-28/flights-00.csv.gz")
        .contains(">1001<", "184.2 kB")
        .contains("3 attempts", "the driver was lost", "platform")
        .contains("17,482", "17,479", "0.21483")
        .contains("unique(departure, origin, destination)", "0.99871", "at least 0.999", "warned")
        .contains("gs://lake/tables/clean", ">41<")
        .contains("flight_delay</span> promoted", "0.71264", "auc_difference")
        .contains("4.2 s", "31.9 s")
        .contains("app-20010129-0001")
        .contains(RunSample.DEFINITION)
        .contains(world.engine.jobId(attempt(3)).value());
  }

  private static dev.headrace.job.AttemptId attempt(int number) {
    return new dev.headrace.job.AttemptId(ConsoleWorld.FLIGHTS, DAY, 1, RunSample.CLEAN, number);
  }

  @Test
  void theAnswerNamesTheObjectThatIsMissing() {
    world.with(RunSample.in(RunState.WAITING, DAY)).landed("flights/" + DAY + "/a.csv.gz");

    assertThat(world.html("/pipelines/flights/runs/" + DAY))
        .contains("Waiting for input", "WAITING_INPUT")
        .contains("gs://landing/flights/2001-01-28/_SUCCESS")
        .contains("Looked at next", "in 5 h");
  }

  @Test
  void aRunShowsWhoWasToldThatItMissedItsDeadline() {
    world.with(RunSample.in(RunState.WAITING, DAY));
    assertThat(world.html("/pipelines/flights/runs/" + DAY)).doesNotContain("Missed its deadline");

    world.told(DAY, Notification.Kind.NOT_STARTED, "waits for <gs://landing/a>");

    assertThat(world.html("/pipelines/flights/runs/" + DAY))
        .contains("Missed its deadline", "not started by", "oncall, ana")
        .contains("waits for &lt;gs://landing/a");
    assertThat(world.html("/api/pipelines/flights/runs/" + DAY))
        .contains("\"kind\" : \"NOT_STARTED\"");
  }

  @Test
  void anIntervalWithoutARunHasAnAnswerToo() {
    assertThat(world.html("/pipelines/flights/explain/2001-01-29"))
        .contains("Not due yet", "2001-01-30 09:15:00 UTC", "There is no run of this interval");
  }

  @Test
  void whatARunNeverReachedDoesNotLookAsIfItWaited() {
    world.with(RunSample.in(RunState.FAILED, DAY));

    assertThat(world.html("/pipelines/flights")).contains("score not reached");
  }

  @Test
  void aCorruptDocumentIsARowAndAPageAndHidesNothingElse() {
    world.with(RunSample.in(RunState.SUCCEEDED, "2001-01-27")).withDocument("flights/" + DAY, "{");

    assertThat(world.html("/pipelines/flights"))
        .contains("unreadable", "runs/flights/2001-01-28.json is corrupt", "succeeded");
    assertThat(world.html("/pipelines/flights/runs/" + DAY)).contains("CORRUPT");
    assertThat(world.get("/").status()).isEqualTo(200);
  }

  @Test
  void aPageOfRunsReadsAtMostSixtyAndLeadsToTheOlderOnes() {
    for (int i = 0; i < 130; i++) {
      world.with(RunSample.in(RunState.SUCCEEDED, LocalDate.of(2000, 9, 1).plusDays(i).toString()));
    }
    world.control.reads.set(0);
    world.control.lists.set(0);

    String newest = world.html("/pipelines/flights");

    assertThat(world.control.reads.get()).isEqualTo(62); // deployment, definition and 60 runs
    assertThat(world.control.lists.get()).isEqualTo(1);
    assertThat(newest)
        .contains("60 runs of 130", "before/2000-11-10")
        .doesNotContain("Newest runs");
    assertThat(world.html("/pipelines/flights/before/2000-11-10"))
        .contains(">2000-11-09<", "before/2000-09-11", "Newest runs")
        .doesNotContain(">2000-11-10<");
    assertThat(world.html("/pipelines/flights/before/2000-09-11"))
        .contains("10 runs of 130")
        .doesNotContain("Older runs");
  }

  @Test
  void theFirstPageReadsFewRunsOfEachPipeline() {
    for (int i = 0; i < 40; i++) {
      world.with(RunSample.in(RunState.SUCCEEDED, LocalDate.of(2000, 9, 1).plusDays(i).toString()));
    }
    world.html("/");
    world.control.reads.set(0);

    world.html("/");

    assertThat(world.control.reads.get()).isEqualTo(Facts.NEWEST);
  }

  @Test
  void aRunLeadsToTheRunsBesideIt() {
    world
        .with(RunSample.in(RunState.SUCCEEDED, "2001-01-26"))
        .with(RunSample.in(RunState.SUCCEEDED, "2001-01-27"))
        .with(RunSample.in(RunState.SUCCEEDED, DAY));

    assertThat(world.html("/pipelines/flights/runs/2001-01-27"))
        .contains("rel=\"prev\" href=\"../../../pipelines/flights/runs/2001-01-26\"")
        .contains("rel=\"next\" href=\"../../../pipelines/flights/runs/2001-01-28\"");
  }

  @Test
  void whenTheStorageIsAwayThePageSaysSoWithoutItsSecrets() {
    world.control.away = true;

    Page page = world.get("/pipelines/flights");

    assertThat(page.status()).isEqualTo(503);
    assertThat(page.headers()).containsEntry("Retry-After", "10");
    assertThat(world.failures)
        .containsExactly("the page /pipelines/flights: no route to the secret-host");
    assertThat(world.html("/"))
        .contains("The storage does not answer")
        .doesNotContain("secret-host");
    assertThat(world.html("/api/pipelines")).contains("\"status\" : 503");
  }
}
