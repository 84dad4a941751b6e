package dev.headrace.engine;

import static dev.headrace.run.Pipelines.CLEAN;
import static dev.headrace.run.Pipelines.PUBLISH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.job.AttemptId;
import dev.headrace.job.JobSpec;
import dev.headrace.job.JobWork;
import dev.headrace.job.Outcome;
import dev.headrace.pipeline.DefinitionExamples;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.run.Decider;
import dev.headrace.run.Event;
import dev.headrace.run.Pipelines;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.run.RunState;
import dev.headrace.run.Trigger;
import dev.headrace.runner.JobReport;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the engine asks for when a stage loads. */
class LoadsTest {
  private static final String MONDAY = "2001-01-01";
  private static final Pipeline PIPELINE = Pipelines.published();
  private static final Instant NOW = Instant.parse("2001-01-08T04:15:00Z");
  private static final Interval SUNDAY =
      Calendar.of(PIPELINE.schedule().orElseThrow()).parse("2001-01-07").orElseThrow();

  private final World world = new World();
  private final JobSpecs specs =
      new JobSpecs(new Places("headrace", "landing", "lake", "control", "outcomes", "code"));

  @Test
  void aLoadNamesTheVersionThatItsWriterPublished() {
    Run run =
        after(
            world.publishing(
                attempt(), Outcome.Status.SUCCEEDED, Optional.empty(), Optional.empty()));

    JobSpec spec = specs.of(DefinitionExamples.of(PIPELINE), run, PUBLISH);

    assertThat(spec.work())
        .isInstanceOfSatisfying(
            JobWork.Load.class,
            load -> {
              assertThat(load.uri()).isEqualTo("gs://lake/tables/flights");
              assertThat(load.version()).isEqualTo(7);
              assertThat(load.dataset() + "." + load.into()).isEqualTo("analytics.flights");
            });
  }

  @Test
  void anOutcomeThatNamesNoVersionIsCorrupt() {
    Run run =
        after(
            world.outcome(attempt(), Outcome.Status.SUCCEEDED, Optional.empty(), Optional.empty()));

    assertThatThrownBy(() -> specs.of(DefinitionExamples.of(PIPELINE), run, PUBLISH))
        .isInstanceOf(CorruptDocumentException.class)
        .hasMessageContaining("does not say which version of table flights it wrote");
  }

  @Test
  void aRunWhoseLoadIsUnderWayIsToBeLookedAt() {
    World loading = loading();
    Run before = loading.run(MONDAY);

    assertThat(loading.engine.look(before.key())).isTrue();
    assertThat(loading.run(MONDAY)).isEqualTo(before);
    assertThat(loading.engine.reconcile()).containsExactly(loading.run(MONDAY).key());
  }

  @Test
  void aLookMovesOnARunWhoseLoadHasEnded() {
    World loading = loading();
    AttemptId publish = loading.attempt(MONDAY, PUBLISH);
    loading.jobs.end(loading.engine.jobId(publish), JobReport.State.SUCCEEDED);

    assertThat(loading.engine.look(loading.run(MONDAY).key())).isFalse();

    assertThat(loading.run(MONDAY).state()).isEqualTo(RunState.SUCCEEDED);
    assertThat(loading.engine.look(loading.run(MONDAY).key())).isFalse();
    assertThat(loading.engine.reconcile()).isEmpty();
  }

  @Test
  void aLookLeavesALoadThatTheServiceDoesNotKnowToThePass() {
    World loading = loading();
    loading.jobs.forget(loading.engine.jobId(loading.attempt(MONDAY, PUBLISH)));
    Run before = loading.run(MONDAY);

    assertThat(loading.engine.look(before.key())).isTrue();

    assertThat(loading.run(MONDAY)).isEqualTo(before);
  }

  @Test
  void aRunThatIsNotThereIsNotToBeLookedAt() {
    assertThat(new World().engine.look(new RunKey(Pipelines.FLIGHTS, MONDAY))).isFalse();
  }

  /** Monday's writer has published on its cluster, and its load is accepted. */
  private static World loading() {
    World placed =
        new World()
            .at("2001-01-02T04:15:00Z")
            .deployed(Pipelines.onCluster(PIPELINE, CLEAN, "etl"))
            .landsDay(MONDAY)
            .ticks();
    AttemptId clean = placed.attempt(MONDAY, CLEAN);
    placed.write(
        placed.publishing(clean, Outcome.Status.SUCCEEDED, Optional.empty(), Optional.empty()));
    assertThat(placed.engine.finished(Places.outcomeName(clean)))
        .contains(placed.run(MONDAY).key());
    assertThat(placed.jobs.accepted).containsExactly(placed.attempt(MONDAY, PUBLISH));
    placed.onCluster.end(placed.engine.jobId(clean), JobReport.State.SUCCEEDED);
    return placed;
  }

  @Test
  void usageIsNotWaitedForWhereNoneIsTold() {
    World placed = loading();
    AttemptId publish = placed.attempt(MONDAY, PUBLISH);
    placed.onCluster.usage = Optional.of(new JobReport.Usage(1_584_000, 120));
    placed.jobs.end(placed.engine.jobId(publish), JobReport.State.SUCCEEDED);

    placed.reconciles();
    Run ended = placed.run(MONDAY);
    assertThat(ended.state()).isEqualTo(RunState.SUCCEEDED);
    placed.reconciles();

    assertThat(placed.engine.usage(ended).orElseThrow().attempts())
        .hasEntrySatisfying("clean/1", took -> assertThat(took.milliDcuSeconds()).isPresent())
        .hasEntrySatisfying("publish/1", took -> assertThat(took.milliDcuSeconds()).isEmpty());
  }

  private static AttemptId attempt() {
    return new AttemptId(Pipelines.FLIGHTS, SUNDAY.key(), 1, CLEAN, 1);
  }

  private static Run after(Outcome outcome) {
    Run run = Run.waiting(PIPELINE, SUNDAY, "d1", Trigger.SCHEDULE, NOW);
    Run started =
        Decider.decide(PIPELINE, run, new Event.TurnTaken(new TreeMap<>()), NOW).nextRun();
    return Decider.decide(PIPELINE, started, new Event.OutcomeSeen(outcome), NOW).nextRun();
  }
}
