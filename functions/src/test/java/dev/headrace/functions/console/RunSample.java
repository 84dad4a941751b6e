package dev.headrace.functions.console;

import dev.headrace.interval.Interval;
import dev.headrace.job.AttemptId;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.FileVersion;
import dev.headrace.job.JobId;
import dev.headrace.job.ModelVersion;
import dev.headrace.job.Outcome;
import dev.headrace.json.Json;
import dev.headrace.pipeline.DefinitionExamples;
import dev.headrace.pipeline.ModelName;
import dev.headrace.pipeline.StageName;
import dev.headrace.run.Attempt;
import dev.headrace.run.InputReport;
import dev.headrace.run.Note;
import dev.headrace.run.Run;
import dev.headrace.run.RunState;
import dev.headrace.run.StageRun;
import dev.headrace.run.StageState;
import dev.headrace.run.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Runs of the pipeline {@code flights} as the engine would leave them, one for each state. */
final class RunSample {
  /** The definition that a world with {@code flights.yaml} has in force. */
  static final String DEFINITION =
      Json.hash(DefinitionExamples.of(ConsoleWorld.pipeline("flights.yaml")));

  static final StageName CLEAN = new StageName("clean");
  static final StageName FEATURES = new StageName("features");
  static final StageName SNAPSHOT = new StageName("train-snapshot");
  static final StageName TRAIN = new StageName("train");
  static final StageName GRADE = new StageName("train-grade");
  static final StageName SCORE = new StageName("score");
  static final List<StageName> STAGES = List.of(CLEAN, FEATURES, SNAPSHOT, TRAIN, GRADE, SCORE);
  private static final ModelVersion VERSION =
      new ModelVersion("20010128T050000Z-9f3a1c2e", 4, "e".repeat(64));

  private final String day;
  private final Instant end;
  private final List<StageRun> stages = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final TreeMap<String, InputReport> inputs = new TreeMap<>();
  private final List<Note> history = new ArrayList<>();
  private Instant clock;
  private int epoch = 1;
  private Trigger trigger = Trigger.SCHEDULE;

  private RunSample(String day) {
    this.day = day;
    this.end = Instant.parse(day + "T05:00:00Z").plus(Duration.ofDays(1));
    this.clock = due();
    note("created");
  }

  static RunSample of(String day) {
    return new RunSample(day);
  }

  /** A run in the state, with what usually goes with it. */
  static Run in(RunState state, String day) {
    return switch (state) {
      case WAITING ->
          of(day)
              .missing("gs://landing/flights/" + day + "/_SUCCESS")
              .rest(StageState.WAITING, "")
              .as(state, "waits for gs://landing/flights/" + day + "/_SUCCESS");
      case RUNNING ->
          of(day)
              .landed()
              .succeeded(CLEAN, 74)
              .active(FEATURES, StageState.RUNNING, 40)
              .rest(StageState.WAITING, "")
              .as(state, "started");
      case CANCELLING ->
          of(day)
              .landed()
              .active(CLEAN, StageState.RUNNING, 400)
              .rest(StageState.CANCELLED, "cancelled by ana: wrong file")
              .as(state, "cancelled by ana: wrong file");
      case SUCCEEDED -> of(day).landed().succeeded(CLEAN, 74).daily().ended(state);
      case FAILED ->
          of(day)
              .landed()
              .failed(CLEAN, 61, ErrorClass.DATA, "row_count: found 412, wanted at least 5000")
              .rest(StageState.WAITING, "")
              .as(state, "clean failed: row_count: found 412, wanted at least 5000");
      case CANCELLED ->
          of(day)
              .landed()
              .rest(StageState.CANCELLED, "cancelled by ana: wrong file")
              .as(state, "cancelled by ana: wrong file");
      case SKIPPED ->
          of(day)
              .rest(StageState.WAITING, "")
              .as(state, "missed by more than 1 hour, and the rule is catchup: latest");
    };
  }

  Instant due() {
    return end.plus(Duration.ofMinutes(255));
  }

  RunSample epoch(int number) {
    epoch = number;
    trigger = Trigger.LATE_DATA;
    return this;
  }

  RunSample warned(String warning) {
    warnings.add(warning);
    return this;
  }

  RunSample landed() {
    return input(
        new InputReport(
            List.of(
                new FileVersion(file("flights-00.csv.gz"), 1001L, 184_213),
                new FileVersion(file("flights-01.csv.gz"), 1002L, 9_321)),
            List.of()));
  }

  RunSample missing(String what) {
    return input(
        new InputReport(
            List.of(new FileVersion(file("flights-00.csv.gz"), 1001L, 184_213)), List.of(what)));
  }

  RunSample input(InputReport report) {
    inputs.put("landing", report);
    return this;
  }

  private String file(String name) {
    return "gs://landing/flights/" + day + "/" + name;
  }

