package dev.headrace.engine;

import dev.headrace.engine.Deployments.Deployed;
import dev.headrace.engine.RunDocuments.Loaded;
import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.json.Json;
import dev.headrace.notify.Notification;
import dev.headrace.notify.Notification.Kind;
import dev.headrace.notify.Notifier;
import dev.headrace.pipeline.Deadline;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.Schedule;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.store.Content;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.StoredObject;
import dev.headrace.store.WriteResult;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells people of intervals that have not succeeded by the deadline of their pipeline. Which
 * intervals are expected is computed from the calendar, so also one that has no run is noticed.
 *
 * <p>Each interval is judged when its deadline has passed, and stays open until it has succeeded,
 * was skipped, or has failed and that was told. What is open stands in {@code deadlines.json}; it
 * is written after people were told, so a crash in between tells them once more, under the same id.
 */
final class Deadlines {
  /** How many intervals one pass judges anew, so that it ends within a function's time. */
  private static final int AT_ONCE = 50;

  /** How many open intervals are looked at again; of older ones people were told. */
  private static final int MOST_OPEN = 50;

  private final ObjectStore control;
  private final RunDocuments documents;
  private final Explainer explainer;
  private final Notifier notifier;
  private final StoredNotifications told;
  private final InstantSource clock;

  /** Up to where all is judged and nothing is open: no need to read that again. */
  private final Map<PipelineName, Instant> settled = new ConcurrentHashMap<>();

  Deadlines(
      ObjectStore control,
      RunDocuments documents,
      Explainer explainer,
      Notifier notifier,
      StoredNotifications told,
      InstantSource clock) {
    this.control = control;
    this.documents = documents;
    this.explainer = explainer;
    this.notifier = notifier;
    this.told = told;
    this.clock = clock;
  }

  /**
   * What is known of a pipeline's deadlines.
   *
   * @param until the end of the newest interval that was judged
   * @param open the intervals that have not succeeded, with what was told of each last
   */
  record Judged(Instant until, SortedMap<String, Kind> open) {
    Judged {
      open = Collections.unmodifiableSortedMap(new TreeMap<>(open));
    }
  }

  private record Read(Judged judged, Optional<Long> generation) {}

  /** Looks at the deadlines of a pipeline; costs nothing where it declares none. */
  void look(Deployed deployed) {
    Optional<Schedule> schedule = deployed.definition().pipeline().schedule();
    Optional<Deadline> deadline = deployed.definition().pipeline().deadline();
    if (schedule.isPresent() && deadline.isPresent()) {
      look(deployed, new Rule(schedule.get(), deadline.get(), clock.instant()));
    }
  }

  /** A deadline over a schedule, at this moment. */
  private record Rule(Schedule schedule, Deadline deadline, Instant now) {
    Calendar calendar() {
      return Calendar.of(schedule);
    }

    Instant at(Interval interval) {
      return interval.end().plus(deadline.after());
    }

    boolean passed(Interval interval) {
      return !at(interval).isAfter(now);
    }

    /** The end of the newest interval whose deadline has passed. */
    Instant newest() {
      return calendar().containing(now.minus(deadline.after())).start();
    }
  }

  private void look(Deployed deployed, Rule rule) {
    Instant quiet = settled.get(deployed.name());
    if (quiet != null && !rule.passed(rule.calendar().containing(quiet))) {
      return;
    }
    Read read = read(deployed, rule);
    Judged judged = judge(deployed, rule, read.judged());
    boolean kept =
        (read.generation().isPresent() && judged.equals(read.judged()))
            || write(deployed.name(), read.generation(), judged) instanceof WriteResult.Applied;
    if (kept && judged.open().isEmpty()) {
      settled.put(deployed.name(), judged.until());
    } else {
      settled.remove(deployed.name());
    }
  }

