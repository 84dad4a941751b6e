package dev.headrace.engine;

import dev.headrace.engine.Deployments.Deployed;
import dev.headrace.engine.EngineLog.Alarm;
import dev.headrace.engine.RunDocuments.Loaded;
import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.pipeline.Input;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.Schedule;
import dev.headrace.run.Decider;
import dev.headrace.run.Event;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.run.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * Compares what ended runs have read with what stands in the landing bucket now. A difference runs
 * the interval once more, or is flagged, as the definition in force says.
 */
final class LateFiles {
  private final RunDocuments documents;
  private final Deployments deployments;
  private final Inputs inputs;
  private final Openings openings;
  private final Advancer advancer;
  private final InstantSource clock;
  private final EngineLog log;

  LateFiles(
      RunDocuments documents,
      Deployments deployments,
      Inputs inputs,
      Openings openings,
      Advancer advancer,
      InstantSource clock,
      EngineLog log) {
    this.documents = documents;
    this.deployments = deployments;
    this.inputs = inputs;
    this.openings = openings;
    this.advancer = advancer;
    this.clock = clock;
    this.log = log;
  }

  /** Looks at the intervals before this one that are young enough for the definition to care. */
  void lookBefore(Deployed deployed, Interval newest) {
    Pipeline pipeline = deployed.definition().pipeline();
    Optional<Duration> within =
        pipeline.inputs().values().stream()
            .flatMap(input -> input.late().stream())
            .map(Input.Late::within)
            .max(Duration::compareTo);
    if (within.isEmpty()) {
      return;
    }
    Schedule schedule = pipeline.schedule().orElseThrow();
    Calendar calendar = Calendar.of(schedule);
    Instant first =
        schedule
            .start()
            .map(day -> day.atStartOfDay(schedule.zone()).toInstant())
            .orElse(Instant.MIN);
    Instant oldest = clock.instant().minus(within.get());
    Interval interval = calendar.previous(newest);
    while (!interval.start().isBefore(first) && interval.end().isAfter(oldest)) {
      look(deployed, new RunKey(deployed.name(), interval.key()));
      interval = calendar.previous(interval);
    }
  }

  /** A corrupt run is named, and keeps none of the others from being looked at. */
  private void look(Deployed deployed, RunKey key) {
    try {
      documents.load(key).map(Loaded::run).ifPresent(run -> look(deployed, run));
    } catch (CorruptDocumentException e) {
      log.alarm(Alarm.CORRUPT, e.getMessage());
    }
  }

  /**
   * Looks at one run, if it has ended. While the pipeline is paused nothing runs again: the tick
   * after its resumption looks.
   */
  void look(Deployed deployed, Run run) {
    if (!run.state().terminal() || deployed.deployment().paused()) {
      return;
    }
    Decider.LateData late = since(deployed, run);
    if (!late.reruns().isEmpty()) {
      openings.openAgain(run, deployed, Trigger.LATE_DATA, String.join("; ", late.changes()));
    } else if (!late.flagged().isEmpty()) {
      flag(run, late.flagged());
    }
  }

  /** What has changed since an ended run read its inputs, where its own definition found them. */
  Decider.LateData since(Deployed deployed, Run run) {
    Pipeline read = deployments.definition(run.pipeline(), run.definition()).pipeline();
    return Decider.lateData(
        deployed.definition().pipeline(), run, inputs.look(read, run.interval()), clock.instant());
  }

  /** The alarm is raised once: the run keeps what was told of it. */
  private void flag(Run run, List<String> changes) {
    advancer
        .advance(run.key(), List.of(new Event.LateDataSeen(changes)))
        .filter(flagged -> !flagged.warnings().equals(run.warnings()))
        .ifPresent(
            flagged ->
                log.alarm(Alarm.LATE_DATA, "run " + run.key() + ": " + String.join("; ", changes)));
  }
}
