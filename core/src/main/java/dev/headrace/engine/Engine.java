package dev.headrace.engine;

import dev.headrace.engine.Deployments.Deployed;
import dev.headrace.engine.EngineLog.Alarm;
import dev.headrace.engine.RunDocuments.Loaded;
import dev.headrace.interval.Interval;
import dev.headrace.job.AttemptId;
import dev.headrace.job.JobId;
import dev.headrace.job.Outcome;
import dev.headrace.notify.Notification;
import dev.headrace.notify.Notifier;
import dev.headrace.notify.NotifierUnavailableException;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.run.Event;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.run.RunState;
import dev.headrace.run.StageState;
import dev.headrace.run.Trigger;
import dev.headrace.runner.JobReport;
import dev.headrace.runner.JobRunners;
import dev.headrace.store.Listed;
import dev.headrace.store.StoreRefusedException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * What the entry points call. Every method may be called at any time, from many places at once and
 * any number of times; none keeps anything that cannot be read again.
 *
 * <p>Each throws {@link dev.headrace.store.StoreUnavailableException}, {@link
 * dev.headrace.runner.RunnerUnavailableException} or {@link ContendedException} where the same call
 * can succeed later.
 */
public final class Engine {
  private final Deployments deployments;
  private final RunDocuments documents;
  private final Arrivals arrivals;
  private final Canaries canaries;
  private final Outcomes outcomes;
  private final Advancer advancer;
  private final Openings openings;
  private final LateFiles lateFiles;
  private final Ticker ticker;
  private final Reconciler reconciler;
  private final Explainer explainer;
  private final Deadlines deadlines;
  private final JobSpecs specs;
  private final JobReports reports;
  private final RefusedEvents refusedEvents;
  private final Usages usages;
  private final ManualStarts manualStarts;
  private final InstantSource clock;
  private final EngineLog log;

  public Engine(
      Places places,
      Buckets buckets,
      JobRunners runners,
      InstantSource clock,
      RandomGenerator random,
      EngineLog log,
      Notifier notifier) {
    this.deployments = new Deployments(buckets.control(), log);
    this.documents = new RunDocuments(buckets.control(), random);
    Inputs inputs = new Inputs(buckets.landing(), places);
    this.arrivals = new Arrivals(buckets.control());
    this.outcomes = new Outcomes(buckets.outcomes());
    this.specs = new JobSpecs(places);
    this.refusedEvents = new RefusedEvents(buckets.control());
    this.clock = clock;
    this.canaries = new Canaries(buckets.control(), clock);
    this.log = log;
    this.reports = new JobReports(deployments, specs, runners);
    this.usages = new Usages(buckets.control(), documents, specs, reports, clock);
    ActiveRuns active = new ActiveRuns(buckets.control());
    Turns turns = new Turns(buckets.control());
    this.advancer = new Advancer(documents, deployments, active, specs, runners, clock, log);
    this.openings =
        new Openings(
            documents,
            deployments,
            active,
            inputs,
            turns,
            new Champions(buckets.lake()),
            advancer,
            usages,
            clock,
            log);
    this.lateFiles = new LateFiles(documents, deployments, inputs, openings, advancer, clock, log);
    this.ticker = new Ticker(buckets.control(), documents, active, clock, log);
    this.reconciler = new Reconciler(documents, active, turns, outcomes, reports, advancer);
    this.manualStarts = new ManualStarts(documents, deployments, active, openings, clock, log);
    this.explainer =
        new Explainer(
            documents, deployments, inputs, lateFiles, active, turns, ticker, specs, clock);
    this.deadlines =
        new Deadlines(
            buckets.control(),
            documents,
            explainer,
            notifier,
            new StoredNotifications(buckets.control()),
            clock);
  }

  /** The deployed pipelines. */
  public Deployments deployments() {
    return deployments;
  }

  /** Events that were acknowledged and not served. */
  public RefusedEvents refusedEvents() {
    return refusedEvents;
  }

  /** Objects that only show whether events come through. */
  public Canaries canaries() {
    return canaries;
  }

  /**
   * A schedule fired: decides every interval of the pipeline that has fallen due, opens the oldest
   * that may start, and looks for landed files that have changed.
   */
  public void tick(PipelineName name) {
    deployments.find(name).ifPresent(this::tick);
  }

  private void tick(Deployed deployed) {
    List<Interval> decided = ticker.tick(deployed);
    if (!decided.isEmpty()) {
      openings.openNext(deployed.name());
      lateFiles.lookBefore(deployed, decided.get(decided.size() - 1));
    }
  }

