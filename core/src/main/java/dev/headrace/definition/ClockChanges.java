package dev.headrace.definition;

import dev.headrace.pipeline.Cadence;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The days on which a wall time does not exist, or exists twice.
 *
 * @param every which days count: a week falls due on Mondays only
 */
record ClockChanges(Cadence every, LocalTime at, ZoneId zone) {
  /** As far as it is worth looking: rules of zones repeat within 28 years. */
  private static final int YEARS = 60;

  /** The first day from this one on whose wall time the clock jumps over. */
  Optional<LocalDate> nextGap(LocalDate from) {
    return next(from, ZoneOffsetTransition::isGap);
  }

  /** The first day from this one on whose wall time the clock passes twice. */
  Optional<LocalDate> nextFold(LocalDate from) {
    return next(from, ZoneOffsetTransition::isOverlap);
  }

  private Optional<LocalDate> next(LocalDate from, Predicate<ZoneOffsetTransition> wanted) {
    Instant last = from.plusYears(YEARS).atStartOfDay(zone).toInstant();
    Instant before = from.minusDays(2).atStartOfDay(zone).toInstant();
    ZoneOffsetTransition change = zone.getRules().nextTransition(before);
    while (change != null && change.getInstant().isBefore(last)) {
      Optional<LocalDate> day = wanted.test(change) ? dayOf(change, from) : Optional.empty();
      if (day.isPresent()) {
        return day;
      }
      change = zone.getRules().nextTransition(change.getInstant());
    }
    return Optional.empty();
  }

  private Optional<LocalDate> dayOf(ZoneOffsetTransition change, LocalDate from) {
    LocalDateTime first = earlier(change.getDateTimeBefore(), change.getDateTimeAfter());
    LocalDateTime end = first.plus(change.getDuration().abs());
    return first
        .toLocalDate()
        .datesUntil(end.toLocalDate().plusDays(1))
        .filter(day -> !day.isBefore(from) && falls(day))
        .filter(day -> !day.atTime(at).isBefore(first) && day.atTime(at).isBefore(end))
        .findFirst();
  }

  private static LocalDateTime earlier(LocalDateTime a, LocalDateTime b) {
    return a.isBefore(b) ? a : b;
  }

  private boolean falls(LocalDate day) {
    return switch (every) {
      case HOUR -> false;
      case DAY -> true;
      case WEEK -> day.getDayOfWeek() == DayOfWeek.MONDAY;
      case MONTH -> day.getDayOfMonth() == 1;
    };
  }
}