  /** The stages after {@code clean} on a day that closes no week. */
  RunSample daily() {
    succeeded(FEATURES, 96);
    for (StageName stage : List.of(SNAPSHOT, TRAIN, GRADE)) {
      skipped(stage, "runs only for the interval that closes the week");
    }
    return succeeded(SCORE, 48);
  }

  /** The stages after {@code clean} on a day that closes a week. */
  RunSample weekly(boolean promoted) {
    succeeded(FEATURES, 96).succeeded(SNAPSHOT, 33).succeeded(TRAIN, 210);
    ended(GRADE, 41, Optional.of(model(promoted)));
    return succeeded(SCORE, 51);
  }

  RunSample succeeded(StageName stage, int seconds) {
    return ended(stage, seconds, Optional.empty());
  }

  private RunSample ended(StageName stage, int seconds, Optional<Outcome.ModelOutcome> model) {
    Attempt attempt = attempt(1, seconds, Optional.empty(), "succeeded");
    Outcome outcome = outcome(stage, 1, Optional.empty(), model);
    return add(stage, StageState.SUCCEEDED, List.of(with(attempt, outcome)), "succeeded");
  }

  /** A stage that failed twice by the service's fault before it succeeded. */
  RunSample succeededAtLast(StageName stage) {
    Optional<ErrorClass> why = Optional.of(ErrorClass.PLATFORM);
    Attempt first = attempt(1, 12, why, "the zone has no capacity left for e2-standard-4");
    clock = clock.plusSeconds(60);
    Attempt second = attempt(2, 35, why, "the driver was lost");
    clock = clock.plusSeconds(120);
    Attempt third = attempt(3, 88, Optional.empty(), "succeeded");
    Outcome outcome = outcome(stage, 3, Optional.empty(), Optional.empty());
    return add(
        stage, StageState.SUCCEEDED, List.of(first, second, with(third, outcome)), "succeeded");
  }

  RunSample failed(StageName stage, int seconds, ErrorClass errorClass, String message) {
    Attempt attempt = attempt(1, seconds, Optional.of(errorClass), message);
    Outcome.Failure failure =
        new Outcome.Failure(
            errorClass,
            message,
            Optional.of("org.apache.spark.SparkException: " + message + "\n\tat line 12"));
    Outcome outcome = outcome(stage, 1, Optional.of(failure), Optional.empty());
    return add(stage, StageState.FAILED, List.of(with(attempt, outcome)), message);
  }

  /** Gives the newest outcome an expectation and a measure of this name. */
  RunSample expecting(String name) {
    StageRun stage = stages.remove(stages.size() - 1);
    Attempt attempt = stage.current().orElseThrow();
    Outcome told = attempt.outcome().orElseThrow();
    Outcome changed =
        new Outcome(
            told.version(),
            told.job(),
            told.attempt(),
            told.status(),
            told.failure(),
            told.rows(),
            List.of(new Outcome.ExpectationResult(name, 1, name, Outcome.Verdict.FAILED)),
            new TreeMap<>(Map.of(name, 1.0)),
            List.of(new Outcome.TableVersion(name, name, 1)),
            List.of(new Outcome.TableVersion(name, name, 2)),
            Optional.of(
                new Outcome.ModelOutcome(
                    name,
                    name,
                    false,
                    name,
                    Optional.empty(),
                    new TreeMap<>(Map.of(name, 1.0)),
                    List.of(new Outcome.GateResult(name, 1, name, Outcome.Verdict.FAILED)))),
            new TreeMap<>(Map.of(name, 1L)),
            Optional.of(name),
            told.startedAt(),
            told.finishedAt());
    return add(stage.name(), stage.state(), List.of(with(attempt, changed)), stage.reason());
  }

  RunSample retrying(StageName stage) {
    Attempt attempt = attempt(1, 20, Optional.of(ErrorClass.PLATFORM), "the driver was lost");
    stages.add(
        new StageRun(
            stage,
            StageState.RETRY,
            List.of(attempt),
            Optional.of(ConsoleWorld.NOW.plusSeconds(90)),
            new TreeMap<>(Map.of(ErrorClass.PLATFORM, 1)),
            stage + ": attempt 1 failed (platform): the driver was lost",
            false));
    return this;
  }

  RunSample active(StageName stage, StageState state, int secondsAgo) {
    Instant intended = ConsoleWorld.NOW.minusSeconds(secondsAgo);
    Attempt attempt =
        new Attempt(
            1,
            intended,
            intended.plus(Duration.ofHours(4)),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            "",
            Optional.empty(),
            Optional.empty());
    return add(stage, state, List.of(attempt), stage + ": attempt 1 is running");
  }

  RunSample skipped(StageName stage, String why) {
    return add(stage, StageState.SKIPPED, List.of(), why);
  }

  RunSample rest(StageState state, String why) {
    STAGES.stream()
        .filter(name -> stages.stream().noneMatch(s -> s.name().equals(name)))
        .forEach(name -> add(name, state, List.of(), why));
    return this;
  }

