package dev.headrace.engine;

import dev.headrace.engine.Deployments.Deployed;
import dev.headrace.engine.Explanation.Code;
import dev.headrace.engine.RunDocuments.Loaded;
import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.Schedule;
import dev.headrace.run.Decider;
import dev.headrace.run.InputReport;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.run.StageRun;
import dev.headrace.run.StageState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers "why is it not running?" from the same rules by which it would run. */
final class Explainer {
  private final RunDocuments documents;
  private final Inputs inputs;
  private final ActiveRuns active;
  private final Ticker ticker;
  private final JobSpecs specs;
  private final InstantSource clock;

  Explainer(
      RunDocuments documents,
      Inputs inputs,
      ActiveRuns active,
      Ticker ticker,
      JobSpecs specs,
      InstantSource clock) {
    this.documents = documents;
    this.inputs = inputs;
    this.active = active;
    this.ticker = ticker;
    this.specs = specs;
    this.clock = clock;
  }

  Explanation explain(Optional<Deployed> deployed, RunKey key) {
    if (deployed.isEmpty()) {
      return says(Code.NOT_DEPLOYED, "no pipeline \"" + key.pipeline() + "\" is deployed");
    }
    try {
      return documents
          .load(key)
          .map(loaded -> ofRun(deployed.get(), loaded))
          .orElseGet(() -> withoutRun(deployed.get(), key));
    } catch (CorruptDocumentException e) {
      return says(Code.CORRUPT, e.getMessage());
    }
  }

  private Explanation withoutRun(Deployed deployed, RunKey key) {
    Optional<Schedule> schedule = deployed.definition().pipeline().schedule();
    Optional<Interval> interval = schedule.flatMap(s -> Calendar.of(s).parse(key.interval()));
    if (interval.isEmpty()) {
      return says(
          Code.NOT_AN_INTERVAL, "\"" + key.interval() + "\" is no interval of " + key.pipeline());
    }
    Optional<Instant> due = Calendar.due(schedule.get(), interval.get());
    Optional<Instant> early = due.filter(at -> clock.instant().isBefore(at));
    if (early.isPresent()) {
      return new Explanation(Code.NOT_DUE, "falls due at " + early.get(), List.of(), early);
    }
    if (deployed.deployment().paused()) {
      return says(Code.PAUSED, "the pipeline is paused: resume it to decide this interval");
    }
    return new Explanation(
        Code.NOT_CREATED,
        ticker
            .next(deployed)
            .filter(next -> interval.get().end().isAfter(next.interval().start()))
            .map(next -> "is due, and is made by the next tick")
            .orElse("lies before the first interval of the schedule"),
        List.of(),
        Optional.empty());
  }

  private Explanation ofRun(Deployed deployed, Loaded loaded) {
    Run run = loaded.run();
    return switch (run.state()) {
      case WAITING -> waiting(deployed, run);
      case RUNNING -> running(run);
      case CANCELLING ->
          new Explanation(Code.CANCELLING, run.reason(), jobs(run), Optional.empty());
      case SUCCEEDED -> says(Code.SUCCEEDED, "all stages are done");
      case FAILED -> says(Code.FAILED, run.reason());
      case CANCELLED -> says(Code.CANCELLED, run.reason());
      case SKIPPED -> says(Code.SKIPPED, run.reason());
    };
  }

  private Explanation waiting(Deployed deployed, Run run) {
    Pipeline pipeline = deployed.definition().pipeline();
    Map<String, InputReport> seen = inputs.look(pipeline, run.interval());
    if (Decider.readiness(pipeline, run, seen, clock.instant()) == Decider.Readiness.WAITS) {
      List<String> missing = seen.values().stream().flatMap(r -> r.missing().stream()).toList();
      return new Explanation(
          Code.WAITING_INPUT,
          "waits for " + String.join(", ", missing),
          missing,
          inputDeadline(pipeline, run, seen));
    }
    List<String> before =
        active.of(run.pipeline()).stream()
            .map(RunKey::interval)
            .filter(other -> other.compareTo(run.interval().key()) < 0)
            .toList();
    return new Explanation(
        Code.OVERLAP,
        before.isEmpty()
            ? "its inputs are complete; it starts with the next look"
            : "waits for run " + before.get(0) + ", which is older",
        before,
        Optional.empty());
  }

  private static Optional<Instant> inputDeadline(
      Pipeline pipeline, Run run, Map<String, InputReport> seen) {
    return seen.entrySet().stream()
        .filter(e -> !e.getValue().complete())
        .flatMap(e -> pipeline.inputs().get(e.getKey()).deadline().stream())
        .map(deadline -> run.interval().end().plus(deadline.after()))
        .min(Instant::compareTo);
  }

  private Explanation running(Run run) {
    Optional<StageRun> retry =
        run.stages().stream().filter(s -> s.state() == StageState.RETRY).findFirst();
    List<String> jobs = jobs(run);
    if (jobs.isEmpty() && retry.isPresent()) {
      return new Explanation(Code.RETRY_AT, retry.get().reason(), List.of(), retry.get().retryAt());
    }
    boolean submitting = run.stages().stream().anyMatch(s -> s.state() == StageState.SUBMITTING);
    String what =
        run.stages().stream()
            .filter(s -> s.state().active())
            .map(s -> s.name() + " (attempt " + s.attempt() + ")")
            .reduce((a, b) -> a + ", " + b)
            .orElse("nothing");
    return new Explanation(
        submitting ? Code.SUBMITTING : Code.RUNNING,
        (submitting ? "submitted, not yet seen running: " : "running: ") + what,
        jobs,
        Optional.empty());
  }

  private List<String> jobs(Run run) {
    List<String> ids = new ArrayList<>();
    for (StageRun stage : run.stages()) {
      if (stage.state().active()) {
        ids.add("job " + specs.id(run.attemptId(stage.name())));
      }
    }
    return ids;
  }

  private static Explanation says(Code code, String text) {
    return new Explanation(code, text, List.of(), Optional.empty());
  }
}
