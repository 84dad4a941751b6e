package dev.headrace.engine;

import dev.headrace.engine.RunDocuments.Loaded;
import dev.headrace.engine.Turns.Slot;
import dev.headrace.job.AttemptId;
import dev.headrace.job.Outcome;
import dev.headrace.run.Event;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.run.RunState;
import dev.headrace.run.StageRun;
import dev.headrace.run.StageState;
import dev.headrace.runner.JobReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Repairs by level: derives from state what every event would have told, so that a lost one costs
 * time and nothing else.
 */
final class Reconciler {
  private final RunDocuments documents;
  private final ActiveRuns active;
  private final Turns turns;
  private final Outcomes outcomes;
  private final JobReports reports;
  private final Advancer advancer;

  Reconciler(
      RunDocuments documents,
      ActiveRuns active,
      Turns turns,
      Outcomes outcomes,
      JobReports reports,
      Advancer advancer) {
    this.documents = documents;
    this.active = active;
    this.turns = turns;
    this.outcomes = outcomes;
    this.reports = reports;
    this.advancer = advancer;
  }

  /** The runs that have not ended, and those that were not tidied up after. */
  List<RunKey> live() {
    return active.all();
  }

  /**
   * Looks at every attempt of one run that the job service may know, and at what has fallen due.
   *
   * @return the run as it stands then; empty when there is nothing to look at
   */
  Optional<Run> repair(RunKey key) {
    Optional<Loaded> loaded = documents.load(key);
    if (loaded.isEmpty() || loaded.get().run().state() == RunState.WAITING) {
      return Optional.empty();
    }
    Run run = loaded.get().run();
    if (run.state().terminal()) {
      return Optional.empty();
    }
    List<Event> events = new ArrayList<>();
    for (StageRun stage : run.stages()) {
      if (stage.state().active()) {
        events.addAll(seen(run, stage));
      }
    }
    events.add(new Event.TimePassed());
    return Optional.of(advancer.repair(loaded.get(), events));
  }

  /** Whether an attempt is under way that leaves no outcome, so that no event tells its end. */
  boolean hasUntoldEnds(Run run) {
    return !run.state().terminal() && !untold(run).isEmpty();
  }

  private List<StageRun> untold(Run run) {
    return run.stages().stream()
        .filter(stage -> stage.state().active())
        .filter(stage -> !reports.stage(run, run.attemptId(stage.name())).leavesOutcome())
        .toList();
  }

  /** The ends of such attempts, as far as the job service knows of them. */
  List<Event> untoldEnds(Run run) {
    List<Event> ends = new ArrayList<>();
    for (StageRun stage : hasUntoldEnds(run) ? untold(run) : List.<StageRun>of()) {
      AttemptId attempt = run.attemptId(stage.name());
      JobReport report = reports.report(run, attempt);
      if (report.state().terminal()) {
        ends.add(ended(attempt, stage.state(), report));
      }
    }
    return ends;
  }

  /** What the job service and the outcome say of an attempt: the outcome is read after the end. */
  private List<Event> seen(Run run, StageRun stage) {
    AttemptId attempt = run.attemptId(stage.name());
    JobReport report = reports.report(run, attempt);
    if (report.state() == JobReport.State.ACTIVE) {
      return List.of(new Event.JobActive(attempt));
    }
    List<Event> events = new ArrayList<>();
    Optional<Outcome> outcome = outcomes.read(attempt);
    outcome.ifPresent(o -> events.add(new Event.OutcomeSeen(o)));
    events.add(ended(attempt, stage.state(), report));
    return events;
  }

  /** The report on an attempt whose stage stood in this state when it was asked for. */
  static Event ended(AttemptId attempt, StageState state, JobReport report) {
    return switch (report.state()) {
      case ACTIVE -> new Event.JobActive(attempt);
      case NOT_FOUND -> new Event.JobMissing(attempt, state);
      case SUCCEEDED -> ended(attempt, Event.JobEnded.How.SUCCEEDED, report);
      case FAILED -> ended(attempt, Event.JobEnded.How.FAILED, report);
      case CANCELLED -> ended(attempt, Event.JobEnded.How.CANCELLED, report);
    };
  }

  private static Event ended(AttemptId attempt, Event.JobEnded.How how, JobReport report) {
    return new Event.JobEnded(attempt, how, report.errorClass(), report.message(), report.rows());
  }

  /** The slots that are held. */
  List<String> turns() {
    return turns.names();
  }

  /** Frees a slot whose holder has ended without giving it back. */
  void freeTurn(String slotName) {
    turns.find(slotName).filter(this::isOver).ifPresent(turns::free);
  }

  private boolean isOver(Slot slot) {
    Optional<Run> holder = documents.load(slot.holder().run()).map(Loaded::run);
    return holder.isEmpty()
        || holder.get().state().terminal()
        || holder.get().epoch() > slot.holder().epoch();
  }
}
