package dev.headrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.job.AttemptId;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.FileVersion;
import dev.headrace.job.JobId;
import dev.headrace.job.ModelVersion;
import dev.headrace.job.Outcome;
import dev.headrace.job.OutcomeExamples;
import dev.headrace.json.Json;
import dev.headrace.pipeline.Input.InputDeadline.Then;
import dev.headrace.pipeline.ModelName;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.StageName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Walks the decider at random over every event, and holds it to what it promises of all of them.
 */
class DeciderWalkTest {
  private static final Instant START = Instant.parse("2001-01-08T04:15:00Z");
  private static final Interval SUNDAY =
      Calendar.of(Pipelines.flights().schedule().orElseThrow()).parse("2001-01-07").orElseThrow();

  @Test
  void everyEventHasAnIdempotentAnswerInEveryStateThatCanBeReached() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    Set<String> pairs = new HashSet<>();
    Set<StageState> stageStates = EnumSet.noneOf(StageState.class);
    Set<RunState> runStates = EnumSet.noneOf(RunState.class);
    for (int walk = 0; walk < 1_500; walk++) {
      Pipeline pipeline =
          random.nextInt(4) == 0
              ? Pipelines.published()
              : Pipelines.flights(pick(random, Then.values()));
      Run run = Run.waiting(pipeline, SUNDAY, "d1", Trigger.SCHEDULE, START);
      Instant now = START;
      for (int step = 0; step < 40; step++) {
        now = now.plus(Duration.ofMinutes(random.nextInt(90)));
        Event event = event(random, run);
        Decision decision = Decider.decide(pipeline, run, event, now);
        String what = "seed " + seed + ", walk " + walk + ", step " + step + ": " + event;

        assertThat(decision.reason()).as(what).isNotBlank();
        assertThat(Decider.decide(pipeline, decision.nextRun(), event, now).nextRun())
            .as("twice: " + what)
            .isEqualTo(decision.nextRun());
        DeciderPromises.assertForward(what, run, decision.nextRun());
        assertConsistent(what, pipeline, decision.nextRun(), now);
        pairs.add(run.state() + " x " + event.getClass().getSimpleName());
        run = decision.nextRun();
        runStates.add(run.state());
        run.stages().forEach(stage -> stageStates.add(stage.state()));
      }
      assertThat(Json.read(Json.bytes(run), Run.class)).as("seed " + seed).isEqualTo(run);
    }

