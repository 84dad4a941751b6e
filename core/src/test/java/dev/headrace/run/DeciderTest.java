package dev.headrace.run;

import static dev.headrace.run.Pipelines.CLEAN;
import static dev.headrace.run.Pipelines.FEATURES;
import static dev.headrace.run.Pipelines.JOIN;
import static dev.headrace.run.Pipelines.LEFT;
import static dev.headrace.run.Pipelines.LOAD;
import static dev.headrace.run.Pipelines.MODEL;
import static dev.headrace.run.Pipelines.PUBLISH;
import static dev.headrace.run.Pipelines.RIGHT;
import static dev.headrace.run.Pipelines.SCORE;
import static dev.headrace.run.Pipelines.TRAIN;
import static dev.headrace.run.Runs.NOW;
import static dev.headrace.run.Runs.SATURDAY;
import static dev.headrace.run.Runs.SUNDAY;
import static dev.headrace.run.Runs.TIMEOUT;
import static dev.headrace.run.Runs.cancelled;
import static dev.headrace.run.Runs.failed;
import static dev.headrace.run.Runs.id;
import static dev.headrace.run.Runs.outcome;
import static dev.headrace.run.Runs.reported;
import static dev.headrace.run.Runs.retrying;
import static dev.headrace.run.Runs.run;
import static dev.headrace.run.Runs.running;
import static dev.headrace.run.Runs.skipped;
import static dev.headrace.run.Runs.states;
import static dev.headrace.run.Runs.submitting;
import static dev.headrace.run.Runs.succeeded;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.job.AttemptId;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.FileVersion;
import dev.headrace.job.ModelVersion;
import dev.headrace.job.Outcome;
import dev.headrace.job.Outcome.Status;
import dev.headrace.pipeline.Input;
import dev.headrace.pipeline.Input.InputDeadline.Then;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.StageName;
import dev.headrace.run.Event.JobEnded.How;
import dev.headrace.run.Event.SubmitRejected.Sends;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DeciderTest {
  private static final Pipeline FLIGHTS = Pipelines.flights();
  private static final Pipeline DIAMOND = Pipelines.diamond();
  private static final Instant LATER = NOW.plus(TIMEOUT);
  private static final ModelVersion V1 = new ModelVersion("v1", 1, "e".repeat(64));
  private static final Event CANCEL = new Event.CancelRequested("ana", "wrong file");

  private static void assertUnchanged(Decision then, Run given, String reason) {
    assertThat(then).isEqualTo(new Decision(given, reason));
  }

  /** A load leaves no outcome: the service's word ends it. */
  @Nested
  class ALoad {
    private final Pipeline published = Pipelines.published();
    private final Run given = run(published, RunState.RUNNING, succeeded(CLEAN), running(PUBLISH));

    private Event ended(How how, Optional<ErrorClass> why, Optional<Long> rows) {
      return new Event.JobEnded(id(PUBLISH, 1), how, why, "as BigQuery says", rows);
    }

    private Event succeeds(Optional<Long> rows) {
      return ended(How.SUCCEEDED, Optional.empty(), rows);
    }

    @Test
    void succeedsByTheServicesWordAndKeepsItsCount() {
      Decision then = Decider.decide(published, given, succeeds(Optional.of(14_347L)), NOW);

      assertThat(then.reason()).isEqualTo("publish: attempt 1 succeeded, 14347 rows loaded");
      assertThat(then.nextRun().state()).isEqualTo(RunState.SUCCEEDED);
      StageRun stage = then.nextRun().stage(PUBLISH);
      assertThat(stage.state()).isEqualTo(StageState.SUCCEEDED);
      assertThat(stage.reason()).isEqualTo("succeeded, 14347 rows loaded");
      Attempt attempt = stage.current().orElseThrow();
      assertThat(attempt.rows()).contains(14_347L);
      assertThat(attempt.endedAt()).contains(NOW);
      assertThat(attempt.errorClass()).isEmpty();
      assertThat(attempt.message()).isEqualTo("succeeded, 14347 rows loaded");
    }

    @Test
    void succeedsAlsoWhereNothingIsCounted() {
      Decision then = Decider.decide(published, given, succeeds(Optional.empty()), NOW);

      assertThat(then.reason()).isEqualTo("publish: attempt 1 succeeded");
      assertThat(then.nextRun().stage(PUBLISH).current().orElseThrow().rows()).isEmpty();
    }

    @Test
    void succeedsThoughItWasNeverSeenToRun() {
      Run submits = run(published, RunState.RUNNING, succeeded(CLEAN), submitting(PUBLISH));

      Decision then = Decider.decide(published, submits, succeeds(Optional.of(1L)), NOW);

      assertThat(then.nextRun().state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void hasSucceededAlsoInARunThatIsBeingCancelled() {
      Run cancelling = run(published, RunState.CANCELLING, succeeded(CLEAN), running(PUBLISH));

      Decision then = Decider.decide(published, cancelling, succeeds(Optional.of(1L)), NOW);

      assertThat(then.nextRun().stage(PUBLISH).state()).isEqualTo(StageState.SUCCEEDED);
      assertThat(then.nextRun().state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void thatFailedIsTriedAgainByItsClass() {
      Decision then =
          Decider.decide(
              published,
              given,
              ended(How.FAILED, Optional.of(ErrorClass.PLATFORM), Optional.empty()),
              NOW);

      assertThat(then.nextRun().stage(PUBLISH).state()).isEqualTo(StageState.RETRY);
      assertThat(then.nextRun().stage(PUBLISH).failures())
          .containsExactly(Map.entry(ErrorClass.PLATFORM, 1));
    }

    @Test
    void thatWasStoppedIsCancelledWithItsRun() {
      Run cancelling = run(published, RunState.CANCELLING, succeeded(CLEAN), running(PUBLISH));

      Decision then =
          Decider.decide(
              published,
              cancelling,
              ended(How.CANCELLED, Optional.of(ErrorClass.CANCELLED), Optional.empty()),
              NOW);

      assertThat(then.nextRun().stage(PUBLISH).state()).isEqualTo(StageState.CANCELLED);
      assertThat(then.nextRun().state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void thatHasEndedIsNotMovedByItsEndOnceMore() {
      Run done = Decider.decide(published, given, succeeds(Optional.of(1L)), NOW).nextRun();

      assertUnchanged(
          Decider.decide(published, done, succeeds(Optional.of(1L)), NOW),
          done,
          "the run has ended");
    }
  }

  @Nested
  class AWaitingRun {
    private final Run given = run(FLIGHTS, RunState.WAITING);
    private final Instant deadline = given.interval().end().plus(Duration.ofHours(6));

    @Test
    void namesWhatItWaitsFor() {
      Decision then = Decider.decide(FLIGHTS, given, seen("gs://landing/_SUCCESS"), NOW);

      assertThat(then.nextRun().state()).isEqualTo(RunState.WAITING);
      assertThat(then.nextRun().inputs()).isEqualTo(reports("gs://landing/_SUCCESS"));
      assertThat(then.nextRun().reason()).isEqualTo(then.reason());
      assertThat(then.reason()).isEqualTo("waits for gs://landing/_SUCCESS");
      assertThat(then.nextRun().history()).contains(new Note(NOW, then.reason()));
    }

    @Test
    void isNotWrittenAgainWhileNothingLands() {
      Run waits = Decider.decide(FLIGHTS, given, seen("gs://landing/_SUCCESS"), NOW).nextRun();

      Decision then =
          Decider.decide(FLIGHTS, waits, seen("gs://landing/_SUCCESS"), NOW.plusSeconds(300));

      assertUnchanged(then, waits, "waits for gs://landing/_SUCCESS");
    }

    @Test
    void saysSoWhenAnotherFileIsMissingOrLanded() {
      Run waits = Decider.decide(FLIGHTS, given, seen("gs://landing/a"), NOW).nextRun();
      Run awaits =
          Decider.decide(FLIGHTS, waits, new Event.TurnAwaited("waits for run x"), NOW).nextRun();

      assertThat(Decider.decide(FLIGHTS, waits, seen("gs://landing/b"), NOW).nextRun().reason())
          .isEqualTo("waits for gs://landing/b");
      assertThat(Decider.decide(FLIGHTS, awaits, seen("gs://landing/a"), NOW).nextRun().reason())
          .isEqualTo("waits for gs://landing/a");
    }

    @Test
    void isReadyWhenItsInputsAreComplete() {
      Decision then = Decider.decide(FLIGHTS, given, seen(), NOW);

      assertThat(then.nextRun().state()).isEqualTo(RunState.WAITING);
      assertThat(then.nextRun().inputs()).isEqualTo(reports());
      assertThat(then.reason()).isEqualTo("inputs are complete");
    }

    @Test
    void isNotWrittenAgainWhileItWaitsForItsTurn() {
      Run ready = Decider.decide(FLIGHTS, given, seen(), NOW).nextRun();
      Event held = new Event.TurnAwaited("waits for run 2001-01-06 to end");
      Run awaits = Decider.decide(FLIGHTS, ready, held, NOW).nextRun();
      assertThat(awaits.reason()).isEqualTo("waits for run 2001-01-06 to end");

      Decision looked = Decider.decide(FLIGHTS, awaits, seen(), NOW.plusSeconds(300));
      Decision awaited = Decider.decide(FLIGHTS, looked.nextRun(), held, NOW.plusSeconds(300));

      assertUnchanged(looked, awaits, "inputs are complete");
      assertUnchanged(awaited, awaits, "waits for run 2001-01-06 to end");
    }

    @Test
    void failsAtItsInputDeadlineAndNotBefore() {
      Event look = seen("gs://landing/_SUCCESS");
      Decision before = Decider.decide(FLIGHTS, given, look, deadline.minusNanos(1));
      Decision then = Decider.decide(FLIGHTS, given, look, deadline);

      assertThat(before.nextRun().state()).isEqualTo(RunState.WAITING);
      assertThat(then.nextRun().state()).isEqualTo(RunState.FAILED);
      assertThat(then.nextRun().endedAt()).contains(deadline);
      assertThat(then.reason())
          .isEqualTo("past its input deadline, waits for gs://landing/_SUCCESS");
      assertThat(then.nextRun().reason()).isEqualTo(then.reason());
    }

    @Test
    void isSkippedAtItsInputDeadlineIfThatIsTheRule() {
      Pipeline skips = Pipelines.flights(Then.SKIP);
      Decision then = Decider.decide(skips, given, seen("gs://landing/_SUCCESS"), deadline);

      assertThat(then.nextRun().state()).isEqualTo(RunState.SKIPPED);
      assertThat(then.reason())
          .isEqualTo("past its input deadline, waits for gs://landing/_SUCCESS");
    }

    @Test
    void startsWithoutItsInputsAtTheDeadlineIfThatIsTheRule() {
      Pipeline runs = Pipelines.flights(Then.RUN);
      Run waits = Decider.decide(runs, given, seen("gs://landing/_SUCCESS"), NOW).nextRun();

      Decision then = Decider.decide(runs, waits, seen("gs://landing/_SUCCESS"), deadline);

      assertThat(Decider.readiness(runs, waits, reports("gs://landing/_SUCCESS"), deadline))
          .isEqualTo(Decider.Readiness.READY);
      assertThat(then.nextRun().state()).isEqualTo(RunState.WAITING);
      assertThat(then.reason()).isEqualTo("starts, though it waits for gs://landing/_SUCCESS");
    }

    @Test
    void heedsTheWorstOfItsInputs() {
      SortedMap<String, InputReport> one = reports("gs://landing/_SUCCESS");
      one.put("alpha", one.get("landing"));
      one.put("beta", new InputReport(List.of(), List.of()));
      TreeMap<String, Input> inputs = new TreeMap<>(FLIGHTS.inputs());
      inputs.put("alpha", Pipelines.flights(Then.RUN).inputs().get("landing"));
      inputs.put("zeta", Pipelines.flights(Then.RUN).inputs().get("landing"));
      one.put("zeta", one.get("landing"));
      Pipeline both = Pipelines.withInputs(FLIGHTS, inputs);

      assertThat(Decider.readiness(both, given, one, NOW)).isEqualTo(Decider.Readiness.WAITS);
      assertThat(Decider.readiness(both, given, one, deadline)).isEqualTo(Decider.Readiness.FAILS);
    }

    @Test
    void startsItsFirstStageWithItsTurnAndKeepsTheChampions() {
      Event turn = new Event.TurnTaken(new TreeMap<>(Map.of(MODEL, V1)));
      Decision then = Decider.decide(FLIGHTS, given, turn, NOW);

      assertThat(then.reason()).isEqualTo("started");
      assertThat(then.nextRun().state()).isEqualTo(RunState.RUNNING);
      assertThat(then.nextRun().startedAt()).contains(NOW);
      assertThat(then.nextRun().champions()).containsExactly(Map.entry(MODEL, V1));
      assertThat(then.nextRun().stage(CLEAN)).isEqualTo(submitting(CLEAN));
      assertThat(states(then.nextRun()))
          .containsExactly(
              "clean SUBMITTING", "features WAITING", "train WAITING", "score WAITING");
      assertThat(Decider.due(then.nextRun(), NOW))
          .containsExactly(new Command.Submit(id(CLEAN, 1)));
    }

    @Test
    void thatIsCancelledEndsAtOnce() {
      Decision then = Decider.decide(FLIGHTS, given, CANCEL, NOW);

      assertThat(then.reason()).isEqualTo("cancelled by ana: wrong file");
      assertThat(then.nextRun().state()).isEqualTo(RunState.CANCELLED);
      assertThat(then.nextRun().reason()).isEqualTo(then.reason());
      assertThat(then.nextRun().endedAt()).contains(NOW);
      assertThat(then.nextRun().stages())
          .allMatch(s -> s.state() == StageState.CANCELLED && s.reason().equals(then.reason()));
    }

    @Test
    void isNotMovedByTimeOrJobs() {
      assertUnchanged(
          Decider.decide(FLIGHTS, given, new Event.TimePassed(), LATER),
          given,
          "waits for its inputs or its turn");
      assertUnchanged(
          Decider.decide(FLIGHTS, given, new Event.JobActive(id(CLEAN, 1)), NOW),
          given,
          "the run has not started");
    }

    @Test
    void isAskedForItsInputsAndItsTurnOnlyWhileItWaits() {
      Run started = run(FLIGHTS, RunState.RUNNING, submitting(CLEAN));

      assertUnchanged(
          Decider.decide(FLIGHTS, started, seen(), NOW), started, "the run is past its inputs");
      assertUnchanged(
          Decider.decide(FLIGHTS, started, new Event.TurnAwaited("waits for run x"), NOW),
          started,
          "waits for run x");
      assertUnchanged(
          Decider.decide(FLIGHTS, started, new Event.TurnTaken(new TreeMap<>()), NOW),
          started,
          "the run has started already");
    }
  }

  @Nested
  class ASuccess {
    @Test
    void startsTheNextStage() {
      Run given = run(FLIGHTS, RunState.RUNNING, running(CLEAN));
      Outcome done = outcome(id(CLEAN, 1), Status.SUCCEEDED);

      Decision then = Decider.decide(FLIGHTS, given, new Event.OutcomeSeen(done), NOW);

      assertThat(then.reason()).isEqualTo("clean: attempt 1 succeeded");
      assertThat(states(then.nextRun()))
          .containsExactly(
              "clean SUCCEEDED", "features SUBMITTING", "train WAITING", "score WAITING");
      assertThat(then.nextRun().stage(CLEAN).outcome()).contains(done);
      assertThat(then.nextRun().stage(CLEAN).current().orElseThrow().endedAt()).contains(NOW);
      assertThat(then.nextRun().stage(CLEAN).reason()).isEqualTo("succeeded");
    }

    @Test
    void isBelievedBeforeTheServiceWasSeenToKnowTheJob() {
      Run given = run(FLIGHTS, RunState.RUNNING, submitting(CLEAN));
      Decision then =
          Decider.decide(
              FLIGHTS, given, new Event.OutcomeSeen(outcome(id(CLEAN, 1), Status.SUCCEEDED)), NOW);

      assertThat(then.nextRun().stage(CLEAN).state()).isEqualTo(StageState.SUCCEEDED);
    }

    @Test
    void ofTheLastStageEndsTheRun() {
      Run given =
          run(
              FLIGHTS,
              RunState.RUNNING,
              succeeded(CLEAN),
              succeeded(FEATURES),
              skipped(TRAIN),
              running(SCORE));
      Decision then = Decider.decide(FLIGHTS, given, success(SCORE), NOW);

      assertThat(then.nextRun().state()).isEqualTo(RunState.SUCCEEDED);
      assertThat(then.nextRun().reason()).isEqualTo("all stages are done");
      assertThat(then.nextRun().endedAt()).contains(NOW);
      assertThat(then.reason()).isEqualTo("score: attempt 1 succeeded");
    }

    @Test
    void withAPromotionMakesTheNewModelTheRunsChampion() {
      Run given =
          run(FLIGHTS, RunState.RUNNING, succeeded(CLEAN), succeeded(FEATURES), running(TRAIN));
      Outcome promoted =
          outcome(
              id(TRAIN, 1),
              Status.SUCCEEDED,
              Optional.empty(),
              Optional.of(
                  new Outcome.ModelOutcome(
                      MODEL.value(),
                      "v1",
                      true,
                      "first",
                      Optional.of(V1),
                      new TreeMap<>(),
                      List.of())));
      Decision then = Decider.decide(FLIGHTS, given, new Event.OutcomeSeen(promoted), NOW);

      assertThat(then.nextRun().champions()).containsExactly(Map.entry(MODEL, V1));
      assertThat(then.nextRun().stage(SCORE)).isEqualTo(submitting(SCORE));
    }

    @Test
    void startsWhatFollowsOnlyWhenEveryStageBeforeItIsDone() {
      Run given = run(DIAMOND, RunState.RUNNING, succeeded(LOAD), running(LEFT), running(RIGHT));
      Run left = Decider.decide(DIAMOND, given, success(LEFT), NOW).nextRun();
      Run both = Decider.decide(DIAMOND, left, success(RIGHT), NOW).nextRun();

      assertThat(left.stage(JOIN).state()).isEqualTo(StageState.WAITING);
      assertThat(both.stage(JOIN)).isEqualTo(submitting(JOIN));
    }
  }

  @Nested
  class AStageThatIsNotForThisRun {
    @Test
    void isSkippedOutsideItsCadenceAndThoseAfterItGoOn() {
      Run given = run(FLIGHTS, SATURDAY, RunState.RUNNING, succeeded(CLEAN), running(FEATURES));
      given = given.withChampion(MODEL, V1);
      AttemptId saturday = given.attemptId(FEATURES);

      Decision then =
          Decider.decide(
              FLIGHTS, given, new Event.OutcomeSeen(outcome(saturday, Status.SUCCEEDED)), NOW);

      assertThat(then.nextRun().stage(TRAIN))
          .isEqualTo(
              StageRun.waiting(TRAIN)
                  .skipped("runs only for the interval that closes the week", false));
      assertThat(then.nextRun().stage(SCORE)).isEqualTo(submitting(SCORE));
    }

    @Test
    void isSkippedWithoutAChampionAndTheRunSucceeds() {
      Run given =
          run(FLIGHTS, RunState.RUNNING, succeeded(CLEAN), succeeded(FEATURES), running(TRAIN));
      Decision then = Decider.decide(FLIGHTS, given, success(TRAIN), NOW);

      assertThat(then.nextRun().stage(SCORE))
          .isEqualTo(StageRun.waiting(SCORE).skipped("no champion of flight_delay yet", true));
      assertThat(then.nextRun().state()).isEqualTo(RunState.SUCCEEDED);
    }

    @Test
    void takesThoseAfterItWithItWhenItBlocksThem() {
      Run given =
          run(DIAMOND, RunState.RUNNING, succeeded(LOAD), Runs.blocking(LEFT), running(RIGHT));
      Decision then = Decider.decide(DIAMOND, given, success(RIGHT), NOW);

      assertThat(then.nextRun().stage(JOIN))
          .isEqualTo(StageRun.waiting(JOIN).skipped("left was skipped: no champion yet", true));
      assertThat(then.nextRun().state()).isEqualTo(RunState.SUCCEEDED);
    }
  }

  @Nested
  class AFailure {
    private final Run given = run(FLIGHTS, RunState.RUNNING, running(CLEAN));

    @Test
    void thatTheJobReportsWaitsForTheEndOfTheJob() {
      Run submitted = run(FLIGHTS, RunState.RUNNING, submitting(CLEAN));
      Outcome broke = outcome(id(CLEAN, 1), Status.FAILED);

      Decision then = Decider.decide(FLIGHTS, submitted, new Event.OutcomeSeen(broke), NOW);

      assertThat(then.reason())
          .isEqualTo("clean: attempt 1 reports that it failed; waits for its end");
      assertThat(then.nextRun().stage(CLEAN).state()).isEqualTo(StageState.RUNNING);
      assertThat(then.nextRun().stage(CLEAN).reason()).isEqualTo(then.reason());
      assertThat(then.nextRun().stage(CLEAN).outcome()).contains(broke);
      assertUnchanged(
          Decider.decide(FLIGHTS, then.nextRun(), new Event.OutcomeSeen(broke), NOW),
          then.nextRun(),
          then.reason());
    }

    @Test
    void isTriedAgainAfterItsDelay() {
      Decision then = Decider.decide(FLIGHTS, given, ended(How.FAILED, ErrorClass.PLATFORM), NOW);

      Instant at = NOW.plusSeconds(60);
      assertThat(then.reason())
          .isEqualTo(
              "clean: attempt 1 failed (platform): as the service says; next at"
                  + " 2001-01-08T04:16:00Z");
      StageRun stage = then.nextRun().stage(CLEAN);
      assertThat(stage.state()).isEqualTo(StageState.RETRY);
      assertThat(stage.retryAt()).contains(at);
      assertThat(stage.reason()).isEqualTo(then.reason());
      assertThat(stage.failures()).containsExactly(Map.entry(ErrorClass.PLATFORM, 1));
      assertThat(stage.current().orElseThrow().errorClass()).contains(ErrorClass.PLATFORM);
      assertThat(stage.current().orElseThrow().message()).isEqualTo("as the service says");
      assertThat(stage.current().orElseThrow().endedAt()).contains(NOW);
      assertThat(Decider.due(then.nextRun(), at)).isEmpty();
    }

    @Test
    void isTriedAgainUnderTheNextNumberAndNotBeforeItsTime() {
      Instant at = NOW.plusSeconds(60);
      Run retries = run(FLIGHTS, RunState.RUNNING, retrying(CLEAN, at));

      Decision early = Decider.decide(FLIGHTS, retries, new Event.TimePassed(), at.minusNanos(1));
      Decision then = Decider.decide(FLIGHTS, retries, new Event.TimePassed(), at);

      assertUnchanged(early, retries, "time passed");
      assertThat(then.reason()).isEqualTo("time passed");
      StageRun stage = then.nextRun().stage(CLEAN);
      assertThat(stage.state()).isEqualTo(StageState.SUBMITTING);
      assertThat(stage.attempt()).isEqualTo(2);
      assertThat(stage.reason()).isEqualTo("attempt 2 is being submitted");
      assertThat(stage.current().orElseThrow())
          .isEqualTo(Attempt.intended(2, at, at.plus(TIMEOUT)));
      assertThat(Decider.due(then.nextRun(), at)).containsExactly(new Command.Submit(id(CLEAN, 2)));
    }

    @Test
    void waitsTwiceAsLongEachTime() {
      Run first = Decider.decide(FLIGHTS, given, ended(How.FAILED, ErrorClass.USER), NOW).nextRun();
      Instant at = NOW.plusSeconds(60);
      Run second = Decider.decide(FLIGHTS, first, new Event.TimePassed(), at).nextRun();
      Event again =
          new Event.JobEnded(
              id(CLEAN, 2), How.FAILED, Optional.of(ErrorClass.USER), "again", Optional.empty());

      Run then = Decider.decide(FLIGHTS, second, again, at).nextRun();

      assertThat(then.stage(CLEAN).retryAt()).contains(at.plusSeconds(120));
      assertThat(then.stage(CLEAN).failures()).containsExactly(Map.entry(ErrorClass.USER, 2));
    }

    @ParameterizedTest
    @CsvSource({
      "USER, 2",
      "UNKNOWN, 2",
      "DATA, 0",
      "PLATFORM, 10",
      "TIMEOUT, 0",
      "LOST, 2",
      "CANCELLED, 2",
      "INPUT_NOT_READY, 100"
    })
    void isTriedAgainAsOftenAsItsClassAllows(ErrorClass why, int retries) {
      Run run = given;
      Instant now = NOW;
      int attempts = 1;
      while (run.state() == RunState.RUNNING) {
        Event end =
            new Event.JobEnded(
                id(CLEAN, attempts), How.FAILED, Optional.of(why), "broke", Optional.empty());
        run = Decider.decide(FLIGHTS, run, end, now).nextRun();
        if (run.stage(CLEAN).retryAt().isPresent()) {
          now = run.stage(CLEAN).retryAt().get();
          run = Decider.decide(FLIGHTS, run, new Event.TimePassed(), now).nextRun();
          attempts++;
        }
      }

      assertThat(attempts).isEqualTo(retries + 1);
      assertThat(run.state()).isEqualTo(RunState.FAILED);
      assertThat(run.reason()).isEqualTo("clean failed: broke");
      assertThat(run.stage(FEATURES).state()).isEqualTo(StageState.WAITING);
    }

    @Test
    void keepsTheOutcomeOfTheNewestAttemptOnly() {
      Run reported = run(FLIGHTS, RunState.RUNNING, reported(CLEAN, Status.FAILED));
      Run retries = Decider.decide(FLIGHTS, reported, ended(How.FAILED), NOW).nextRun();
      assertThat(retries.stage(CLEAN).outcome()).isPresent();

      Run then = Decider.decide(FLIGHTS, retries, new Event.TimePassed(), LATER).nextRun();

      assertThat(then.stage(CLEAN).attempts()).noneMatch(a -> a.outcome().isPresent());
      assertThat(then.stage(CLEAN).attempts()).extracting(Attempt::number).containsExactly(1, 2);
    }

    @Test
    void isWhatTheJobToldNotWhatTheServiceSaw() {
      Run reported = run(FLIGHTS, RunState.RUNNING, reported(CLEAN, Status.FAILED));

      Decision then =
          Decider.decide(FLIGHTS, reported, ended(How.FAILED, ErrorClass.PLATFORM), NOW);

      assertThat(then.reason())
          .startsWith("clean: attempt 1 failed (user): it broke; next at 2001-01-08T04:16:00Z");
      assertThat(then.nextRun().stage(CLEAN).failures())
          .containsExactly(Map.entry(ErrorClass.USER, 1));
    }

    @Test
    void ofAJobThatTheServiceForgotIsWhatTheJobTold() {
      Run reported = run(FLIGHTS, RunState.RUNNING, reported(CLEAN, Status.FAILED));

      Decision then =
          Decider.decide(
              FLIGHTS, reported, new Event.JobMissing(id(CLEAN, 1), StageState.SUBMITTING), NOW);

      assertThat(then.nextRun().stage(CLEAN).failures())
          .containsExactly(Map.entry(ErrorClass.USER, 1));
    }

    @Test
    void withoutAReasonIsUnknown() {
      Outcome silent = outcome(id(CLEAN, 1), Status.FAILED, Optional.empty(), Optional.empty());
      Run seen = Decider.decide(FLIGHTS, given, new Event.OutcomeSeen(silent), NOW).nextRun();

      Decision then = Decider.decide(FLIGHTS, seen, ended(How.FAILED, ErrorClass.DATA), NOW);

      assertThat(then.reason())
          .startsWith("clean: attempt 1 failed (unknown): reports that it failed;");
    }

    @Test
    void thatNobodyCanExplainIsUnknown() {
      Decision then = Decider.decide(FLIGHTS, given, ended(How.FAILED), NOW);

      assertThat(then.reason())
          .startsWith("clean: attempt 1 failed (unknown): as the service says; next at ");
    }

    @Test
    void ofAnAttemptThatAnotherOvertookIsNoSuccess() {
      Run reported = run(FLIGHTS, RunState.RUNNING, running(CLEAN));
      Event overtaken = new Event.OutcomeSeen(outcome(id(CLEAN, 1), Status.SUPERSEDED));
      Decision seen = Decider.decide(FLIGHTS, reported, overtaken, NOW);

      Decision then = Decider.decide(FLIGHTS, seen.nextRun(), ended(How.SUCCEEDED), NOW);

      assertThat(seen.reason())
          .isEqualTo("clean: attempt 1 reports that a later one has published; waits for its end");
      assertThat(then.reason())
          .isEqualTo(
              "clean: attempt 1 failed (unknown): reports that a later one has published; next at"
                  + " 2001-01-08T04:16:00Z");
      assertThat(then.nextRun().stage(CLEAN).state()).isEqualTo(StageState.RETRY);
    }

    @Test
    void isALostJobWhenTheServiceSawASuccessWithoutAnOutcome() {
      Decision then = Decider.decide(FLIGHTS, given, ended(How.SUCCEEDED, ErrorClass.USER), NOW);

      assertThat(then.reason())
          .startsWith("clean: attempt 1 failed (lost): the job ended without an outcome; next at ");
    }

    @Test
    void isATimeoutWhenTheJobWasStoppedAtItsDeadline() {
      Decision before = Decider.decide(FLIGHTS, given, ended(How.CANCELLED), LATER.minusNanos(1));
      Decision then = Decider.decide(FLIGHTS, given, ended(How.CANCELLED), LATER);

      assertThat(before.reason())
          .startsWith("clean: attempt 1 failed (cancelled): as the service says; next at ");
      assertThat(then.reason()).isEqualTo("clean: attempt 1 failed (timeout): as the service says");
      assertThat(then.nextRun().state()).isEqualTo(RunState.FAILED);
      assertThat(then.nextRun().reason()).isEqualTo("clean failed: as the service says");
    }

    @Test
    void keepsNoMoreOfALongMessageThanAPersonReads() {
      Event loud =
          new Event.JobEnded(
              id(CLEAN, 1),
              How.FAILED,
              Optional.of(ErrorClass.USER),
              "x".repeat(100_000),
              Optional.empty());
      Event just =
          new Event.JobEnded(
              id(CLEAN, 1),
              How.FAILED,
              Optional.of(ErrorClass.USER),
              "x".repeat(500),
              Optional.empty());

      assertThat(messageAfter(loud)).isEqualTo("x".repeat(500) + " ...");
      assertThat(messageAfter(just)).isEqualTo("x".repeat(500));
    }

    private String messageAfter(Event event) {
      Run next = Decider.decide(FLIGHTS, given, event, NOW).nextRun();
      return next.stage(CLEAN).current().orElseThrow().message();
    }

    @Test
    void inOneBranchLetsTheOtherEndAndThenFailsTheRun() {
      Run both = run(DIAMOND, RunState.RUNNING, succeeded(LOAD), running(LEFT), running(RIGHT));
      Event bad =
          new Event.JobEnded(
              id(LEFT, 1), How.FAILED, Optional.of(ErrorClass.DATA), "bad rows", Optional.empty());

      Run one = Decider.decide(DIAMOND, both, bad, NOW).nextRun();
      Run then = Decider.decide(DIAMOND, one, success(RIGHT), NOW).nextRun();

      assertThat(one.state()).isEqualTo(RunState.RUNNING);
      assertThat(states(one))
          .containsExactly("load SUCCEEDED", "left FAILED", "right RUNNING", "join WAITING");
      assertThat(then.state()).isEqualTo(RunState.FAILED);
      assertThat(then.reason()).isEqualTo("left failed: bad rows");
      assertThat(then.stage(RIGHT).state()).isEqualTo(StageState.SUCCEEDED);
      assertThat(then.stage(JOIN).state()).isEqualTo(StageState.WAITING);
    }

    @Test
    void isNamedAfterTheFirstStageThatFailed() {
      Run one = run(DIAMOND, RunState.RUNNING, succeeded(LOAD), running(LEFT), failed(RIGHT));
      Event bad =
          new Event.JobEnded(
              id(LEFT, 1), How.FAILED, Optional.of(ErrorClass.DATA), "no rows", Optional.empty());

      assertThat(Decider.decide(DIAMOND, one, bad, NOW).nextRun().reason())
          .isEqualTo("left failed: no rows");
    }

    @Test
    void isTheEndOfARunThatCannotGoOnForNoKnownReason() {
      Run stuck = run(DIAMOND, RunState.RUNNING, cancelled(LOAD));

      Decision then = Decider.decide(DIAMOND, stuck, new Event.TimePassed(), NOW);

      assertThat(then.nextRun().state()).isEqualTo(RunState.FAILED);
      assertThat(then.nextRun().reason()).isEqualTo("no stage can go on");
    }
  }

  @Nested
  class ASubmit {
    private final Run given = run(FLIGHTS, RunState.RUNNING, submitting(CLEAN));
    private final AttemptId attempt = id(CLEAN, 1);

    @Test
    void isAcceptedWhenTheServiceKnowsTheJob() {
      Decision then = Decider.decide(FLIGHTS, given, new Event.JobActive(attempt), NOW);

      assertThat(then.reason()).isEqualTo("clean: attempt 1 is running");
      assertThat(then.nextRun().stage(CLEAN))
          .isEqualTo(submitting(CLEAN).in(StageState.RUNNING, then.reason()));
      assertUnchanged(
          Decider.decide(FLIGHTS, then.nextRun(), new Event.JobActive(attempt), LATER),
          then.nextRun(),
          "clean: attempt 1 is running");
    }

    @Test
    void isSentAgainUnderTheSameIdWhileTheServiceDoesNotKnowTheJob() {
      Instant late = LATER.minusNanos(1);
      Event missing = missing(StageState.SUBMITTING);

      Decision then = Decider.decide(FLIGHTS, given, missing, late);

      assertThat(then.reason()).isEqualTo("clean: attempt 1 is submitted again");
      assertThat(then.nextRun().stage(CLEAN).current().orElseThrow().repeatedAt()).contains(late);
      assertThat(Decider.due(then.nextRun(), late)).containsExactly(new Command.Submit(attempt));
      assertUnchanged(
          Decider.decide(FLIGHTS, then.nextRun(), missing, late),
          then.nextRun(),
          "clean: attempt 1 is submitted again");
    }

    @Test
    void thatIsRefusedWhileOthersSendItTooMayStillHaveAJob() {
      Event missing = missing(StageState.SUBMITTING);
      Run repeated = Decider.decide(FLIGHTS, given, missing, NOW).nextRun();

      Decision then = Decider.decide(FLIGHTS, repeated, refused(Sends.ONLY), NOW);

      assertThat(then.reason())
          .isEqualTo("clean: submit refused: no right; an earlier submit may still be accepted");
      assertThat(then.nextRun().stage(CLEAN).current().orElseThrow().withheldAt()).contains(NOW);
    }

    @Test
    void isNotSentAfterItsDeadlineUntilThatIsRenewed() {
      assertThat(Decider.due(given, LATER)).isEmpty();

      Decision then = Decider.decide(FLIGHTS, given, missing(StageState.SUBMITTING), LATER);

      assertThat(then.reason()).isEqualTo("clean: attempt 1 gets a new deadline");
      Attempt renewed = then.nextRun().stage(CLEAN).current().orElseThrow();
      assertThat(renewed)
          .isEqualTo(
              Attempt.intended(1, NOW, LATER).withDeadline(LATER.plus(TIMEOUT)).repeated(LATER));
      assertThat(Decider.due(then.nextRun(), LATER)).containsExactly(new Command.Submit(attempt));
    }

    @Test
    void thatIsRefusedIsAFailedAttempt() {
      Decision then = Decider.decide(FLIGHTS, given, refused(Sends.ONLY), NOW);

      assertThat(then.reason())
          .isEqualTo(
              "clean: attempt 1 failed (unknown): submit refused: no right; next at"
                  + " 2001-01-08T04:16:00Z");
      assertThat(then.nextRun().stage(CLEAN).state()).isEqualTo(StageState.RETRY);
    }

    @Test
    void thatIsRefusedAfterAnAnswerWasLostMayStillHaveAJob() {
      Decision then = Decider.decide(FLIGHTS, given, refused(Sends.REPEATED), NOW);

      assertThat(then.reason())
          .isEqualTo("clean: submit refused: no right; an earlier submit may still be accepted");
      StageRun stage = then.nextRun().stage(CLEAN);
      assertThat(stage.state()).isEqualTo(StageState.SUBMITTING);
      assertThat(stage.reason()).isEqualTo(then.reason());
      assertThat(stage.current().orElseThrow().withheldAt()).contains(NOW);
      assertThat(Decider.due(then.nextRun(), NOW)).isEmpty();
      assertUnchanged(
          Decider.decide(FLIGHTS, then.nextRun(), refused(Sends.REPEATED), LATER),
          then.nextRun(),
          "clean: the submit may still be accepted");
    }

    @Test
    void thatIsRefusedAfterAnAnswerWasLostFailsOnceNoneCanBeAcceptedAnyMore() {
      Run withheld = Decider.decide(FLIGHTS, given, refused(Sends.REPEATED), NOW).nextRun();
      Instant over = NOW.plus(Decider.LATE_ACCEPT);
      Event missing = missing(StageState.SUBMITTING);

      Decision before = Decider.decide(FLIGHTS, withheld, missing, over.minusNanos(1));
      Decision then = Decider.decide(FLIGHTS, withheld, missing, over);

      assertUnchanged(before, withheld, "clean: the submit may still be accepted");
      assertThat(then.reason())
          .startsWith("clean: attempt 1 failed (unknown): submit refused: no right; next at ");
    }

    @Test
    void thatWasAcceptedIsNotRefusedAfterwards() {
      Run running = run(FLIGHTS, RunState.RUNNING, running(CLEAN));

      assertUnchanged(
          Decider.decide(FLIGHTS, running, refused(Sends.REPEATED), NOW),
          running,
          "clean: attempt 1 was accepted before");
    }

    private Event refused(Sends sends) {
      return new Event.SubmitRejected(attempt, sends, "no right");
    }

    private Event missing(StageState seenIn) {
      return new Event.JobMissing(attempt, seenIn);
    }
  }

  @Nested
  class ARunningJob {
    private final Run given = run(FLIGHTS, RunState.RUNNING, running(CLEAN));

    @Test
    void isLostWhenTheServiceNoLongerKnowsIt() {
      Event gone = new Event.JobMissing(id(CLEAN, 1), StageState.RUNNING);

      Decision then = Decider.decide(FLIGHTS, given, gone, NOW);

      assertThat(then.reason())
          .startsWith(
              "clean: attempt 1 failed (lost): the job service no longer knows the job; next at ");
      assertThat(then.nextRun().stage(CLEAN).failures())
          .containsExactly(Map.entry(ErrorClass.LOST, 1));
    }

    @Test
    void isNotLostWhenTheServiceWasAskedBeforeItKnewIt() {
      Event early = new Event.JobMissing(id(CLEAN, 1), StageState.SUBMITTING);

      assertUnchanged(
          Decider.decide(FLIGHTS, given, early, NOW),
          given,
          "clean: the job service was asked before it knew the job");
    }

    @Test
    void isToldToStopAtItsDeadline() {
      assertThat(Decider.due(given, LATER.minusNanos(1))).isEmpty();
      assertThat(Decider.due(given, LATER)).containsExactly(new Command.Cancel(id(CLEAN, 1)));
    }

    @Test
    void isAskedForByItsOwnIdOnly() {
      assertUnchanged(
          Decider.decide(FLIGHTS, given, new Event.JobActive(id(2, CLEAN, 1)), NOW),
          given,
          "clean: epoch 2, attempt 1 is not the current one");
      assertUnchanged(
          Decider.decide(FLIGHTS, given, new Event.JobActive(id(CLEAN, 2)), NOW),
          given,
          "clean: epoch 1, attempt 2 is not the current one");
      AttemptId unknown = id(JOIN, 1);
      assertUnchanged(
          Decider.decide(FLIGHTS, given, new Event.JobActive(unknown), NOW),
          given,
          "no attempt of this run: flights/2001-01-07/1/join/1");
      AttemptId otherDay = new AttemptId(Pipelines.FLIGHTS, "2001-01-06", 1, CLEAN, 1);
      assertUnchanged(
          Decider.decide(FLIGHTS, given, new Event.JobActive(otherDay), NOW),
          given,
          "no attempt of this run: flights/2001-01-06/1/clean/1");
      AttemptId otherPipeline =
          new AttemptId(new PipelineName("trains"), "2001-01-07", 1, CLEAN, 1);
      assertUnchanged(
          Decider.decide(FLIGHTS, given, new Event.JobActive(otherPipeline), NOW),
          given,
          "no attempt of this run: trains/2001-01-07/1/clean/1");
    }

    @Test
    void thatHasEndedIsNotHeardOfAgain() {
      Run ended = run(FLIGHTS, RunState.RUNNING, retrying(CLEAN, LATER));

      assertUnchanged(
          Decider.decide(FLIGHTS, ended, success(CLEAN), NOW), ended, "clean: attempt 1 has ended");
    }
  }

  @Nested
  class ACancel {
    @Test
    void stopsWhatRunsAndGivesUpWhatHasNotBegun() {
      Run given =
          run(DIAMOND, RunState.RUNNING, succeeded(LOAD), running(LEFT), retrying(RIGHT, LATER));

      Decision then = Decider.decide(DIAMOND, given, CANCEL, NOW);

      assertThat(then.reason()).isEqualTo("cancelled by ana: wrong file");
      assertThat(then.nextRun().state()).isEqualTo(RunState.CANCELLING);
      assertThat(then.nextRun().reason()).isEqualTo(then.reason());
      assertThat(states(then.nextRun()))
          .containsExactly("load SUCCEEDED", "left RUNNING", "right CANCELLED", "join CANCELLED");
      assertThat(then.nextRun().stage(RIGHT).reason()).isEqualTo(then.reason());
      assertThat(Decider.due(then.nextRun(), NOW)).containsExactly(new Command.Cancel(id(LEFT, 1)));
      assertUnchanged(
          Decider.decide(DIAMOND, then.nextRun(), CANCEL, LATER),
          then.nextRun(),
          "is being cancelled");
      assertUnchanged(
          Decider.decide(DIAMOND, then.nextRun(), new Event.TimePassed(), LATER),
          then.nextRun(),
          "time passed");
    }

    @Test
    void endsWhenTheLastJobHasEnded() {
      Run given = run(DIAMOND, RunState.CANCELLING, succeeded(LOAD), running(LEFT), running(RIGHT));

      Run one = Decider.decide(DIAMOND, given, ended(LEFT), NOW).nextRun();
      Decision then = Decider.decide(DIAMOND, one, ended(RIGHT), NOW);

      assertThat(one.state()).isEqualTo(RunState.CANCELLING);
      StageRun left = one.stage(LEFT);
      assertThat(left.state()).isEqualTo(StageState.CANCELLED);
      assertThat(left.reason()).isEqualTo("cancelled by ana: wrong file");
      assertThat(left.current().orElseThrow().errorClass()).contains(ErrorClass.CANCELLED);
      assertThat(left.current().orElseThrow().message()).isEqualTo("as the service says");
      assertThat(left.failures()).isEmpty();
      assertThat(then.reason()).isEqualTo("right: attempt 1 was cancelled");
      assertThat(then.nextRun().state()).isEqualTo(RunState.CANCELLED);
      assertThat(then.nextRun().reason()).isEqualTo("cancelled by ana: wrong file");
      assertThat(then.nextRun().endedAt()).contains(NOW);
    }

    private Event ended(StageName stage) {
      return new Event.JobEnded(
          id(stage, 1),
          How.FAILED,
          Optional.of(ErrorClass.USER),
          "as the service says",
          Optional.empty());
    }

    @Test
    void winsThoughTheLastJobStillSucceeded() {
      Run given =
          run(
              DIAMOND,
              RunState.CANCELLING,
              succeeded(LOAD),
              succeeded(LEFT),
              succeeded(RIGHT),
              running(JOIN));

      Decision then = Decider.decide(DIAMOND, given, success(JOIN), NOW);

      assertThat(then.nextRun().stage(JOIN).state()).isEqualTo(StageState.SUCCEEDED);
      assertThat(then.nextRun().state()).isEqualTo(RunState.CANCELLED);
      assertThat(then.nextRun().reason()).isEqualTo("cancelled by ana: wrong file");
    }

    @Test
    void startsNothingAfterAStageThatStillSucceeded() {
      Run given = run(FLIGHTS, RunState.RUNNING, running(CLEAN));
      Run cancelling = Decider.decide(FLIGHTS, given, CANCEL, NOW).nextRun();

      Run then = Decider.decide(FLIGHTS, cancelling, success(CLEAN), NOW).nextRun();

      assertThat(then.stage(CLEAN).state()).isEqualTo(StageState.SUCCEEDED);
      assertThat(then.stage(FEATURES).state()).isEqualTo(StageState.CANCELLED);
      assertThat(then.state()).isEqualTo(RunState.CANCELLED);
    }

    @Test
    void waitsUntilNoSubmitCanBeAcceptedAnyMoreCountedFromTheCancel() {
      Instant cancelled = NOW.plus(Duration.ofHours(1));
      Run given = run(FLIGHTS, RunState.RUNNING, submitting(CLEAN));
      Run cancelling = Decider.decide(FLIGHTS, given, CANCEL, cancelled).nextRun();
      Event missing = new Event.JobMissing(id(CLEAN, 1), StageState.SUBMITTING);
      Instant over = cancelled.plus(Decider.LATE_ACCEPT);

      Decision before = Decider.decide(FLIGHTS, cancelling, missing, over.minusNanos(1));
      Decision then = Decider.decide(FLIGHTS, cancelling, missing, over);

      assertThat(cancelling.stage(CLEAN).current().orElseThrow().withheldAt()).contains(cancelled);
      assertThat(Decider.due(cancelling, cancelled))
          .containsExactly(new Command.Cancel(id(CLEAN, 1)));
      assertUnchanged(before, cancelling, "clean: the submit may still be accepted");
      assertThat(then.nextRun().state()).isEqualTo(RunState.CANCELLED);
      assertThat(then.nextRun().stage(CLEAN).current().orElseThrow().message())
          .isEqualTo("never accepted");
    }

    @Test
    void keepsCountingFromARefusalThatCameBeforeIt() {
      Run given = run(FLIGHTS, RunState.RUNNING, submitting(CLEAN));
      Event refused = new Event.SubmitRejected(id(CLEAN, 1), Sends.REPEATED, "no right");
      Run withheld = Decider.decide(FLIGHTS, given, refused, NOW).nextRun();

      Run then = Decider.decide(FLIGHTS, withheld, CANCEL, NOW.plusSeconds(60)).nextRun();

      assertThat(then.stage(CLEAN)).isEqualTo(withheld.stage(CLEAN));
    }

    @Test
    void findsAJobThatWasAcceptedLateAndStopsIt() {
      Run given = run(FLIGHTS, RunState.RUNNING, submitting(CLEAN));
      Run cancelling = Decider.decide(FLIGHTS, given, CANCEL, NOW).nextRun();

      Run then =
          Decider.decide(FLIGHTS, cancelling, new Event.JobActive(id(CLEAN, 1)), NOW).nextRun();

      assertThat(then.stage(CLEAN).state()).isEqualTo(StageState.RUNNING);
      assertThat(Decider.due(then, NOW)).containsExactly(new Command.Cancel(id(CLEAN, 1)));
    }

    @Test
    void ofASubmitThatIsThenRefusedEndsTheRun() {
      Run given = run(FLIGHTS, RunState.RUNNING, submitting(CLEAN));
      Run cancelling = Decider.decide(FLIGHTS, given, CANCEL, NOW).nextRun();
      Event refused = new Event.SubmitRejected(id(CLEAN, 1), Sends.ONLY, "no right");

      Decision then = Decider.decide(FLIGHTS, cancelling, refused, NOW);

      assertThat(then.reason()).isEqualTo("clean: attempt 1 was cancelled");
      assertThat(then.nextRun().state()).isEqualTo(RunState.CANCELLED);
      assertThat(then.nextRun().stage(CLEAN).current().orElseThrow().message())
          .isEqualTo("submit refused: no right");
    }

    @Test
    void endsWhenTheServiceForgotTheJob() {
      Run given = run(FLIGHTS, RunState.CANCELLING, running(CLEAN));
      Event gone = new Event.JobMissing(id(CLEAN, 1), StageState.RUNNING);

      Decision then = Decider.decide(FLIGHTS, given, gone, NOW);

      assertThat(then.nextRun().state()).isEqualTo(RunState.CANCELLED);
      assertThat(then.nextRun().stage(CLEAN).current().orElseThrow().message())
          .isEqualTo("the job service no longer knows the job");
    }

    @ParameterizedTest
    @EnumSource(
        value = RunState.class,
        names = {"SUCCEEDED", "FAILED", "CANCELLED", "SKIPPED"})
    void ofARunThatHasEndedChangesNothing(RunState state) {
      Run given = run(FLIGHTS, state);

      assertUnchanged(Decider.decide(FLIGHTS, given, CANCEL, NOW), given, "the run has ended");
      assertUnchanged(
          Decider.decide(FLIGHTS, given, new Event.TimePassed(), NOW), given, "the run has ended");
      assertUnchanged(
          Decider.decide(FLIGHTS, given, new Event.JobActive(id(CLEAN, 1)), NOW),
          given,
          "the run has ended");
    }
  }

  @Nested
  class ARerun {
    private final Event again =
        new Event.RerunRequested(Trigger.MANUAL, "re-run by ana: mended", "d2", 1);

    @Test
    void isANewEpochUnderTheDefinitionInForce() {
      Run given = run(FLIGHTS, RunState.FAILED, failed(CLEAN)).warned(List.of("a was overwritten"));

      Decision then = Decider.decide(DIAMOND, given, again, NOW);

      Run next = then.nextRun();
      assertThat(then.reason()).isEqualTo("epoch 2: re-run by ana: mended");
      assertThat(next.reason()).isEqualTo(then.reason());
      assertThat(next.epoch()).isEqualTo(2);
      assertThat(next.state()).isEqualTo(RunState.WAITING);
      assertThat(next.definition()).isEqualTo("d2");
      assertThat(next.trigger()).isEqualTo(Trigger.MANUAL);
      assertThat(next.createdAt()).isEqualTo(given.createdAt());
      assertThat(next.startedAt()).isEmpty();
      assertThat(next.endedAt()).isEmpty();
      assertThat(next.warnings()).isEmpty();
      assertThat(next.stages())
          .containsExactly(
              Runs.waiting(LOAD), Runs.waiting(LEFT), Runs.waiting(RIGHT), Runs.waiting(JOIN));
      assertThat(next.history())
          .startsWith(given.history().get(0))
          .endsWith(new Note(NOW, then.reason()));
    }

    @Test
    void thatWasAskedForTwiceIsMadeOnce() {
      Run once = Decider.decide(FLIGHTS, run(FLIGHTS, RunState.FAILED), again, NOW).nextRun();
      Run ended = once.ended(RunState.CANCELLED, "over", NOW);

      assertUnchanged(
          Decider.decide(FLIGHTS, once, again, NOW), once, "the run is live: cancel it first");
      assertUnchanged(
          Decider.decide(FLIGHTS, ended, again, NOW), ended, "epoch 2 is newer than the request");
    }
  }

  @Nested
  class LateData {
    private final Event changed =
        new Event.LateDataSeen(List.of("gs://landing/a was overwritten", "gs://landing/b is gone"));

    @Test
    void isToldOnceOfARunThatHasEnded() {
      Run given =
          run(FLIGHTS, RunState.SUCCEEDED).warned(List.of("gs://landing/a was overwritten"));

      Decision then = Decider.decide(FLIGHTS, given, changed, NOW);

      assertThat(then.reason()).isEqualTo("late data: gs://landing/b is gone");
      assertThat(then.nextRun().warnings())
          .containsExactly("gs://landing/a was overwritten", "gs://landing/b is gone");
      assertThat(then.nextRun().history()).endsWith(new Note(NOW, then.reason()));
      assertUnchanged(
          Decider.decide(FLIGHTS, then.nextRun(), changed, NOW),
          then.nextRun(),
          "known, or the run has not ended");
    }

    @Test
    void isNoNewsToARunThatHasNotEnded() {
      Run given = run(FLIGHTS, RunState.RUNNING, running(CLEAN));

      assertUnchanged(
          Decider.decide(FLIGHTS, given, changed, NOW), given, "known, or the run has not ended");
    }

    @Test
    void isWhatAListingShowsOtherThanTheRunRead() {
      Decider.LateData late =
          Decider.lateData(
              FLIGHTS,
              ended(),
              Map.of(
                  "landing",
                  files(file("a", 1), file("b", 2), file("d", 1)),
                  "unread",
                  files(file("e", 1))),
              NOW);

      assertThat(late.reruns())
          .containsExactly(
              "gs://landing/b was overwritten",
              "gs://landing/c is gone",
              "gs://landing/d arrived late");
      assertThat(late.flagged()).isEmpty();
      assertThat(Decider.lateData(FLIGHTS, ended(), ended().inputs(), NOW).changes()).isEmpty();
    }

    @Test
    void runsTheIntervalAgainUpToTheEndOfTheWindow() {
      Instant end = SUNDAY.end().plus(Duration.ofDays(7));

      assertThat(changed(FLIGHTS, end.minusNanos(1)).reruns()).hasSize(1);
      assertThat(changed(FLIGHTS, end).reruns()).isEmpty();
      assertThat(changed(FLIGHTS, end).flagged()).containsExactly("gs://landing/a was overwritten");
    }

    @Test
    void isOnlyFlaggedWhereTheDefinitionDoesNotSayToRunAgain() {
      Input.Late flag = new Input.Late(Input.Late.Rerun.FLAG, Duration.ofDays(7));

      assertThat(changed(withLate(Optional.of(flag)), NOW).flagged()).hasSize(1);
      assertThat(changed(withLate(Optional.empty()), NOW).flagged()).hasSize(1);
      assertThat(changed(Pipelines.withInputs(FLIGHTS, new TreeMap<>()), NOW).flagged()).hasSize(1);
      assertThat(changed(withLate(Optional.of(flag)), NOW).reruns()).isEmpty();
      assertThat(changed(withLate(Optional.of(flag)), NOW).changes())
          .containsExactly("gs://landing/a was overwritten");
    }

    private static Decider.LateData changed(Pipeline pipeline, Instant now) {
      InputReport fresh = files(file("a", 2), file("b", 1), file("c", 1));
      return Decider.lateData(pipeline, ended(), Map.of("landing", fresh), now);
    }

    private static Run ended() {
      return run(FLIGHTS, RunState.SUCCEEDED)
          .withInputs(
              new TreeMap<>(Map.of("landing", files(file("a", 1), file("b", 1), file("c", 1)))),
              "");
    }

    private static Pipeline withLate(Optional<Input.Late> late) {
      Input landing = FLIGHTS.inputs().get("landing");
      Input changed =
          new Input(
              landing.files(),
              landing.complete(),
              landing.deadline(),
              late,
              landing.format(),
              landing.columns(),
              landing.maxCorruptShare());
      return Pipelines.withInputs(FLIGHTS, new TreeMap<>(Map.of("landing", changed)));
    }

    private static InputReport files(FileVersion... files) {
      return new InputReport(List.of(files), List.of());
    }

    private static FileVersion file(String name, long generation) {
      return new FileVersion("gs://landing/" + name, generation, 1);
    }
  }

  @Test
  void theHistoryKeepsTheNewestSixtyNotes() {
    Run run = run(FLIGHTS, RunState.WAITING);
    for (int i = 1; i <= 70; i++) {
      run = Decider.decide(FLIGHTS, run, new Event.TurnAwaited("look " + i), NOW).nextRun();
    }

    assertThat(run.history()).hasSize(60);
    assertThat(run.history().get(0).text()).isEqualTo("look 11");
    assertThat(run.history().get(59).text()).isEqualTo("look 70");
  }

  private static Event.InputsSeen seen(String... missing) {
    return new Event.InputsSeen(reports(missing));
  }

  private static SortedMap<String, InputReport> reports(String... missing) {
    return new TreeMap<>(
        Map.of(
            "landing",
            new InputReport(
                List.of(new FileVersion("gs://landing/a.csv.gz", 1, 1)), List.of(missing))));
  }

  private static Event success(StageName stage) {
    return new Event.OutcomeSeen(outcome(id(stage, 1), Status.SUCCEEDED));
  }

  private static Event ended(How how) {
    return new Event.JobEnded(
        id(CLEAN, 1), how, Optional.empty(), "as the service says", Optional.empty());
  }

  private static Event ended(How how, ErrorClass why) {
    return new Event.JobEnded(
        id(CLEAN, 1), how, Optional.of(why), "as the service says", Optional.empty());
  }
}