  private Judged judge(Deployed deployed, Rule rule, Judged before) {
    SortedMap<String, Kind> open = new TreeMap<>(before.open());
    for (String key : before.open().keySet()) {
      rule.calendar()
          .parse(key)
          .ifPresentOrElse(
              interval -> judge(deployed, rule, interval, open), () -> open.remove(key));
    }
    Instant until = before.until();
    Interval next = rule.calendar().containing(until);
    for (int i = 0; i < AT_ONCE && rule.passed(next); i++) {
      judge(deployed, rule, next, open);
      until = next.end();
      next = rule.calendar().next(next);
    }
    while (open.size() > MOST_OPEN) {
      open.remove(open.firstKey());
    }
    return new Judged(until, open);
  }

  private void judge(
      Deployed deployed, Rule rule, Interval interval, SortedMap<String, Kind> open) {
    RunKey key = new RunKey(deployed.name(), interval.key());
    Optional<Kind> kind = kind(key);
    if (kind.isPresent() && kind.get() != open.get(key.interval())) {
      tell(key, kind.get(), rule, interval);
    }
    if (kind.isEmpty() || kind.get() == Kind.FAILED) {
      open.remove(key.interval());
    } else {
      open.put(key.interval(), kind.get());
    }
  }

  private void tell(RunKey key, Kind kind, Rule rule, Interval interval) {
    if (told.has(key, kind)) {
      return;
    }
    Notification notification =
        Notification.of(
            key,
            kind,
            rule.at(interval),
            rule.now(),
            rule.deadline().recipients(),
            explainer.explain(key).text());
    notifier.send(notification);
    told.send(notification);
  }

  /** What is to be told of an interval whose deadline has passed; nothing if it is done with. */
  private Optional<Kind> kind(RunKey key) {
    try {
      Optional<Run> run = documents.load(key).map(Loaded::run);
      return run.isEmpty() ? Optional.of(Kind.NOT_CREATED) : kind(run.get());
    } catch (CorruptDocumentException e) {
      // Whether it has succeeded cannot be read, so it is not known to have.
      return Optional.of(Kind.NOT_FINISHED);
    }
  }

  private static Optional<Kind> kind(Run run) {
    return switch (run.state()) {
      case WAITING -> Optional.of(Kind.NOT_STARTED);
      case RUNNING, CANCELLING -> Optional.of(Kind.NOT_FINISHED);
      case FAILED, CANCELLED -> Optional.of(Kind.FAILED);
      case SUCCEEDED, SKIPPED -> Optional.empty();
    };
  }

  /** All that was told of an interval; costs nothing where the pipeline declares no deadline. */
  List<Notification> told(Deployed deployed, String interval) {
    return deployed.definition().pipeline().deadline().isEmpty()
        ? List.of()
        : told.of(new RunKey(deployed.name(), interval));
  }

  /**
   * What stands in the store. Where nothing does, deadlines that have passed already are nobody's
   * concern: a pipeline that begins in the past would tell of each day since.
   */
  private Read read(Deployed deployed, Rule rule) {
    Optional<StoredObject> object = control.read(name(deployed.name()));
    if (object.isPresent()) {
      return new Read(
          Documents.read(object.get(), Judged.class), Optional.of(object.get().generation()));
    }
    Instant first = Ticker.firstStart(deployed, rule.schedule());
    Instant from = first.isAfter(rule.newest()) ? first : rule.newest();
    return new Read(new Judged(from, new TreeMap<>()), Optional.empty());
  }

  /** Another pass that was first has told the same: this one looks again with the next. */
  private WriteResult write(PipelineName pipeline, Optional<Long> generation, Judged judged) {
    Content content = Content.json(Json.bytes(judged));
    return generation
        .map(standing -> control.replace(name(pipeline), standing, content))
        .orElseGet(() -> control.create(name(pipeline), content));
  }

  private static String name(PipelineName pipeline) {
    return "pipelines/" + pipeline + "/deadlines.json";
  }
}
