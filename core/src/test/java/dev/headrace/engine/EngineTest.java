package dev.headrace.engine;

import static dev.headrace.engine.World.CLEAN;
import static dev.headrace.engine.World.FEATURES;
import static dev.headrace.engine.World.FLIGHTS;
import static dev.headrace.engine.World.MODEL;
import static dev.headrace.engine.World.SCORE;
import static dev.headrace.engine.World.TRAIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.engine.Explanation.Code;
import dev.headrace.job.AttemptId;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobInput;
import dev.headrace.job.ModelVersion;
import dev.headrace.job.Outcome;
import dev.headrace.pipeline.DefinitionExamples;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.StageName;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.run.RunState;
import dev.headrace.run.StageState;
import dev.headrace.run.Trigger;
import dev.headrace.runner.JobReport;
import dev.headrace.store.Content;
import dev.headrace.store.FaultyObjectStore;
import dev.headrace.store.FaultyObjectStore.Fault;
import dev.headrace.store.WriteResult;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineTest {
  private static final String MONDAY = "2001-01-01";
  private static final String TUESDAY = "2001-01-02";

  private static World dueOnTuesdayMorning() {
    return new World().deployed().landsDay(MONDAY).at("2001-01-02T04:15:00Z");
  }

  @Test
  void aDueIntervalWithAllItsFilesStartsWithTheTick() {
    World world = dueOnTuesdayMorning().ticks();

    assertThat(world.run(MONDAY).state()).isEqualTo(RunState.RUNNING);
    assertThat(world.jobs.accepted).containsExactly(world.attempt(MONDAY, CLEAN));
    assertThat(world.jobs.specs.get(0).inputs().get("raw"))
        .isInstanceOfSatisfying(
            JobInput.Files.class,
            files ->
                assertThat(files.files())
                    .extracting(f -> f.uri())
                    .containsExactly("gs://landing/flights/2001-01-01/flights.csv.gz"));
  }

  @Test
  void aRunThatAPersonAskedForIsNotMadeAgainByTheSchedule() {
    World world = new World().deployed().landsDay(MONDAY).at("2001-01-02T01:00:00Z");
    RunKey monday = new RunKey(FLIGHTS, MONDAY);

    assertThat(world.engine.start(monday, "ada", "cannot wait", false))
        .isEqualTo(ManualStart.STARTED);

    assertThat(world.run(MONDAY).state()).isEqualTo(RunState.RUNNING);
    assertThat(world.run(MONDAY).trigger()).isEqualTo(Trigger.MANUAL);
    world.at("2001-01-02T04:15:00Z").ticks();
    assertThat(world.run(MONDAY).epoch()).isEqualTo(1);
    assertThat(world.run(MONDAY).trigger()).isEqualTo(Trigger.MANUAL);
    assertThat(world.jobs.accepted).hasSize(1);
    world.landsDay(TUESDAY).at("2001-01-03T04:15:00Z").ticks();
    assertThat(world.run(TUESDAY).trigger())
        .as("no interval was consumed")
        .isEqualTo(Trigger.SCHEDULE);
  }

  @Test
  void aPersonCannotRunWhatHasNotEndedOrIsNoInterval() {
    World world = new World().deployed().at("2001-01-02T04:15:00Z");

    assertThat(start(world, TUESDAY)).isEqualTo(ManualStart.NOT_OVER);
    assertThat(start(world, "2001-W01")).isEqualTo(ManualStart.NOT_AN_INTERVAL);
    assertThat(world.engine.start(new RunKey(new PipelineName("other"), MONDAY), "a", "b", true))
        .isEqualTo(ManualStart.NOT_DEPLOYED);
    world.engine.deployments().pause(FLIGHTS, true);
    assertThat(start(world, MONDAY)).isEqualTo(ManualStart.PAUSED);
    assertThat(world.engine.start(new RunKey(FLIGHTS, MONDAY), "ada", "so", true))
        .isEqualTo(ManualStart.STARTED);
    assertThat(start(world, MONDAY)).isEqualTo(ManualStart.HAS_A_RUN);
  }

  private static ManualStart start(World world, String interval) {
    return world.engine.start(new RunKey(FLIGHTS, interval), "ada", "so", false);
  }

  /** Monday has ended, and the job service knows it. */
  private static World endedOnTuesday() {
    World world = dueOnTuesdayMorning().ticks();
    for (StageName stage : List.of(CLEAN, FEATURES)) {
      world.succeeds(MONDAY, stage);
      world.jobs.end(world.engine.jobId(world.attempt(MONDAY, stage)), JobReport.State.SUCCEEDED);
    }
    return world;
  }

  @Test
  void whatJobsTookIsRecordedByAPassAfterTheEnd() {
    World world = endedOnTuesday();
    Run ended = world.run(MONDAY);
    assertThat(ended.state()).isEqualTo(RunState.SUCCEEDED);

    world.reconciles();
    assertThat(world.engine.usage(ended)).as("the service has not told yet").isEmpty();
    world.jobs.usage = Optional.of(new JobReport.Usage(1_584_000, 120));
    world.reconciles();

    RunUsage usage = world.engine.usage(ended).orElseThrow();
    assertThat(usage.attempts()).containsOnlyKeys("clean/1", "features/1");
    assertThat(usage.attempts().get("clean/1").milliDcuSeconds()).contains(1_584_000L);
    assertThat(usage.attempts().get("clean/1").shuffleGbSeconds()).contains(120L);
    assertThat(usage.attempts().get("clean/1").log())
        .contains("gs://logs/" + world.engine.jobId(world.attempt(MONDAY, CLEAN)));
    assertThat(world.engine.deployments().survey().unmetered()).isEmpty();
    assertThat(world.run(MONDAY)).as("an ended run does not change").isEqualTo(ended);
  }

  @Test
  void usageThatIsNeverToldIsNotWaitedForForEver() {
    World world = endedOnTuesday().after(Duration.ofMinutes(11)).reconciles();

    assertThat(world.engine.usage(world.run(MONDAY)).orElseThrow().attempts().values())
        .allSatisfy(took -> assertThat(took.milliDcuSeconds()).isEmpty());
    assertThat(world.engine.deployments().survey().unmetered()).isEmpty();
  }

  @Test
  void aRunThatIsMadeAgainIsNotMeteredForTheEpochBefore() {
    World world = endedOnTuesday();
    world.engine.rerun(new RunKey(FLIGHTS, MONDAY), "ada", "again");
    world.jobs.usage = Optional.of(new JobReport.Usage(1, 1));

    world.reconciles();

    assertThat(world.engine.usage(world.run(MONDAY))).isEmpty();
    assertThat(world.engine.deployments().survey().unmetered()).isEmpty();
  }

  @Test
  void theArrivalOfTheMarkerStartsARunThatWaits() {
    World world =
        new World()
            .deployed()
            .lands("flights/2001-01-01/flights.csv.gz")
            .at("2001-01-02T04:15:00Z")
            .ticks();
    assertThat(world.run(MONDAY).state()).isEqualTo(RunState.WAITING);
    assertThat(world.run(MONDAY).reason())
        .isEqualTo("waits for gs://landing/flights/2001-01-01/_SUCCESS");

    world.lands("flights/2001-01-01/_SUCCESS");

    assertThat(world.run(MONDAY).state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void eachStageStartsWhenTheOneBeforeItHasSucceeded() {
    World world = dueOnTuesdayMorning().ticks();

    world.succeeds(MONDAY, CLEAN);
    assertThat(world.jobs.accepted).extracting(AttemptId::stage).containsExactly(CLEAN, FEATURES);

    world.succeeds(MONDAY, FEATURES);
    Run run = world.run(MONDAY);
    assertThat(run.stage(TRAIN).state()).isEqualTo(StageState.SKIPPED);
    assertThat(run.stage(TRAIN).reason())
        .isEqualTo("runs only for the interval that closes the week");
    assertThat(run.stage(SCORE).state()).isEqualTo(StageState.SKIPPED);
    assertThat(run.stage(SCORE).reason()).isEqualTo("no champion of flight_delay yet");
    assertThat(run.state()).isEqualTo(RunState.SUCCEEDED);
  }

  @Test
  void theRunThatClosesTheWeekTrainsAndScoresWithWhatItPromoted() {
    World world = new World().deployed();
    String sunday = "2001-01-07";
    for (int day = 1; day <= 7; day++) {
      world.landsDay("2001-01-0" + day);
    }
    world.at("2001-01-08T04:15:00Z").ticks();
    for (int day = 1; day <= 7; day++) {
      world.succeeds("2001-01-0" + day, CLEAN).succeeds("2001-01-0" + day, FEATURES);
    }
    ModelVersion version = new ModelVersion("20010108T000000Z-9f3a1c2e", 1, "e".repeat(64));

    world.promotes(sunday, TRAIN, version);

    assertThat(world.run(sunday).champions()).containsEntry(MODEL, version);
    assertThat(world.jobs.accepted.get(world.jobs.accepted.size() - 1))
        .isEqualTo(world.attempt(sunday, SCORE));
    world.succeeds(sunday, SCORE);
    assertThat(world.run(sunday).state()).isEqualTo(RunState.SUCCEEDED);
  }

  @Test
  void theNextIntervalStartsWhenTheOneBeforeItHasEnded() {
    World world =
        new World()
            .deployed()
            .landsDay(MONDAY)
            .landsDay(TUESDAY)
            .at("2001-01-03T04:15:00Z")
            .ticks();
    assertThat(world.run(TUESDAY).state()).isEqualTo(RunState.WAITING);
    assertThat(world.engine.explain(FLIGHTS, TUESDAY).code()).isEqualTo(Code.OVERLAP);
    assertThat(world.engine.explain(FLIGHTS, TUESDAY).text())
        .isEqualTo("waits for run 2001-01-01, which is older");

    world.succeeds(MONDAY, CLEAN).succeeds(MONDAY, FEATURES);

    assertThat(world.run(TUESDAY).state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void aHandOffTakesThreeRoundTrips() {
    World world = new World();
    var control = new FaultyObjectStore(world.controlStore, FaultyObjectStore.Plan.none());
    var outcomes = new FaultyObjectStore(world.outcomes, FaultyObjectStore.Plan.none());
    Engine engine = world.engineOver(control, outcomes, world.landing, world.lake);
    engine.deployments().deploy(DefinitionExamples.of(World.pipeline()), world.clock.instant());
    world.landsDay(MONDAY).at("2001-01-02T04:15:00Z");
    engine.tick(FLIGHTS);
    String outcome = Places.outcomeName(world.attempt(MONDAY, CLEAN));
    world.succeedsSilently(MONDAY, CLEAN);
    int before = control.calls().size() + outcomes.calls().size();

    engine.finished(outcome);

    assertThat(world.attempt(MONDAY, FEATURES)).isIn(world.jobs.accepted);
    assertThat(control.calls().size() + outcomes.calls().size() - before).isEqualTo(3);
  }

  @Test
  void aWholeRunTakesAtMostTwelveStorageOperationsForEachStage() {
    World world = new World();
    var control = new FaultyObjectStore(world.controlStore, FaultyObjectStore.Plan.none());
    var outcomes = new FaultyObjectStore(world.outcomes, FaultyObjectStore.Plan.none());
    var landing = new FaultyObjectStore(world.landing, FaultyObjectStore.Plan.none());
    var lake = new FaultyObjectStore(world.lake, FaultyObjectStore.Plan.none());
    Engine engine = world.engineOver(control, outcomes, landing, lake);
    engine.deployments().deploy(DefinitionExamples.of(World.pipeline()), world.clock.instant());
    world.landsDay(MONDAY).at("2001-01-02T04:15:00Z");
    int before = control.calls().size();

    engine.tick(FLIGHTS);
    for (var stage : List.of(CLEAN, FEATURES)) {
      String outcome = Places.outcomeName(world.attempt(MONDAY, stage));
      world.succeedsSilently(MONDAY, stage);
      engine.finished(outcome);
    }

    assertThat(world.run(MONDAY).state()).isEqualTo(RunState.SUCCEEDED);
    int all =
        control.calls().size()
            - before
            + outcomes.calls().size()
            + landing.calls().size()
            + lake.calls().size();
    assertThat(all).isLessThanOrEqualTo(2 * 12);
  }

  @Test
  void aLostOutcomeEventIsMendedByReconcile() {
    World world = dueOnTuesdayMorning().ticks();
    world.succeedsSilently(MONDAY, CLEAN).after(Duration.ofMinutes(5));

    world.reconciles();

    assertThat(world.run(MONDAY).stage(CLEAN).state()).isEqualTo(StageState.SUCCEEDED);
    assertThat(world.jobs.accepted).extracting(AttemptId::stage).containsExactly(CLEAN, FEATURES);
  }

  @Test
  void aDoubledOutcomeEventSubmitsNothingTwice() {
    World world = dueOnTuesdayMorning().ticks();
    String outcome = Places.outcomeName(world.attempt(MONDAY, CLEAN));
    world.succeeds(MONDAY, CLEAN);
    int submits = world.jobs.submits;

    world.engine.finished(outcome);
    world.ticks();

    assertThat(world.jobs.submits).isEqualTo(submits);
    assertThat(world.jobs.accepted).hasSize(2);
  }

  @Test
  void aFailedAttemptIsTriedAgainAfterItsDelay() {
    World world = dueOnTuesdayMorning().ticks();

    world.fails(MONDAY, CLEAN, ErrorClass.USER);
    assertThat(world.run(MONDAY).stage(CLEAN).state()).isEqualTo(StageState.RETRY);
    assertThat(world.engine.explain(FLIGHTS, MONDAY).text())
        .isEqualTo("clean: attempt 1 failed (user): it broke; next at 2001-01-02T04:16:00Z");
    world.reconciles();
    assertThat(world.jobs.accepted).hasSize(1);

    world.after(Duration.ofMinutes(5)).reconciles();

    assertThat(world.jobs.accepted).extracting(AttemptId::attempt).containsExactly(1, 2);
  }

  @Test
  void aReportedFailureWaitsForTheEndOfItsJob() {
    World world = dueOnTuesdayMorning().ticks();
    AttemptId attempt = world.attempt(MONDAY, CLEAN);
    world.write(
        world.outcome(
            attempt,
            Outcome.Status.FAILED,
            Optional.of(new Outcome.Failure(ErrorClass.USER, "it broke", Optional.empty())),
            Optional.empty()));

    world.engine.finished(Places.outcomeName(attempt));
    assertThat(world.run(MONDAY).stage(CLEAN).state()).isEqualTo(StageState.RUNNING);

    world.jobs.end(world.engine.jobId(attempt), JobReport.State.FAILED);
    world.after(Duration.ofMinutes(5)).reconciles();
    assertThat(world.run(MONDAY).stage(CLEAN).state()).isEqualTo(StageState.RETRY);
    world.after(Duration.ofMinutes(5)).reconciles();
    assertThat(world.jobs.accepted).extracting(AttemptId::attempt).containsExactly(1, 2);
  }

  @Test
  void badRowsFailTheRunAtOnceAndTheNextIntervalGoesOn() {
    World world =
        new World()
            .deployed()
            .landsDay(MONDAY)
            .landsDay(TUESDAY)
            .at("2001-01-03T04:15:00Z")
            .ticks();

    world.fails(MONDAY, CLEAN, ErrorClass.DATA);

    assertThat(world.run(MONDAY).state()).isEqualTo(RunState.FAILED);
    assertThat(world.run(MONDAY).reason()).isEqualTo("clean failed: it broke");
    assertThat(world.run(MONDAY).stage(FEATURES).state()).isEqualTo(StageState.WAITING);
    assertThat(world.run(TUESDAY).state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void aJobThatEndedWithoutAnOutcomeIsTriedAgain() {
    World world = dueOnTuesdayMorning().ticks();
    world.jobs.end(world.engine.jobId(world.attempt(MONDAY, CLEAN)), JobReport.State.SUCCEEDED);

    world.reconciles();

    assertThat(world.run(MONDAY).stage(CLEAN).failures()).containsEntry(ErrorClass.LOST, 1);
    assertThat(world.run(MONDAY).stage(CLEAN).state()).isEqualTo(StageState.RETRY);
  }

  @Test
  void aSubmitWhoseAnswerWasLostIsNotMadeTwice() {
    World world = dueOnTuesdayMorning();
    world.jobs.answersToLose = 1;
    world.ticks();

    world.after(Duration.ofMinutes(5)).reconciles();
    world.after(Duration.ofMinutes(5)).reconciles();

    assertThat(world.jobs.accepted).containsExactly(world.attempt(MONDAY, CLEAN));
    assertThat(world.run(MONDAY).stage(CLEAN).state()).isEqualTo(StageState.RUNNING);
  }

  @Test
  void aSubmitThatNeverArrivedIsSentAgainUnderTheSameId() {
    World world = dueOnTuesdayMorning();
    world.jobs.requestsToLose = 1;
    world.ticks();
    assertThat(world.jobs.accepted).isEmpty();

    world.after(Duration.ofMinutes(5)).reconciles();

    assertThat(world.jobs.accepted).containsExactly(world.attempt(MONDAY, CLEAN));
    assertThat(world.attempt(MONDAY, CLEAN).attempt()).isEqualTo(1);
  }

  @Test
  void aRefusedSubmitSpendsTheBudgetAndThenFailsTheRun() {
    World world = dueOnTuesdayMorning();
    world.jobs.refusal = Optional.of("permission denied");
    world.ticks();
    for (int i = 0; i < 3; i++) {
      world.after(Duration.ofMinutes(10)).reconciles();
    }

    assertThat(world.run(MONDAY).state()).isEqualTo(RunState.FAILED);
    assertThat(world.run(MONDAY).reason())
        .isEqualTo("clean failed: submit refused: permission denied");
  }

  @Test
  void aCommitWhoseAnswerWasLostIsFoundInPlaceAndSendsOnce() {
    for (int call = 1; call <= 40; call++) {
      World world = new World(FaultyObjectStore.Plan.at(call, Fault.LOST_ANSWER));
      eventually(world);
      assertThat(world.jobs.accepted)
          .as("lost answer to call " + call)
          .containsExactly(world.attempt(MONDAY, CLEAN));
    }
  }

  @Test
  void aCommitThatWasNeverAppliedIsMadeAgain() {
    for (int call = 1; call <= 40; call++) {
      World world = new World(FaultyObjectStore.Plan.at(call, Fault.LOST_REQUEST));
      eventually(world);
      assertThat(world.jobs.accepted)
          .as("lost call " + call)
          .containsExactly(world.attempt(MONDAY, CLEAN));
    }
  }

  @Test
  void aCrashAtAnyStorageCallLosesNothing() {
    for (Fault fault : List.of(Fault.CRASH_BEFORE, Fault.CRASH_AFTER)) {
      for (int call = 1; call <= 40; call++) {
        World world = new World(FaultyObjectStore.Plan.at(call, fault));
        eventually(world);
        assertThat(world.jobs.accepted)
            .as(fault + " at call " + call)
            .containsExactly(world.attempt(MONDAY, CLEAN));
      }
    }
  }

  /** Deploys, lands, ticks and reconciles; whatever a fault interrupts is done by the next pass. */
  private static void eventually(World world) {
    world.landsSilently("flights/2001-01-01/flights.csv.gz");
    world.landsSilently("flights/2001-01-01/_SUCCESS");
    Runnable deploy =
        () ->
            world
                .engine
                .deployments()
                .deploy(DefinitionExamples.of(World.pipeline()), world.clock.instant());
    interrupted(deploy);
    interrupted(deploy);
    world.at("2001-01-02T04:15:00Z");
    interrupted(world::ticks);
    for (int i = 0; i < 5; i++) {
      world.after(Duration.ofMinutes(5));
      interrupted(world::reconciles);
    }
  }

  private static void interrupted(Runnable action) {
    try {
      action.run();
    } catch (FaultyObjectStore.Crash
        | ContendedException
        | dev.headrace.store.StoreUnavailableException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Test
  void anOverwrittenFileRunsItsIntervalOnceMore() {
    World world = dueOnTuesdayMorning().ticks();
    world.succeeds(MONDAY, CLEAN).succeeds(MONDAY, FEATURES);

    world.after(Duration.ofHours(1)).lands("flights/2001-01-01/flights.csv.gz");

    Run again = world.run(MONDAY);
    assertThat(again.epoch()).isEqualTo(2);
    assertThat(again.state()).isEqualTo(RunState.RUNNING);
    assertThat(again.history().toString())
        .contains("epoch 2: gs://landing/flights/2001-01-01/flights.csv.gz was overwritten");
    assertThat(world.jobs.accepted.get(2)).isEqualTo(new AttemptId(FLIGHTS, MONDAY, 2, CLEAN, 1));
  }

  @Test
  void aFileOverwrittenAfterTheWindowIsFlaggedAndNotRun() {
    World world = dueOnTuesdayMorning().ticks();
    world.succeeds(MONDAY, CLEAN).succeeds(MONDAY, FEATURES);

    world.after(Duration.ofDays(9)).lands("flights/2001-01-01/flights.csv.gz");

    assertThat(world.run(MONDAY).epoch()).isEqualTo(1);
    assertThat(world.run(MONDAY).warnings())
        .containsExactly("gs://landing/flights/2001-01-01/flights.csv.gz was overwritten");
    assertThat(world.alarms).singleElement().asString().startsWith("LATE_DATA");
  }

  @Test
  void anOverwriteWhoseEventWasLostIsFoundByTheNextTick() {
    World world = dueOnTuesdayMorning().ticks();
    world.succeeds(MONDAY, CLEAN).succeeds(MONDAY, FEATURES);
    world.landsSilently("flights/2001-01-01/flights.csv.gz");

    world.at("2001-01-03T04:15:00Z").ticks();

    assertThat(world.run(MONDAY).epoch()).isEqualTo(2);
  }

  @Test
  void explainNamesTheMissingObjectAndTheDeadline() {
    World world = new World().deployed().at("2001-01-02T04:15:00Z").ticks();

    Explanation why = world.engine.explain(FLIGHTS, MONDAY);

    assertThat(why.code()).isEqualTo(Code.WAITING_INPUT);
    assertThat(why.details())
        .containsExactly(
            "gs://landing/flights/2001-01-01/*.csv.gz", "gs://landing/flights/2001-01-01/_SUCCESS");
    assertThat(why.nextLook()).contains(java.time.Instant.parse("2001-01-02T06:00:00Z"));
  }

  @Test
  void explainTellsThatARunPastItsInputDeadlineFailsNext() {
    World world = new World().deployed().at("2001-01-02T04:15:00Z").ticks();

    Explanation why = world.at("2001-01-02T06:00:00Z").engine.explain(FLIGHTS, MONDAY);

    assertThat(why.code()).isEqualTo(Code.WAITING_INPUT);
    assertThat(why.text())
        .isEqualTo(
            "past its input deadline, waits for gs://landing/flights/2001-01-01/*.csv.gz,"
                + " gs://landing/flights/2001-01-01/_SUCCESS: it fails with the next look");
  }

  @Test
  void explainNamesTheYoungerRunThatHasTheTurn() {
    World world = dueOnTuesdayMorning().ticks();
    world.succeeds(MONDAY, CLEAN).succeeds(MONDAY, FEATURES);
    world.landsDay(TUESDAY).at("2001-01-03T04:15:00Z").ticks();

    world.engine.rerun(new RunKey(FLIGHTS, MONDAY), "ana", "mended");

    assertThat(world.engine.explain(FLIGHTS, MONDAY).code()).isEqualTo(Code.OVERLAP);
    assertThat(world.engine.explain(FLIGHTS, MONDAY).text())
        .isEqualTo("waits for run 2001-01-02 to end");
    world.succeeds(TUESDAY, CLEAN).succeeds(TUESDAY, FEATURES);
    assertThat(world.run(MONDAY).state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void aMissingFileFailsTheRunAtItsDeadlineAndTheNextOneStarts() {
    World world =
        new World()
            .deployed()
            .landsDay(TUESDAY)
            .at("2001-01-02T04:15:00Z")
            .ticks()
            .at("2001-01-03T04:15:00Z")
            .ticks();

    assertThat(world.run(MONDAY).state()).isEqualTo(RunState.FAILED);
    assertThat(world.run(MONDAY).reason())
        .isEqualTo(
            "past its input deadline, waits for gs://landing/flights/2001-01-01/*.csv.gz,"
                + " gs://landing/flights/2001-01-01/_SUCCESS");
    assertThat(world.run(TUESDAY).state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void aPausedPipelineMakesNoRunsAndMakesThemAllWhenResumed() {
    World world = new World().deployed();
    world.engine.deployments().pause(FLIGHTS, true);
    world.at("2001-01-03T04:15:00Z").ticks();
    assertThat(world.engine.runs(FLIGHTS)).isEmpty();
    assertThat(world.engine.explain(FLIGHTS, MONDAY).code()).isEqualTo(Code.PAUSED);

    world.engine.deployments().pause(FLIGHTS, false);
    world.ticks();

    assertThat(world.engine.runs(FLIGHTS))
        .extracting(RunKey::interval)
        .containsExactly(MONDAY, TUESDAY);
  }

  @Test
  void aCancelledRunEndsWhenItsJobHasEndedAndSubmitsNothingMore() {
    World world = dueOnTuesdayMorning().ticks();
    AttemptId attempt = world.attempt(MONDAY, CLEAN);

    world.engine.cancel(new RunKey(FLIGHTS, MONDAY), "ana", "wrong file");
    assertThat(world.run(MONDAY).state()).isEqualTo(RunState.CANCELLING);
    assertThat(world.jobs.cancelled).containsExactly(world.engine.jobId(attempt));

    world.jobs.end(world.engine.jobId(attempt), JobReport.State.CANCELLED);
    world.after(Duration.ofMinutes(5)).reconciles();

    assertThat(world.run(MONDAY).state()).isEqualTo(RunState.CANCELLED);
    assertThat(world.run(MONDAY).reason()).isEqualTo("cancelled by ana: wrong file");
    assertThat(world.jobs.accepted).hasSize(1);
  }

  @Test
  void aRerunIsANewEpochWithIdsOfItsOwn() {
    World world = dueOnTuesdayMorning().ticks();
    world.fails(MONDAY, CLEAN, ErrorClass.DATA);

    world.engine.rerun(new RunKey(FLIGHTS, MONDAY), "ana", "file was mended");

    assertThat(world.run(MONDAY).epoch()).isEqualTo(2);
    assertThat(world.jobs.accepted)
        .containsExactly(
            new AttemptId(FLIGHTS, MONDAY, 1, CLEAN, 1),
            new AttemptId(FLIGHTS, MONDAY, 2, CLEAN, 1));
  }

  @Test
  void theOutcomeOfAnOldEpochChangesNothing() {
    World world = dueOnTuesdayMorning().ticks();
    AttemptId old = world.attempt(MONDAY, CLEAN);
    world.fails(MONDAY, CLEAN, ErrorClass.DATA);
    world.engine.rerun(new RunKey(FLIGHTS, MONDAY), "ana", "again");
    Run before = world.run(MONDAY);

    world.engine.finished(Places.outcomeName(old));

    assertThat(world.run(MONDAY)).isEqualTo(before);
  }

  @Test
  void aCorruptRunIsLeftAsItIsAndTheOthersGoOn() {
    World world = dueOnTuesdayMorning();
    world.controlStore.create(
        "active/flights/2000-12-31", Content.json("{}".getBytes(StandardCharsets.UTF_8)));
    WriteResult corrupt =
        world.controlStore.create(
            "runs/flights/2000-12-31.json",
            Content.json("{\"schema\":1".getBytes(StandardCharsets.UTF_8)));

    world.reconciles();

    assertThat(world.run(MONDAY).state()).isEqualTo(RunState.RUNNING);
    assertThat(world.alarms).anyMatch(a -> a.startsWith("CORRUPT runs/flights/2000-12-31.json"));
    assertThat(world.controlStore.read("runs/flights/2000-12-31.json"))
        .get()
        .extracting(o -> o.generation())
        .isEqualTo(((WriteResult.Applied) corrupt).generation());
    assertThat(world.engine.explain(FLIGHTS, "2000-12-31").code()).isEqualTo(Code.CORRUPT);
  }

  @Test
  void anEndedRunLeavesNoMarkerAndNoTurnBehind() {
    World world = dueOnTuesdayMorning().ticks();
    world.succeeds(MONDAY, CLEAN).succeeds(MONDAY, FEATURES);

    assertThat(world.controlStore.list("active/")).isEmpty();
    assertThat(world.controlStore.list("slots/")).isEmpty();
  }

  @Test
  void aPipelineThatIsNotDeployedIsExplainedAsSuch() {
    Explanation why = new World().engine.explain(new PipelineName("nobody"), MONDAY);

    assertThat(why.code()).isEqualTo(Code.NOT_DEPLOYED);
    assertThat(why.text()).isEqualTo("no pipeline \"nobody\" is deployed");
  }
}
