package dev.headrace.functions.console;

import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.pipeline.Schedule;
import java.time.Instant;
import java.util.Optional;

/** The next interval that falls due by the clock. */
public record NextDue(String interval, Instant at) {
  /** A clock change can leave out a due time, but not several in a row. */
  private static final int TRIES = 4;

  static Optional<NextDue> of(Schedule schedule, Instant now) {
    Calendar calendar = Calendar.of(schedule);
    Interval interval = calendar.previous(calendar.containing(from(schedule, now)));
    for (int i = 0; i < TRIES; i++, interval = calendar.next(interval)) {
      Optional<Instant> due = Calendar.due(schedule, interval);
      if (due.isPresent() && due.get().isAfter(now) && !beforeStart(schedule, interval)) {
        return Optional.of(new NextDue(interval.key(), due.get()));
      }
    }
    return Optional.empty();
  }

  private static Instant from(Schedule schedule, Instant now) {
    return start(schedule).filter(now::isBefore).orElse(now);
  }

  private static boolean beforeStart(Schedule schedule, Interval interval) {
    return start(schedule).filter(first -> interval.start().isBefore(first)).isPresent();
  }

  private static Optional<Instant> start(Schedule schedule) {
    return schedule.start().map(day -> day.atStartOfDay(schedule.zone()).toInstant());
  }
}
