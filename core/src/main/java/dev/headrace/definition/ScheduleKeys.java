package dev.headrace.definition;

import dev.headrace.pipeline.Cadence;
import dev.headrace.pipeline.Schedule;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/** {@code schedule}: when intervals fall due. */
final class ScheduleKeys {
  private static final Map<String, String> CADENCES =
      Map.of("hourly", "hour", "daily", "day", "weekly", "week", "monthly", "month");
  private static final String HOUR_OR_DAY = "Write hour or day.";

  static final Key<Cadence> EVERY =
      Key.required(
          "every",
          Words.of(
              Cadence.class,
              CADENCES,
              Map.of(
                  "5m", HOUR_OR_DAY,
                  "10m", HOUR_OR_DAY,
                  "15m", HOUR_OR_DAY,
                  "20m", HOUR_OR_DAY,
                  "30m", HOUR_OR_DAY)),
          "How long an interval is: hours of UTC; days, ISO weeks and months of the zone.");
  static final Key<LocalTime> AT =
      Key.withDefault(
          "at",
          Times.time(),
          LocalTime.MIDNIGHT,
          "\"00:00\"",
          "The wall time, in the zone, at which an interval that has ended falls due.");
  static final Key<ZoneId> ZONE =
      Key.withDefault(
          "zone", Times.zone(), ZoneId.of("UTC"), "UTC", "The time zone of days and wall times.");
  static final Key<LocalDate> START =
      Key.optional(
          "start",
          Times.date(),
          "The first day that has an interval; without it the day of the first deploy.");
  static final Key<Schedule.Catchup.Rule> RULE =
      Key.required(
          "rule",
          Words.of(Schedule.Catchup.Rule.class, Map.of("last", "latest")),
          "Which of the missed intervals run.");
  static final Key<Long> MAX =
      Key.withDefault(
          "max",
          Numbers.whole(1, 10_000),
          62L,
          "62",
          "The most missed intervals that run at once; the oldest beyond it are skipped.");
  static final Shape CATCHUP_SHAPE =
      Shape.of("catchup", "What becomes of intervals that fell due while nobody looked.", RULE, MAX)
          .shorthand(RULE);
  static final Key<Fields> CATCHUP =
      Key.required(
          "catchup",
          CATCHUP_SHAPE,
          "What becomes of intervals that fell due during a pause or an outage.");
  static final Key<Duration> GRACE =
      Key.withDefault(
          "grace",
          Times.duration("15m", "365 days"),
          Duration.ofHours(1),
          "1h",
          "How late an interval may be found and still not count as missed.");
  static final Key<Schedule.Gap> GAP =
      Key.optional(
          "gap",
          Words.of(Schedule.Gap.class, Map.of()),
          "What becomes of a wall time that the clock jumps over: moved by the jump, to its end,"
              + " or missed.");
  static final Key<Schedule.Fold> FOLD =
      Key.optional(
          "fold",
          Words.of(Schedule.Fold.class, Map.of()),
          "Which of the two is meant by a wall time that the clock passes twice.");
  static final Shape SHAPE =
      Shape.of(
              "schedule",
              "When the intervals of the pipeline fall due.",
              EVERY,
              AT,
              ZONE,
              START,
              CATCHUP,
              GRACE,
              GAP,
              FOLD)
          .later(Map.of("cron", "Write \"every: hour\", day, week or month."));

  /** What a stage may be run for: an interval longer than those of the schedule. */
  static final Scalar<Cadence> LONGER =
      Words.some(List.of(Cadence.DAY, Cadence.WEEK, Cadence.MONTH), CADENCES, Map.of());

  private ScheduleKeys() {}
}
