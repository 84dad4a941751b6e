package dev.headrace.engine;

import dev.headrace.engine.Deployments.Deployed;
import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.json.Json;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.Schedule;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.run.Trigger;
import dev.headrace.store.Content;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.WriteResult;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the runs of the intervals that have fallen due. A tick carries no data: what is due is
 * computed from the watermark, so a lost tick, a pause and an outage are mended by the next one.
 */
final class Ticker {
  /** How many intervals one tick decides, so that it ends within a function's time. */
  private static final int AT_ONCE = 200;

  private final ObjectStore control;
  private final RunDocuments documents;
  private final ActiveRuns active;
  private final InstantSource clock;
  private final EngineLog log;

  Ticker(
      ObjectStore control,
      RunDocuments documents,
      ActiveRuns active,
      InstantSource clock,
      EngineLog log) {
    this.control = control;
    this.documents = documents;
    this.active = active;
    this.clock = clock;
    this.log = log;
  }

  /**
   * The newest interval that was decided.
   *
   * @param interval its key
   * @param end where the next one begins
   */
  record Watermark(String interval, Instant end) {}

  private record Read(Watermark watermark, Optional<Long> generation) {}

  /**
   * Creates the runs of all due intervals after the watermark, then moves the watermark.
   *
   * @return the intervals that were decided, oldest first
   */
  List<Interval> tick(Deployed deployed) {
    Optional<Schedule> schedule = deployed.definition().pipeline().schedule();
    if (schedule.isEmpty() || deployed.deployment().paused()) {
      return List.of();
    }
    Instant now = clock.instant();
    Read read = watermark(deployed, schedule.get());
    List<Interval> due = due(schedule.get(), read.watermark(), now);
    if (due.isEmpty()) {
      return List.of();
    }
    Missed missed = Missed.of(schedule.get(), due, now);
    for (Interval interval : due) {
      create(deployed, interval, missed.whySkipped(interval), now);
    }
    Interval newest = due.get(due.size() - 1);
    move(deployed.name(), read, new Watermark(newest.key(), newest.end()));
    return due;
  }

  /** The next interval that will fall due, and when. */
  Optional<Next> next(Deployed deployed) {
    return deployed
        .definition()
        .pipeline()
        .schedule()
        .flatMap(
            schedule -> {
              Interval interval =
                  Calendar.of(schedule).containing(watermark(deployed, schedule).watermark().end());
              return Calendar.due(schedule, interval).map(at -> new Next(interval, at));
            });
  }

  /** An interval and the instant at which it falls due. */
  record Next(Interval interval, Instant due) {}

  private static List<Interval> due(Schedule schedule, Watermark watermark, Instant now) {
    Calendar calendar = Calendar.of(schedule);
    List<Interval> due = new ArrayList<>();
    Interval next = calendar.containing(watermark.end());
    while (due.size() < AT_ONCE && !dueAt(schedule, next).isAfter(now)) {
      due.add(next);
      next = calendar.next(next);
    }
    return due;
  }

  /** An interval whose due time a clock change left out is decided at its end. */
  private static Instant dueAt(Schedule schedule, Interval interval) {
    return Calendar.due(schedule, interval).orElse(interval.end());
  }

  private void create(
      Deployed deployed, Interval interval, Optional<String> whySkipped, Instant now) {
    Pipeline pipeline = deployed.definition().pipeline();
    String hash = deployed.deployment().definition();
    Run run =
        whySkipped
            .map(why -> Run.skipped(pipeline, interval, hash, why, now))
            .orElseGet(() -> Run.waiting(pipeline, interval, hash, Trigger.SCHEDULE, now));
    active.begin(run, documents);
    log.decided(run.key(), run.state().terminal() ? run.reason() : "created by the schedule");
  }

  private Read watermark(Deployed deployed, Schedule schedule) {
    return control
        .read(name(deployed.name()))
        .map(
            object ->
                new Read(Documents.read(object, Watermark.class), Optional.of(object.generation())))
        .orElseGet(() -> new Read(before(deployed, schedule), Optional.empty()));
  }

  /** Before the first tick: everything before the schedule's start counts as decided. */
  private static Watermark before(Deployed deployed, Schedule schedule) {
    Calendar calendar = Calendar.of(schedule);
    Interval first = first(deployed, schedule);
    return new Watermark(calendar.previous(first).key(), first.start());
  }

  private static Interval first(Deployed deployed, Schedule schedule) {
    Instant from =
        schedule
            .start()
            .map(day -> day.atStartOfDay(schedule.zone()).toInstant())
            .orElse(deployed.deployment().deployedAt());
    return Calendar.of(schedule).containing(from);
  }

  /** Where the first interval of a pipeline's schedule begins. */
  static Instant firstStart(Deployed deployed, Schedule schedule) {
    return first(deployed, schedule).start();
  }

  private void move(PipelineName pipeline, Read from, Watermark to) {
    Content content = Content.json(Json.bytes(to));
    WriteResult result =
        from.generation()
            .map(generation -> control.replace(name(pipeline), generation, content))
            .orElseGet(() -> control.create(name(pipeline), content));
    if (!(result instanceof WriteResult.Applied)) {
      log.decided(
          new RunKey(pipeline, to.interval()),
          "the watermark was moved by another tick, or will be");
    }
  }

  private static String name(PipelineName pipeline) {
    return "pipelines/" + pipeline + "/watermark.json";
  }
}
