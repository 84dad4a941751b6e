package dev.headrace.run;

import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.job.AttemptId;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobId;
import dev.headrace.job.Outcome;
import dev.headrace.job.OutcomeExamples;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.StageName;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Runs as plain values, and the words in which tests say where their stages stand. */
final class Runs {
  static final Instant NOW = Instant.parse("2001-01-08T04:15:00Z");
  static final Duration TIMEOUT = Duration.ofHours(4);
  static final Interval SUNDAY = day("2001-01-07");
  static final Interval SATURDAY = day("2001-01-06");

  private Runs() {}

  private static Interval day(String key) {
    return Calendar.of(Pipelines.flights().schedule().orElseThrow()).parse(key).orElseThrow();
  }

  /** A run in this state whose stages stand so; those that are not named wait. */
  static Run run(Pipeline pipeline, RunState state, StageRun... stages) {
    return run(pipeline, SUNDAY, state, stages);
  }

  static Run run(Pipeline pipeline, Interval interval, RunState state, StageRun... stages) {
    Run run =
        Run.waiting(pipeline, interval, "d1", Trigger.SCHEDULE, NOW.minus(Duration.ofHours(1)));
    for (StageRun stage : stages) {
      run = run.withStage(stage.name(), s -> stage);
    }
    return switch (state) {
      case WAITING -> run;
      case RUNNING -> run.started(new TreeMap<>(), NOW);
      case CANCELLING ->
          run.started(new TreeMap<>(), NOW).in(state, "cancelled by ana: wrong file");
      case SUCCEEDED, FAILED, CANCELLED, SKIPPED ->
          run.started(new TreeMap<>(), NOW).ended(state, "over", NOW);
    };
  }

  static StageRun waiting(StageName name) {
    return StageRun.waiting(name);
  }

  /** The first attempt was intended now. */
  static StageRun submitting(StageName name) {
    return waiting(name).submitting(NOW, NOW.plus(TIMEOUT));
  }

  static StageRun running(StageName name) {
    return submitting(name).in(StageState.RUNNING, "runs");
  }

  /** The job of the first attempt wrote this outcome; its end was not seen yet. */
  static StageRun reported(StageName name, Outcome.Status status) {
    StageRun running = running(name);
    return running.withCurrent(
        running.current().orElseThrow().withOutcome(outcome(id(name, 1), status)));
  }

  static StageRun retrying(StageName name, Instant at) {
    return endedOnce(name, ErrorClass.USER).failedOnceMore(ErrorClass.USER).retrying(at, "broke");
  }

  static StageRun succeeded(StageName name) {
    StageRun running = running(name);
    return running
        .withCurrent(running.current().orElseThrow().ended(NOW, Optional.empty(), "succeeded"))
        .in(StageState.SUCCEEDED, "succeeded");
  }

  static StageRun failed(StageName name) {
    return endedOnce(name, ErrorClass.DATA)
        .failedOnceMore(ErrorClass.DATA)
        .in(StageState.FAILED, "bad rows");
  }

  static StageRun skipped(StageName name) {
    return waiting(name).skipped("not today", false);
  }

  /** Skipped, and so are those after it. */
  static StageRun blocking(StageName name) {
    return waiting(name).skipped("no champion yet", true);
  }

  static StageRun cancelled(StageName name) {
    return endedOnce(name, ErrorClass.CANCELLED).in(StageState.CANCELLED, "cancelled");
  }

  private static StageRun endedOnce(StageName name, ErrorClass why) {
    StageRun running = running(name);
    return running.withCurrent(
        running.current().orElseThrow().ended(NOW, Optional.of(why), "broke"));
  }

  /** A stage in each state, one by one. */
  static StageRun in(StageState state, StageName name) {
    return switch (state) {
      case WAITING -> waiting(name);
      case SUBMITTING -> submitting(name);
      case RUNNING -> running(name);
      case RETRY -> retrying(name, NOW.plusSeconds(60));
      case SUCCEEDED -> succeeded(name);
      case FAILED -> failed(name);
      case SKIPPED -> skipped(name);
      case CANCELLED -> cancelled(name);
    };
  }

  static AttemptId id(StageName stage, int attempt) {
    return id(1, stage, attempt);
  }

  static AttemptId id(int epoch, StageName stage, int attempt) {
    return new AttemptId(Pipelines.FLIGHTS, SUNDAY.key(), epoch, stage, attempt);
  }

  static Outcome outcome(AttemptId attempt, Outcome.Status status) {
    return outcome(
        attempt,
        status,
        status == Outcome.Status.FAILED
            ? OutcomeExamples.failure(ErrorClass.USER)
            : Optional.empty(),
        Optional.empty());
  }

  static Outcome outcome(
      AttemptId attempt,
      Outcome.Status status,
      Optional<Outcome.Failure> failure,
      Optional<Outcome.ModelOutcome> model) {
    return OutcomeExamples.of(
        JobId.of("test", attempt), attempt, status, Outcome.Rows.NONE, failure, model, NOW);
  }

  /** The stages with the states they are in, in order: {@code load SUCCEEDED}. */
  static List<String> states(Run run) {
    List<String> states = new ArrayList<>();
    run.stages().forEach(s -> states.add(s.name() + " " + s.state()));
    return states;
  }
}
