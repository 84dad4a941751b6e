package dev.headrace.definition;

import dev.headrace.pipeline.Cadence;
import dev.headrace.pipeline.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The {@code schedule} of a file.
 *
 * @param today the day from which dates of clock changes are named
 */
record ScheduleSection(Fields fields, LocalDate today) {
  Optional<Cadence> every() {
    return fields.value(ScheduleKeys.EVERY);
  }

  /** Whether days of the zone begin on full hours of UTC. */
  boolean hoursFitDays() {
    ZoneId zone = fields.value(ScheduleKeys.ZONE).orElse(ZoneOffset.UTC);
    ZoneRules rules = zone.getRules();
    Instant now = today.atStartOfDay(zone).toInstant();
    ZoneOffsetTransition change = rules.nextTransition(now);
    return isWholeHours(rules.getOffset(now))
        && (change == null || isWholeHours(change.getOffsetAfter()));
  }

  private static boolean isWholeHours(ZoneOffset offset) {
    return offset.getTotalSeconds() % 3600 == 0;
  }

  void check(Problems problems) {
    Optional<Cadence> every = fields.value(ScheduleKeys.EVERY);
    if (every.isEmpty() || fields.value(ScheduleKeys.AT).isEmpty()) {
      return;
    }
    if (every.get() == Cadence.HOUR) {
      checkMinute(problems);
    } else if (fields.value(ScheduleKeys.ZONE).isPresent()) {
      checkClockChanges(every.get(), problems);
    }
    checkCatchup(problems);
  }

  private void checkMinute(Problems problems) {
    if (fields.the(ScheduleKeys.AT).getHour() != 0) {
      problems.add(
          fields.placeOf(ScheduleKeys.AT),
          "must be a minute of the hour, since every is hour. Write for example \"00:15\".");
    }
  }

  private void checkClockChanges(Cadence every, Problems problems) {
    if (fields.writes(ScheduleKeys.GAP) && fields.writes(ScheduleKeys.FOLD)) {
      return;
    }
    ClockChanges changes =
        new ClockChanges(every, fields.the(ScheduleKeys.AT), fields.the(ScheduleKeys.ZONE));
    Optional<LocalDate> gap = firstWorthNaming(changes::nextGap);
    Optional<LocalDate> fold = firstWorthNaming(changes::nextFold);
    if (gap.isEmpty() && fold.isEmpty()) {
      return;
    }
    List<String> when = new ArrayList<>();
    gap.ifPresent(day -> when.add("does not exist on " + day));
    fold.ifPresent(day -> when.add("comes twice on " + day));
    problems.add(
        fields.placeOf(ScheduleKeys.AT),
        fields.the(ScheduleKeys.AT)
            + " in "
            + fields.the(ScheduleKeys.ZONE)
            + " "
            + Phrase.and(when)
            + ". Write gap: shift, next or skip, and fold: first, second or both.");
  }

  /** From today on, or else since the schedule starts. */
  private Optional<LocalDate> firstWorthNaming(DaySearch search) {
    LocalDate start = fields.value(ScheduleKeys.START).orElse(today);
    return search.from(today).or(() -> search.from(start));
  }

  private interface DaySearch {
    Optional<LocalDate> from(LocalDate day);
  }

  private void checkCatchup(Problems problems) {
    Optional<Fields> catchup = fields.value(ScheduleKeys.CATCHUP);
    boolean all =
        catchup
            .flatMap(c -> c.value(ScheduleKeys.RULE))
            .equals(Optional.of(Schedule.Catchup.Rule.ALL));
    if (!all && catchup.isPresent() && catchup.get().writes(ScheduleKeys.MAX)) {
      problems.add(
          catchup.get().placeOf(ScheduleKeys.MAX),
          "means nothing unless the rule is all. Delete it.");
    }
  }

  /** How long after the end of its interval a run falls due, on days without a clock change. */
  Duration dueAfterEnd() {
    LocalTime at = fields.the(ScheduleKeys.AT);
    return every().equals(Optional.of(Cadence.HOUR))
        ? Duration.ofMinutes(at.getMinute())
        : Duration.between(LocalTime.MIDNIGHT, at);
  }

  Schedule build() {
    Fields catchup = fields.the(ScheduleKeys.CATCHUP);
    Schedule.Catchup.Rule rule = catchup.the(ScheduleKeys.RULE);
    return new Schedule(
        fields.the(ScheduleKeys.EVERY),
        fields.the(ScheduleKeys.AT),
        fields.the(ScheduleKeys.ZONE),
        fields.value(ScheduleKeys.START),
        new Schedule.Catchup(rule, Math.toIntExact(most(rule, catchup))),
        fields.the(ScheduleKeys.GRACE),
        fields.value(ScheduleKeys.GAP).orElse(Schedule.Gap.SHIFT),
        fields.value(ScheduleKeys.FOLD).orElse(Schedule.Fold.FIRST));
  }

  private static long most(Schedule.Catchup.Rule rule, Fields catchup) {
    return switch (rule) {
      case NONE -> 0;
      case LATEST -> 1;
      case ALL -> catchup.the(ScheduleKeys.MAX);
    };
  }
}