  /** An object landed, or was overwritten: records it and opens or re-runs what it concerns. */
  public void arrived(String bucket, String objectName, long generation) {
    for (Deployed deployed : deployments.all()) {
      for (Interval interval : Arrivals.intervals(deployed.definition().pipeline(), objectName)) {
        RunKey key = new RunKey(deployed.name(), interval.key());
        arrivals.record(key, new Arrivals.Arrival(bucket, objectName, generation));
        unlessCorrupt(() -> landedFor(deployed, key));
      }
    }
  }

  private void landedFor(Deployed deployed, RunKey key) {
    Optional<Loaded> loaded = documents.load(key);
    if (loaded.isEmpty()) {
      log.decided(key, "landed before the interval is due");
    } else if (loaded.get().run().state() == RunState.WAITING) {
      openings.openNext(deployed.name());
    } else {
      lateFiles.look(deployed, loaded.get().run());
    }
  }

  /**
   * An outcome was written: moves its run on and sends what follows.
   *
   * @return its run, if that waits for an end now that no event will tell: {@link #look} at it
   */
  public Optional<RunKey> finished(String outcomeObjectName) {
    Optional<AttemptId> attempt = Outcomes.attemptOf(outcomeObjectName);
    if (attempt.isEmpty()) {
      log.alarm(Alarm.CORRUPT, outcomeObjectName + " is not the name of an outcome");
      return Optional.empty();
    }
    return outcomes
        .read(attempt.get())
        .flatMap(this::finished)
        .filter(reconciler::hasUntoldEnds)
        .map(Run::key);
  }

  private Optional<Run> finished(Outcome outcome) {
    AttemptId attempt = outcome.attempt();
    RunKey key = new RunKey(attempt.pipeline(), attempt.interval());
    Optional<Loaded> loaded = documents.load(key);
    if (loaded.isEmpty()) {
      return Optional.empty();
    }
    List<Event> events = new ArrayList<>();
    events.add(new Event.OutcomeSeen(outcome));
    if (outcome.status() != Outcome.Status.SUCCEEDED && isOf(loaded.get().run(), attempt)) {
      JobReport report = reports.report(loaded.get().run(), attempt);
      events.add(Reconciler.ended(attempt, StageState.RUNNING, report));
    }
    return Optional.of(moved(loaded.get(), events));
  }

  private Run moved(Loaded loaded, List<Event> events) {
    Run run = advancer.advance(loaded, events);
    if (run.state().terminal()) {
      ended(run);
    }
    return run;
  }

  /**
   * Asks the job service after attempts of a run whose ends no event tells, and moves the run on by
   * those that have ended. It writes nothing while none has.
   *
   * @return whether the run still waits for such an end
   */
  public boolean look(RunKey key) {
    Optional<Loaded> loaded = documents.load(key);
    if (loaded.isEmpty()) {
      return false;
    }
    List<Event> ends = reconciler.untoldEnds(loaded.get().run());
    Run run = ends.isEmpty() ? loaded.get().run() : moved(loaded.get(), ends);
    return reconciler.hasUntoldEnds(run);
  }

  /** An earlier epoch had another definition, and maybe another job service. */
  private static boolean isOf(Run run, AttemptId attempt) {
    return run.epoch() == attempt.epoch() && run.has(attempt.stage());
  }

  /** Its turn is given back first: an older run may wait for it. */
  private void ended(Run run) {
    openings.close(run);
    openings.openNext(run.pipeline());
  }

  /**
   * Derives from state everything that events and ticks should have done.
   *
   * @return the runs that wait for an end that no event will tell: {@link #look} at them
   */
  public Set<RunKey> reconcile() {
    return reconcile(deployments.surveyWithAlarms());
  }

  /**
   * As {@link #reconcile()}, after the definitions of a package were put in force.
   *
   * @param inForce the hashes of the definitions that are to be in force, by pipeline: where others
   *     are, these are put in their place, all of them or none; then a pipeline that is not named
   *     is paused
   */
  public Set<RunKey> reconcile(SortedMap<PipelineName, String> inForce) {
    return reconcile(surveyAfter(inForce));
  }

  private Set<RunKey> reconcile(Deployments.Survey survey) {
    Set<RunKey> waiting = new LinkedHashSet<>();
    for (Deployed deployed : survey.deployed()) {
      isolated("pipeline " + deployed.name(), () -> tick(deployed));
    }
    Set<PipelineName> pipelines = new TreeSet<>();
    for (RunKey run : reconciler.live()) {
      isolated(
          "run " + run,
          () ->
              reconciler
                  .repair(run)
                  .filter(reconciler::hasUntoldEnds)
                  .ifPresent(repaired -> waiting.add(run)));
      pipelines.add(run.pipeline());
    }
    for (String slot : reconciler.turns()) {
      isolated("turn " + slot, () -> reconciler.freeTurn(slot));
    }
    for (PipelineName pipeline : pipelines) {
      isolated("pipeline " + pipeline, () -> openings.openNext(pipeline));
    }
    for (Listed marker : survey.unmetered()) {
      isolated(marker.name(), () -> usages.settle(marker));
    }
    // Last, so that nobody is told of what this pass has mended.
    for (Deployed deployed : survey.deployed()) {
      isolated("deadline of " + deployed.name(), () -> deadlines.look(deployed));
    }
    return waiting;
  }