    assertThat(runStates).isEqualTo(EnumSet.allOf(RunState.class));
    assertThat(stageStates).isEqualTo(EnumSet.allOf(StageState.class));
    for (RunState state : RunState.values()) {
      for (Class<?> kind : Event.class.getPermittedSubclasses()) {
        assertThat(pairs).as("seed " + seed).contains(state + " x " + kind.getSimpleName());
      }
    }
  }

  private static void assertConsistent(String what, Pipeline pipeline, Run run, Instant now) {
    boolean done =
        run.stages().stream()
            .allMatch(s -> s.state() == StageState.SUCCEEDED || s.state() == StageState.SKIPPED);
    if (run.state() == RunState.SUCCEEDED) {
      assertThat(done).as(what).isTrue();
    }
    if (run.state().terminal() || run.state() == RunState.WAITING) {
      assertThat(Decider.due(run, now)).as("commands of a run at rest: " + what).isEmpty();
      assertThat(run.stages()).as(what).noneMatch(s -> s.state().active());
    }
    assertThat(run.endedAt().isPresent()).as(what).isEqualTo(run.state().terminal());
    for (StageRun stage : run.stages()) {
      if (stage.attempt() > 0) {
        for (StageName before : pipeline.stage(stage.name()).after()) {
          assertThat(run.stage(before).state())
              .as("started before " + before + " was done: " + what)
              .isIn(StageState.SUCCEEDED, StageState.SKIPPED);
        }
      }
    }
  }

  private static Event event(SplittableRandom random, Run run) {
    StageName stage = stage(random, run);
    AttemptId attempt = attempt(random, run, stage);
    return switch (random.nextInt(14)) {
      case 0 -> new Event.TimePassed();
      case 1, 2 -> new Event.InputsSeen(reports(random));
      case 3 -> new Event.TurnAwaited("waits for run 2001-01-06 to end");
      case 4, 5 -> new Event.TurnTaken(champions(random));
      case 6, 7 -> new Event.OutcomeSeen(outcome(random, attempt));
      case 8 -> new Event.JobActive(attempt);
      case 9, 10 ->
          new Event.JobEnded(
              attempt,
              pick(random, Event.JobEnded.How.values()),
              random.nextBoolean() ? Optional.empty() : Optional.of(errorClass(random)),
              "as the service says",
              Optional.empty());
      case 11 ->
          random.nextInt(3) == 0
              ? new Event.SubmitRejected(
                  attempt, pick(random, Event.SubmitRejected.Sends.values()), "refused")
              : new Event.JobMissing(attempt, run.stage(stage).state());
      case 12 ->
          random.nextInt(4) == 0
              ? new Event.CancelRequested("ana", "wrong file")
              : new Event.LateDataSeen(List.of("gs://landing/x was overwritten"));
      default -> new Event.RerunRequested(Trigger.MANUAL, "again", "d2", run.epoch());
    };
  }

  /** Mostly a stage that is active, so that walks get far. */
  private static StageName stage(SplittableRandom random, Run run) {
    return run.stages().stream()
        .filter(s -> s.state().active() && random.nextInt(4) > 0)
        .findFirst()
        .orElseGet(() -> run.stages().get(random.nextInt(run.stages().size())))
        .name();
  }

  private static AttemptId attempt(SplittableRandom random, Run run, StageName stage) {
    int current = Math.max(1, run.stage(stage).attempt());
    int epoch = random.nextInt(10) == 0 ? run.epoch() + 1 : run.epoch();
    int number = random.nextInt(10) == 0 ? current + 1 : current;
    return new AttemptId(run.pipeline(), run.interval().key(), epoch, stage, number);
  }

  private static SortedMap<String, InputReport> reports(SplittableRandom random) {
    List<String> missing =
        random.nextBoolean() ? List.of() : List.of("gs://landing/flights/2001-01-07/_SUCCESS");
    return new TreeMap<>(
        Map.of(
            "landing",
            new InputReport(
                List.of(new FileVersion("gs://landing/a.csv.gz", random.nextInt(3), 1)), missing)));
  }

  private static SortedMap<ModelName, ModelVersion> champions(SplittableRandom random) {
    SortedMap<ModelName, ModelVersion> champions = new TreeMap<>();
    if (random.nextBoolean()) {
      champions.put(Pipelines.MODEL, new ModelVersion("v1", 1, "e".repeat(64)));
    }
    return champions;
  }

  private static Outcome outcome(SplittableRandom random, AttemptId attempt) {
    Outcome.Status status =
        random.nextBoolean() ? Outcome.Status.SUCCEEDED : pick(random, Outcome.Status.values());
    List<Outcome.ModelOutcome> models = new ArrayList<>();
    if (random.nextInt(4) == 0) {
      models.add(
          new Outcome.ModelOutcome(
              Pipelines.MODEL.value(),
              "v2",
              true,
              "promoted",
              Optional.of(new ModelVersion("v2", 2, "f".repeat(64))),
              new TreeMap<>(),
              List.of()));
    }
    return OutcomeExamples.of(
        JobId.of("test", attempt),
        attempt,
        status,
        Outcome.Rows.NONE,
        status == Outcome.Status.FAILED
            ? OutcomeExamples.failure(errorClass(random))
            : Optional.empty(),
        models.stream().findFirst(),
        START);
  }

  private static ErrorClass errorClass(SplittableRandom random) {
    return pick(random, ErrorClass.values());
  }

  private static <T> T pick(SplittableRandom random, T[] values) {
    return values[random.nextInt(values.length)];
  }
}
