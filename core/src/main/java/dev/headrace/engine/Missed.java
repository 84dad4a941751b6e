package dev.headrace.engine;

import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.interval.Lengths;
import dev.headrace.pipeline.Schedule;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the catch-up rule makes of intervals that were found later than the schedule's grace.
 *
 * @param skipped the intervals that do not run
 */
record Missed(Schedule schedule, Set<Interval> skipped) {

  static Missed of(Schedule schedule, List<Interval> due, Instant now) {
    List<Interval> missed = due.stream().filter(interval -> late(schedule, interval, now)).toList();
    int kept =
        switch (schedule.catchup().rule()) {
          case NONE -> 0;
          case LATEST -> 1;
          case ALL -> schedule.catchup().max();
        };
    Set<Interval> skipped =
        missed.stream().limit(Math.max(0, missed.size() - kept)).collect(Collectors.toSet());
    due.stream()
        .filter(interval -> Calendar.due(schedule, interval).isEmpty())
        .forEach(skipped::add);
    return new Missed(schedule, Set.copyOf(skipped));
  }

  private static boolean late(Schedule schedule, Interval interval, Instant now) {
    return Calendar.due(schedule, interval)
        .map(due -> now.isAfter(due.plus(schedule.grace())))
        .orElse(false);
  }

  /** Why the interval does not run; empty when it does. */
  Optional<String> whySkipped(Interval interval) {
    if (!skipped.contains(interval)) {
      return Optional.empty();
    }
    if (Calendar.due(schedule, interval).isEmpty()) {
      return Optional.of("its due time was left out by a clock change, and the rule is gap: skip");
    }
    String rule = schedule.catchup().rule().name().toLowerCase(Locale.ROOT);
    return Optional.of(
        "missed by more than "
            + Lengths.inWords(schedule.grace())
            + ", and the rule is catchup: "
            + rule);
  }
}
