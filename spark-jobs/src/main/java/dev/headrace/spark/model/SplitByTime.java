package dev.headrace.spark.model;

import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.pipeline.Cadence;
import dev.headrace.spark.failure.JobFailure;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * Which intervals are learnt from and which are kept for judging: the newest are kept, and the
 * labels of those before must have been known when the kept ones began.
 *
 * <p>Keys are compared by the calendar: one day of maturity is one calendar day, also where a clock
 * change makes it 23 hours long.
 */
record SplitByTime(List<String> train, List<String> holdout) {

  static SplitByTime of(List<String> keys, int holdoutIntervals, Duration labelMaturity) {
    List<Interval> ordered = keys.stream().map(SplitByTime::interval).sorted(byStart()).toList();
    int first = Math.max(0, ordered.size() - holdoutIntervals);
    List<Interval> holdout = ordered.subList(first, ordered.size());
    if (holdout.isEmpty()) {
      return new SplitByTime(List.of(), List.of());
    }
    var latestEnd = holdout.get(0).start().minus(labelMaturity);
    List<Interval> train =
        ordered.subList(0, first).stream().filter(i -> !i.end().isAfter(latestEnd)).toList();
    return new SplitByTime(keysOf(train), keysOf(holdout));
  }

  private static java.util.Comparator<Interval> byStart() {
    return java.util.Comparator.comparing(Interval::start);
  }

  private static List<String> keysOf(List<Interval> intervals) {
    return intervals.stream().map(Interval::key).toList();
  }

  private static Interval interval(String key) {
    for (Cadence cadence : Cadence.values()) {
      Optional<Interval> found = new Calendar(cadence, ZoneOffset.UTC).parse(key);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw JobFailure.user("\"" + key + "\" is no key of an hour, day, week or month");
  }
}
