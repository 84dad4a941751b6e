package dev.headrace.interval;

import dev.headrace.pipeline.Cadence;
import dev.headrace.pipeline.Schedule;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The intervals of a cadence in a zone: which there are, and in which order.
 *
 * <p>Hours are hours of UTC. Days, ISO weeks and months begin at the first instant of their first
 * local day, so a day has 23, 24 or 25 hours where clocks change, and a day that a zone left out
 * altogether (Apia, 2011-12-30) has no interval.
 */
public record Calendar(Cadence cadence, ZoneId zone) {
  private static final DateTimeFormatter HOUR =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH", Locale.ROOT);
  private static final Pattern WEEK = Pattern.compile("(\\d{4})-W(\\d{2})");

  /** The calendar of a schedule. */
  public static Calendar of(Schedule schedule) {
    return new Calendar(schedule.every(), schedule.zone());
  }

  /** The interval that holds the instant. */
  public Interval containing(Instant instant) {
    return switch (cadence) {
      case HOUR -> hour(instant.truncatedTo(ChronoUnit.HOURS));
      case DAY -> starting(instant.atZone(zone).toLocalDate());
      case WEEK -> starting(monday(instant.atZone(zone).toLocalDate()));
      case MONTH -> starting(instant.atZone(zone).toLocalDate().withDayOfMonth(1));
    };
  }

  /** The interval that begins where this one ends. */
  public Interval next(Interval interval) {
    return containing(interval.end());
  }

  /** The interval that ends where this one begins. */
  public Interval previous(Interval interval) {
    return containing(interval.start().minusNanos(1));
  }

  /** The interval of that key, if there is one. */
  public Optional<Interval> parse(String key) {
    try {
      Interval found =
          switch (cadence) {
            case HOUR -> hour(LocalDateTime.parse(key, HOUR).toInstant(ZoneOffset.UTC));
            case DAY -> starting(LocalDate.parse(key));
            case WEEK -> starting(mondayOf(key));
            case MONTH -> starting(LocalDate.parse(key + "-01"));
          };
      return Optional.of(found).filter(i -> i.key().equals(key));
    } catch (DateTimeParseException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** The last {@code count} intervals up to and including this one, oldest first. */
  public List<Interval> last(int count, Interval newest) {
    List<Interval> found = new ArrayList<>();
    for (Interval i = newest; found.size() < count; i = previous(i)) {
      found.add(0, i);
    }
    return List.copyOf(found);
  }

  /**
   * Whether this interval is the last one inside an interval of a longer cadence: the day that
   * closes the week.
   */
  public boolean closes(Cadence longer, Interval interval) {
    return new Calendar(longer, zone).containing(interval.start()).end().equals(interval.end());
  }

  private static Interval hour(Instant start) {
    return new Interval(
        HOUR.format(start.atOffset(ZoneOffset.UTC)), start, start.plus(1, ChronoUnit.HOURS));
  }

  private Interval starting(LocalDate first) {
    LocalDate next =
        switch (cadence) {
          case HOUR -> throw new IllegalStateException("hours do not begin with a date");
          case DAY -> first.plusDays(1);
          case WEEK -> first.plusWeeks(1);
          case MONTH -> first.plusMonths(1);
        };
    return new Interval(
        keyOf(first), first.atStartOfDay(zone).toInstant(), next.atStartOfDay(zone).toInstant());
  }

  private String keyOf(LocalDate first) {
    return switch (cadence) {
      case HOUR -> throw new IllegalStateException("hours do not begin with a date");
      case DAY -> first.toString();
      case WEEK ->
          String.format(
              Locale.ROOT,
              "%04d-W%02d",
              first.get(IsoFields.WEEK_BASED_YEAR),
              first.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
      case MONTH -> first.toString().substring(0, 7);
    };
  }

  private static LocalDate monday(LocalDate day) {
    return day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
  }

  private static LocalDate mondayOf(String key) {
    var match = WEEK.matcher(key);
    if (!match.matches()) {
      throw new IllegalArgumentException("not a week: " + key);
    }
    return monday(LocalDate.of(Integer.parseInt(match.group(1)), 1, 4))
        .plusWeeks(Integer.parseInt(match.group(2)) - 1L);
  }

  /** When an interval of this schedule falls due: empty where the gap rule skips it. */
  public static Optional<Instant> due(Schedule schedule, Interval interval) {
    if (schedule.every() == Cadence.HOUR) {
      return Optional.of(interval.end().plus(schedule.at().getMinute(), ChronoUnit.MINUTES));
    }
    ZonedDateTime end = interval.end().atZone(schedule.zone());
    LocalDateTime wall = end.toLocalDate().atTime(schedule.at());
    return resolve(schedule, wall).filter(due -> !due.isBefore(interval.end()));
  }

  private static Optional<Instant> resolve(Schedule schedule, LocalDateTime wall) {
    ZoneOffsetTransition change = schedule.zone().getRules().getTransition(wall);
    if (change == null) {
      return Optional.of(wall.atZone(schedule.zone()).toInstant());
    }
    if (change.isGap()) {
      return switch (schedule.gap()) {
        case SHIFT -> Optional.of(wall.toInstant(change.getOffsetBefore()));
        case NEXT -> Optional.of(change.getInstant());
        case SKIP -> Optional.empty();
      };
    }
    return switch (schedule.fold()) {
      case FIRST, BOTH -> Optional.of(wall.toInstant(change.getOffsetBefore()));
      case SECOND -> Optional.of(wall.toInstant(change.getOffsetAfter()));
    };
  }
}
