package dev.headrace.engine;

import static dev.headrace.engine.World.CLEAN;
import static dev.headrace.engine.World.FEATURES;
import static dev.headrace.engine.World.FLIGHTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import dev.headrace.run.Pipelines;
import dev.headrace.run.RunKey;
import dev.headrace.run.RunState;
import dev.headrace.run.StageRun;
import dev.headrace.run.StageState;
import dev.headrace.runner.JobReport;
import dev.headrace.runner.JobRunner;
import dev.headrace.runner.SubmitResult;
import dev.headrace.store.Content;
import dev.headrace.store.InMemoryObjectStore;
import dev.headrace.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Somebody looks, pauses, and acts on what is no longer so. */
class LateCallersTest {
  private static final String MONDAY = "2001-01-01";
  private static final RunKey KEY = new RunKey(FLIGHTS, MONDAY);

  private final InMemoryObjectStore store = new InMemoryObjectStore();

  private static World dueOnTuesdayMorning() {
    return new World().deployed().landsDay(MONDAY).at("2001-01-02T04:15:00Z");
  }

  @Test
  void whoSawAnEpochEndDoesNotHideTheNextOne() {
    ActiveRuns active = new ActiveRuns(store);
    active.mark(KEY, 1);
    active.mark(KEY, 2);
    active.mark(KEY, 1);

    active.unmark(KEY, 1);
    assertThat(active.all()).containsExactly(KEY);

    active.unmark(KEY, 2);
    assertThat(active.all()).isEmpty();
  }

  @Test
  void whoSawAnEpochEndDoesNotGiveAwayTheTurnOfTheNextOne() {
    Turns turns = new Turns(store);
    turns.take(Pipelines.flights(), new Turns.Holder(KEY, 2));

    turns.release(Pipelines.flights(), KEY, 1);
    assertThat(turns.names()).hasSize(1);

    turns.release(Pipelines.flights(), KEY, 2);
    assertThat(turns.names()).isEmpty();
  }