  /** What stands once the package is in force, or where it cannot be, what stood before. */
  private Deployments.Survey surveyAfter(SortedMap<PipelineName, String> inForce) {
    Deployments.Survey survey = deployments.surveyWithAlarms();
    try {
      Set<PipelineName> behind = deployments.behind(survey, inForce);
      Set<PipelineName> left = leftBy(survey, inForce.keySet());
      for (PipelineName name : behind) {
        isolated(
            "pipeline " + name, () -> deployments.move(name, inForce.get(name), clock.instant()));
      }
      for (PipelineName name : left) {
        isolated("pipeline " + name, () -> deployments.pause(name, true));
      }
      return behind.isEmpty() && left.isEmpty() ? survey : deployments.surveyWithAlarms();
    } catch (CorruptDocumentException | TableConflictException | StoreRefusedException e) {
      log.alarm(Alarm.NOT_IN_FORCE, "the package is not put in force: " + e.getMessage());
      return survey;
    }
  }

  private static Set<PipelineName> leftBy(Deployments.Survey survey, Set<PipelineName> named) {
    return survey.deployed().stream()
        .filter(deployed -> !deployed.deployment().paused())
        .map(Deployed::name)
        .filter(name -> !named.contains(name))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** One document that is corrupt or too large must not keep the others waiting. */
  private void isolated(String what, Runnable action) {
    try {
      unlessCorrupt(action);
    } catch (ContendedException | StoreRefusedException | NotifierUnavailableException e) {
      log.alarm(Alarm.SKIPPED_IN_PASS, what + ": " + e.getMessage());
    }
  }

  /** What a corrupt document is in the way of does not get better by being tried again. */
  private void unlessCorrupt(Runnable action) {
    try {
      action.run();
    } catch (CorruptDocumentException e) {
      log.alarm(Alarm.CORRUPT, e.getMessage());
    }
  }

  /** Asks a run to stop; false when there is no such run. */
  public boolean cancel(RunKey key, String by, String why) {
    Optional<Run> run = advancer.advance(key, List.of(new Event.CancelRequested(by, why)));
    run.filter(r -> r.state().terminal()).ifPresent(this::ended);
    return run.isPresent();
  }

  /** Runs an interval once more, under the definition in force; false when there is no such run. */
  public boolean rerun(RunKey key, String by, String why) {
    Optional<Loaded> loaded = documents.load(key);
    Optional<Deployed> deployed = deployments.find(key.pipeline());
    if (loaded.isEmpty() || deployed.isEmpty()) {
      return false;
    }
    String text = "re-run by " + by + ": " + why;
    openings.openAgain(loaded.get().run(), deployed.get(), Trigger.MANUAL, text);
    return true;
  }

  /**
   * Makes the run of an interval that has ended and has none, and starts it as soon as its inputs
   * and its turn allow. The watermark stays where it is: the schedule finds the run when it comes
   * to the interval, and makes no other.
   *
   * @param evenPaused whether a paused pipeline runs as well
   */
  public ManualStart start(RunKey key, String by, String why, boolean evenPaused) {
    return manualStarts.start(key, by, why, evenPaused);
  }

  /** Why an interval of a pipeline is not running, or what it does. Writes nothing. */
  public Explanation explain(PipelineName pipeline, String intervalKey) {
    return explainer.explain(new RunKey(pipeline, intervalKey));
  }

  /**
   * What people were told of an interval, oldest first: nothing, and at no cost, where its pipeline
   * declares no deadline.
   */
  public List<Notification> told(Deployed deployed, String intervalKey) {
    return deadlines.told(deployed, intervalKey);
  }

  /** The run as it stands. */
  public Optional<Run> run(RunKey key) {
    return documents.load(key).map(Loaded::run);
  }

  /** What the jobs of a run's present epoch took: recorded some minutes after its end. */
  public Optional<RunUsage> usage(Run run) {
    return usages.find(run);
  }

  /** The keys of all runs of a pipeline, oldest interval first. */
  public List<RunKey> runs(PipelineName pipeline) {
    return documents.keys(pipeline);
  }

  /** The job id of an attempt. */
  public JobId jobId(AttemptId attempt) {
    return specs.id(attempt);
  }
}