  Run ended(RunState state) {
    return as(state, "all stages are done");
  }

  Run as(RunState state, String reason) {
    note(reason);
    boolean started = stages.stream().anyMatch(s -> s.attempt() > 0);
    Optional<Instant> first =
        stages.stream()
            .flatMap(s -> s.attempts().stream())
            .map(Attempt::intendedAt)
            .min(Instant::compareTo);
    TreeMap<ModelName, ModelVersion> champions = new TreeMap<>();
    if (started) {
      champions.put(new ModelName("flight_delay"), VERSION);
    }
    return new Run(
        ConsoleWorld.FLIGHTS,
        new Interval(day, end.minus(Duration.ofDays(1)), end),
        epoch,
        DEFINITION,
        trigger,
        state,
        reason,
        due(),
        first,
        state.terminal() ? Optional.of(clock) : Optional.empty(),
        inputs,
        champions,
        stages,
        warnings,
        history);
  }

  private RunSample note(String text) {
    history.add(new Note(clock, text));
    return this;
  }

  private RunSample add(StageName stage, StageState state, List<Attempt> attempts, String why) {
    stages.add(new StageRun(stage, state, attempts, Optional.empty(), new TreeMap<>(), why, false));
    if (!attempts.isEmpty()) {
      note(stage + ": attempt " + attempts.size() + ", " + why);
    }
    return this;
  }

  private Attempt attempt(int number, int seconds, Optional<ErrorClass> why, String message) {
    Instant intended = clock;
    clock = clock.plusSeconds(seconds);
    return new Attempt(
        number,
        intended,
        intended.plus(Duration.ofHours(4)),
        Optional.empty(),
        Optional.empty(),
        Optional.of(clock),
        why,
        message,
        Optional.empty(),
        Optional.empty());
  }

  private static Attempt with(Attempt attempt, Outcome outcome) {
    return new Attempt(
        attempt.number(),
        attempt.intendedAt(),
        attempt.deadline(),
        attempt.repeatedAt(),
        attempt.withheldAt(),
        attempt.endedAt(),
        attempt.errorClass(),
        attempt.message(),
        Optional.of(outcome),
        attempt.rows());
  }

  private Outcome outcome(
      StageName stage,
      int attempt,
      Optional<Outcome.Failure> failure,
      Optional<Outcome.ModelOutcome> model) {
    AttemptId id = new AttemptId(ConsoleWorld.FLIGHTS, day, epoch, stage, attempt);
    boolean writes = model.isEmpty() && !stage.equals(TRAIN) && !stage.equals(SNAPSHOT);
    return new Outcome(
        Outcome.VERSION,
        JobId.of("test", id),
        id,
        failure.isPresent() ? Outcome.Status.FAILED : Outcome.Status.SUCCEEDED,
        failure,
        writes ? new Outcome.Rows(17_482, 17_479, stage.equals(CLEAN) ? 3 : 0) : Outcome.Rows.NONE,
        writes ? expectations(failure.isPresent()) : List.of(),
        writes ? new TreeMap<>(Map.of("late_share", 0.21483)) : new TreeMap<>(),
        List.of(),
        writes && failure.isEmpty()
            ? List.of(new Outcome.TableVersion(stage.value(), "gs://lake/tables/" + stage, 41))
            : List.of(),
        model,
        new TreeMap<>(Map.of("read", 4_210L, "write", 31_870L, "publish", 1_204L)),
        Optional.of("app-20010129-0001"),
        clock.minusSeconds(30),
        clock);
  }

  private static List<Outcome.ExpectationResult> expectations(boolean broken) {
    return List.of(
        new Outcome.ExpectationResult(
            "row_count",
            broken ? 412 : 17_479,
            "at least 5000",
            broken ? Outcome.Verdict.FAILED : Outcome.Verdict.PASSED),
        new Outcome.ExpectationResult(
            "range(delay)", 3, "-90 to 1800", Outcome.Verdict.QUARANTINED),
        new Outcome.ExpectationResult(
            "unique(departure, origin, destination)",
            0.99871,
            "at least 0.999",
            Outcome.Verdict.WARNED));
  }

  private static Outcome.ModelOutcome model(boolean promoted) {
    return new Outcome.ModelOutcome(
        "flight_delay",
        VERSION.version(),
        promoted,
        promoted
            ? "auc is 0.0042 above the champion's, and its lower bound is above 0"
            : "auc is 0.0011 below the champion's",
        Optional.of(VERSION),
        new TreeMap<>(Map.of("auc", 0.71264, "ece", 0.0181, "brier", 0.15322)),
        List.of(
            new Outcome.GateResult(
                "auc_difference",
                promoted ? 0.0042 : -0.0011,
                "above 0.0 at 95 %",
                promoted ? Outcome.Verdict.PASSED : Outcome.Verdict.FAILED),
            new Outcome.GateResult("calibration", 0.0181, "at most 0.05", Outcome.Verdict.PASSED)));
  }
}