  @Test
  void aRunWhoseStartWasLostGoesBeforeAnOlderOneThatWasRunAgain() {
    World world = dueOnTuesdayMorning().ticks().landsDay("2001-01-02");
    world.succeeds(MONDAY, CLEAN).succeeds(MONDAY, FEATURES);
    world.at("2001-01-03T04:15:00Z");
    new Turns(world.controlStore)
        .take(Pipelines.flights(), new Turns.Holder(new RunKey(FLIGHTS, "2001-01-02"), 1));
    world.engine.rerun(KEY, "ana", "mended");
    assertThat(world.run(MONDAY).state()).isEqualTo(RunState.WAITING);
    assertThat(world.run(MONDAY).reason()).isEqualTo("waits for run 2001-01-02 to end");

    world.ticks();

    assertThat(world.run("2001-01-02").state()).isEqualTo(RunState.RUNNING);
    world.succeeds("2001-01-02", CLEAN).succeeds("2001-01-02", FEATURES);
    assertThat(world.run(MONDAY).state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void aReportFromBeforeTheJobWasKnownDoesNotEndIt() {
    World world = dueOnTuesdayMorning();
    world.jobs.requestsToLose = 1;
    world.ticks().after(Duration.ofMinutes(5));
    world.jobs.onceAnswered =
        () -> {
          world.reconciles();
          world.reconciles();
        };

    world.reconciles();

    assertThat(world.run(MONDAY).stage(CLEAN).state()).isEqualTo(StageState.RUNNING);
    assertThat(world.run(MONDAY).stage(CLEAN).failures()).isEmpty();
    assertThat(world.jobs.accepted).containsExactly(world.attempt(MONDAY, CLEAN));
  }

  @Test
  void aRefusalAfterALostSubmitWaitsUntilThatCannotBeAcceptedAnyMore() {
    World world = dueOnTuesdayMorning();
    world.jobs.requestsToLose = 1;
    world.ticks();
    world.jobs.refusal = Optional.of("permission denied");

    world.after(Duration.ofMinutes(5)).reconciles();
    int submits = world.jobs.submits;
    world.after(Duration.ofMinutes(14)).reconciles();
    StageRun withheld = world.run(MONDAY).stage(CLEAN);
    world.after(Duration.ofMinutes(1)).reconciles();

    assertThat(withheld.state()).isEqualTo(StageState.SUBMITTING);
    assertThat(world.jobs.submits).isEqualTo(submits);
    assertThat(world.run(MONDAY).stage(CLEAN).state()).isEqualTo(StageState.RETRY);
    assertThat(world.run(MONDAY).stage(CLEAN).failures()).containsEntry(ErrorClass.UNKNOWN, 1);
  }

  @Test
  void aRefusalAfterSomebodyElsesSubmitWasAcceptedEndsNothing() {
    World world = dueOnTuesdayMorning();
    JobRunner second = new RefusingSecond(world.jobs);

    world.engineOf(second, new SplittableRandom(1)).tick(FLIGHTS);

    assertThat(world.run(MONDAY).stage(CLEAN).state()).isEqualTo(StageState.SUBMITTING);
    world.after(Duration.ofMinutes(5)).reconciles();
    assertThat(world.run(MONDAY).stage(CLEAN).state()).isEqualTo(StageState.RUNNING);
    assertThat(world.run(MONDAY).stage(CLEAN).failures()).isEmpty();
    assertThat(world.jobs.accepted).containsExactly(world.attempt(MONDAY, CLEAN));
  }

  @Test
  void aRefusalWhileSomebodyElsesSubmitIsOnItsWayWaitsUntilThatCannotBeAcceptedAnyMore() {
    World world = dueOnTuesdayMorning();
    OvertakenByRepair first = new OvertakenByRepair(world);

    world.engineOf(first, new SplittableRandom(1)).tick(FLIGHTS);
    StageRun refused = world.run(MONDAY).stage(CLEAN);
    first.onItsWay.run();
    world.after(Duration.ofMinutes(5)).reconciles();

    assertThat(refused.state()).isEqualTo(StageState.SUBMITTING);
    assertThat(refused.reason()).endsWith("an earlier submit may still be accepted");
    assertThat(world.run(MONDAY).stage(CLEAN).state()).isEqualTo(StageState.RUNNING);
    assertThat(world.run(MONDAY).stage(CLEAN).failures()).isEmpty();
    assertThat(world.jobs.accepted).containsExactly(world.attempt(MONDAY, CLEAN));
  }

  /**
   * Before its first submit arrives and is refused, another instance repairs the run: its submit of
   * the same job is on its way, and its answer is lost.
   */
  private static final class OvertakenByRepair implements JobRunner {
    private final World world;
    private Runnable onItsWay = () -> {};
    private boolean overtaken;

    OvertakenByRepair(World world) {
      this.world = world;
    }

    @Override
    public SubmitResult submit(JobId id, JobSpec spec, Duration timeout) {
      if (overtaken) {
        onItsWay = () -> world.jobs.submit(id, spec, timeout);
        return new SubmitResult.Unknown("timeout");
      }
      overtaken = true;
      world.engineOf(this, new SplittableRandom(2)).reconcile();
      return new SubmitResult.Rejected("permission denied");
    }

    @Override
    public JobReport report(JobId id) {
      return world.jobs.report(id);
    }

    @Override
    public void cancel(JobId id) {
      world.jobs.cancel(id);
    }
  }

  /** Each submit comes just after somebody else's of the same job, and is refused. */
  private record RefusingSecond(JobRunner service) implements JobRunner {
    @Override
    public SubmitResult submit(JobId id, JobSpec spec, Duration timeout) {
      service.submit(id, spec, timeout);
      return new SubmitResult.Rejected("permission denied");
    }

    @Override
    public JobReport report(JobId id) {
      return service.report(id);
    }

    @Override
    public void cancel(JobId id) {
      service.cancel(id);
    }
  }

  @Test
  void aRunDocumentTooLargeToReadKeepsNoOtherRunWaiting() {
    World world = dueOnTuesdayMorning();
    Content huge = Content.json(new byte[ObjectStore.MAX_BYTES + 1]);
    world.controlStore.create("runs/flights/2000-12-31.json", huge);
    world.controlStore.create(
        "active/flights/2000-12-31",
        Content.json("{\"epoch\":1}".getBytes(StandardCharsets.UTF_8)));
    world.controlStore.create(
        "slots/pipeline-flights/0.json",
        Content.json(
            "{\"epoch\":1,\"run\":{\"interval\":\"2000-12-31\",\"pipeline\":\"flights\"}}"
                .getBytes(StandardCharsets.UTF_8)));

    world.reconciles();

    assertThat(world.run(MONDAY).state()).isEqualTo(RunState.RUNNING);
    assertThat(world.alarms).anyMatch(alarm -> alarm.contains("2000-12-31"));
  }
}
