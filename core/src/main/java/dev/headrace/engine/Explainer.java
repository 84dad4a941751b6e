package dev.headrace.engine;

import dev.headrace.engine.Deployments.Deployed;
import dev.headrace.engine.Explanation.Code;
import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.pipeline.Overlap;
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
  private final Deployments deployments;
  private final Inputs inputs;
  private final LateFiles lateFiles;
  private final ActiveRuns active;
  private final Turns turns;
  private final Ticker ticker;
  private final JobSpecs specs;
  private final InstantSource clock;

  Explainer(
      RunDocuments documents,
      Deployments deployments,
      Inputs inputs,
      LateFiles lateFiles,
      ActiveRuns active,
      Turns turns,
      Ticker ticker,
      JobSpecs specs,
      InstantSource clock) {
    this.documents = documents;
    this.deployments = deployments;
    this.inputs = inputs;
    this.lateFiles = lateFiles;
    this.active = active;
    this.turns = turns;
    this.ticker = ticker;
    this.specs = specs;
    this.clock = clock;
  }

  Explanation explain(RunKey key) {
    try {
      return deployments
          .find(key.pipeline())
          .map(deployed -> explain(deployed, key))
          .orElseGet(
              () -> says(Code.NOT_DEPLOYED, "no pipeline \"" + key.pipeline() + "\" is deployed"));
    } catch (CorruptDocumentException e) {
      return says(Code.CORRUPT, e.getMessage());
    }
  }

  private Explanation explain(Deployed deployed, RunKey key) {
    return documents
        .load(key)
        .map(loaded -> ofRun(deployed, loaded.run()))
        .orElseGet(() -> withoutRun(deployed, key));
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

  private Explanation ofRun(Deployed deployed, Run run) {
    return switch (run.state()) {
      case WAITING -> waiting(run);
      case RUNNING -> running(run);
      case CANCELLING ->
          new Explanation(Code.CANCELLING, run.reason(), jobs(run), Optional.empty());
      case SUCCEEDED -> ended(Code.SUCCEEDED, deployed, run);
      case FAILED -> ended(Code.FAILED, deployed, run);
      case CANCELLED -> ended(Code.CANCELLED, deployed, run);
      case SKIPPED -> ended(Code.SKIPPED, deployed, run);
    };
  }

  private Explanation ended(Code code, Deployed deployed, Run run) {
    Decider.LateData late = since(deployed, run);
    if (late.changes().isEmpty()) {
      return says(code, run.reason());
    }
    return new Explanation(
        code,
        run.reason() + "; since then " + String.join(", ", late.changes()) + next(deployed, late),
        late.changes(),
        Optional.empty());
  }

  /** How a run ended is known also where its definition cannot be read any more. */
  private Decider.LateData since(Deployed deployed, Run run) {
    try {
      return lateFiles.since(deployed, run);
    } catch (CorruptDocumentException e) {
      return new Decider.LateData(List.of(), List.of());
    }
  }

  private static String next(Deployed deployed, Decider.LateData late) {
    if (late.reruns().isEmpty()) {
      return "";
    }
    return deployed.deployment().paused()
        ? ": runs once more when the pipeline is resumed"
        : ": runs once more with the next look";
  }

  private Explanation waiting(Run run) {
    Pipeline pipeline = deployments.definition(run.pipeline(), run.definition()).pipeline();
    Map<String, InputReport> seen = inputs.look(pipeline, run.interval());
    return switch (Decider.readiness(pipeline, run, seen, clock.instant())) {
      case READY -> itsTurn(pipeline, run);
      case WAITS -> missing(seen, "waits for ", "", inputDeadline(pipeline, run, seen));
      case FAILS -> pastDeadline(seen, "fails");
      case SKIPS -> pastDeadline(seen, "is skipped");
    };
  }

  private static Explanation pastDeadline(Map<String, InputReport> seen, String what) {
    return missing(
        seen,
        "past its input deadline, waits for ",
        ": it " + what + " with the next look",
        Optional.empty());
  }

  private static Explanation missing(
      Map<String, InputReport> seen, String before, String after, Optional<Instant> nextLook) {
    List<String> missing = seen.values().stream().flatMap(r -> r.missing().stream()).toList();
    return new Explanation(
        Code.WAITING_INPUT, before + String.join(", ", missing) + after, missing, nextLook);
  }

  private Explanation itsTurn(Pipeline pipeline, Run run) {
    Optional<String> older = olderOne(pipeline, run);
    if (older.isPresent()) {
      return overlap("waits for run " + older.get() + ", which is older", List.of(older.get()));
    }
    List<String> others =
        turns.holders(pipeline).stream()
            .map(Turns.Holder::run)
            .filter(holder -> !holder.equals(run.key()))
            .map(RunKey::interval)
            .toList();
    return others.size() < pipeline.overlap().limit()
        ? overlap("its inputs are complete; it starts with the next look", List.of())
        : overlap("waits for run " + others.get(0) + " to end", others);
  }

  private static Explanation overlap(String text, List<String> others) {
    return new Explanation(Code.OVERLAP, text, others, Optional.empty());
  }

  /** The oldest run before this one that it has to wait for. */
  private Optional<String> olderOne(Pipeline pipeline, Run run) {
    if (pipeline.overlap().rule() != Overlap.Rule.SEQUENTIAL) {
      return Optional.empty();
    }
    return active.of(run.pipeline()).stream()
        .filter(other -> other.compareTo(run.key()) < 0)
        .filter(this::isLive)
        .map(RunKey::interval)
        .findFirst();
  }

  /** A marker may outlive its run, and a corrupt run keeps nobody waiting. */
  private boolean isLive(RunKey key) {
    try {
      return documents.load(key).filter(loaded -> !loaded.run().state().terminal()).isPresent();
    } catch (CorruptDocumentException e) {
      return false;
    }
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
        ids.add("job " + specs.id(run.attemptId(stage.name())) + where(run, stage));
      }
    }
    return ids;
  }

  /** Which job it is, is known also where the run's definition cannot be read any more. */
  private String where(Run run, StageRun stage) {
    try {
      return deployments
          .definition(run.pipeline(), run.definition())
          .pipeline()
          .stage(stage.name())
          .placement()
          .map(placed -> " on cluster " + placed.cluster())
          .orElse("");
    } catch (CorruptDocumentException e) {
      return "";
    }
  }

  private static Explanation says(Code code, String text) {
    return new Explanation(code, text, List.of(), Optional.empty());
  }
}
