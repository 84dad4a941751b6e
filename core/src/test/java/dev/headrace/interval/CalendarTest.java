package dev.headrace.interval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.pipeline.Cadence;
import dev.headrace.pipeline.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CalendarTest {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");

  private static Interval day(String zone, String key) {
    return new Calendar(Cadence.DAY, ZoneId.of(zone)).parse(key).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "America/New_York, 2026-03-08, 2026-03-08T05:00:00Z, 2026-03-09T04:00:00Z",
    "America/New_York, 2026-11-01, 2026-11-01T04:00:00Z, 2026-11-02T05:00:00Z",
    "America/Sao_Paulo, 2018-11-04, 2018-11-04T03:00:00Z, 2018-11-05T02:00:00Z",
    "Australia/Lord_Howe, 2026-04-05, 2026-04-04T13:00:00Z, 2026-04-05T13:30:00Z",
    "Australia/Lord_Howe, 2026-10-04, 2026-10-03T13:30:00Z, 2026-10-04T13:00:00Z",
    "Asia/Kathmandu, 2001-05-14, 2001-05-13T18:15:00Z, 2001-05-14T18:15:00Z",
  })
  void aDayBeginsAndEndsAtItsLocalMidnight(String zone, String key, String start, String end) {
    assertThat(day(zone, key))
        .isEqualTo(new Interval(key, Instant.parse(start), Instant.parse(end)));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-W10, 167",
    "2026-W44, 169",
    "2001-W20, 168",
    "2020-W53, 168",
  })
  void aWeekIsAsLongAsItsDays(String key, long hours) {
    Interval week = new Calendar(Cadence.WEEK, NEW_YORK).parse(key).orElseThrow();

    assertThat(week.length()).isEqualTo(Duration.ofHours(hours));
  }

  @Test
  void aDayThatAZoneLeftOutIsNoInterval() {
    Calendar apia = new Calendar(Cadence.DAY, ZoneId.of("Pacific/Apia"));

    assertThat(apia.parse("2011-12-30")).isEmpty();
    assertThat(apia.next(apia.parse("2011-12-29").orElseThrow()).key()).isEqualTo("2011-12-31");
  }

  @ParameterizedTest
  @CsvSource({
    "HOUR, 2001-05-14T13",
    "DAY, 2001-05-14",
    "WEEK, 2001-W20",
    "MONTH, 2001-05",
  })
  void everyCadenceHasItsKey(Cadence cadence, String key) {
    Calendar calendar = new Calendar(cadence, ZoneOffset.UTC);

    assertThat(calendar.containing(Instant.parse("2001-05-14T13:30:00Z")).key()).isEqualTo(key);
    assertThat(calendar.parse(key)).get().extracting(Interval::key).isEqualTo(key);
  }

  @ParameterizedTest
  @CsvSource({
    "DAY, 2001-5-14",
    "DAY, 2001-02-30",
    "DAY, 2001-W20",
    "WEEK, 2001-W54",
    "WEEK, 2001-W00",
    "HOUR, 2001-05-14",
    "HOUR, 2001-05-14T24",
    "MONTH, 2001-13",
    "DAY, ../x",
  })
  void anythingElseIsNoKey(Cadence cadence, String text) {
    assertThat(new Calendar(cadence, ZoneOffset.UTC).parse(text)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Cadence.class)
  void intervalsLieSideBySideWithoutGapOrOverlap(Cadence cadence) {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    String[] zones = {
      "UTC",
      "America/New_York",
      "Europe/Berlin",
      "Australia/Lord_Howe",
      "Asia/Kathmandu",
      "America/Sao_Paulo",
      "Africa/Casablanca",
      "Pacific/Apia",
      "Antarctica/Troll",
    };
    for (int i = 0; i < 2_000; i++) {
      Calendar calendar = new Calendar(cadence, ZoneId.of(zones[random.nextInt(zones.length)]));
      Instant instant = Instant.ofEpochSecond(random.nextLong(-1_000_000_000L, 3_000_000_000L));

      Interval interval = calendar.containing(instant);

      String what = "seed " + seed + ": " + instant + " in " + calendar;
      assertThat(interval.start()).as(what).isBeforeOrEqualTo(instant);
      assertThat(interval.end()).as(what).isAfter(instant);
      assertThat(calendar.next(interval).start()).as(what).isEqualTo(interval.end());
      assertThat(calendar.previous(interval).end()).as(what).isEqualTo(interval.start());
      assertThat(calendar.parse(interval.key())).as(what).contains(interval);
      assertThat(calendar.next(interval).key()).as(what).isGreaterThan(interval.key());
    }
  }

  @Test
  void theDayThatClosesTheWeekIsItsSunday() {
    Calendar days = new Calendar(Cadence.DAY, NEW_YORK);

    assertThat(days.closes(Cadence.WEEK, days.parse("2001-01-07").orElseThrow())).isTrue();
    assertThat(days.closes(Cadence.WEEK, days.parse("2001-01-06").orElseThrow())).isFalse();
    assertThat(days.closes(Cadence.MONTH, days.parse("2001-01-31").orElseThrow())).isTrue();
  }

  @Test
  void theLastIntervalsIncludeTheNewestAndCrossAMonth() {
    Calendar days = new Calendar(Cadence.DAY, ZoneOffset.UTC);

    assertThat(days.last(3, days.parse("2001-03-01").orElseThrow()))
        .extracting(Interval::key)
        .containsExactly("2001-02-27", "2001-02-28", "2001-03-01");
  }

  private static Optional<Instant> due(
      String at, Schedule.Gap gap, Schedule.Fold fold, String key) {
    Schedule schedule =
        new Schedule(
            Cadence.DAY,
            LocalTime.parse(at),
            NEW_YORK,
            Optional.empty(),
            new Schedule.Catchup(Schedule.Catchup.Rule.ALL, 62),
            Duration.ofHours(1),
            gap,
            fold);
    return Calendar.due(schedule, day(NEW_YORK.getId(), key));
  }

  @Test
  void anIntervalFallsDueAtItsWallTimeOnTheDayAfter() {
    assertThat(due("04:15", Schedule.Gap.SHIFT, Schedule.Fold.FIRST, "2001-01-01"))
        .contains(Instant.parse("2001-01-02T09:15:00Z"));
  }

  @ParameterizedTest
  @CsvSource({"SHIFT, 2026-03-08T07:30:00Z", "NEXT, 2026-03-08T07:00:00Z", "SKIP,"})
  void aWallTimeInTheGapFollowsTheGapRule(Schedule.Gap gap, String expected) {
    assertThat(due("02:30", gap, Schedule.Fold.FIRST, "2026-03-07"))
        .isEqualTo(Optional.ofNullable(expected).map(Instant::parse));
  }

  @ParameterizedTest
  @CsvSource({
    "FIRST, 2026-11-01T05:30:00Z",
    "SECOND, 2026-11-01T06:30:00Z",
    "BOTH, 2026-11-01T05:30:00Z",
  })
  void aWallTimeInTheFoldFollowsTheFoldRule(Schedule.Fold fold, String expected) {
    assertThat(due("01:30", Schedule.Gap.SHIFT, fold, "2026-10-31"))
        .contains(Instant.parse(expected));
  }

  @Test
  void anHourFallsDueAtItsMinuteAfterItsEnd() {
    Schedule schedule =
        new Schedule(
            Cadence.HOUR,
            LocalTime.of(0, 10),
            NEW_YORK,
            Optional.empty(),
            new Schedule.Catchup(Schedule.Catchup.Rule.ALL, 62),
            Duration.ofHours(1),
            Schedule.Gap.SHIFT,
            Schedule.Fold.FIRST);
    Interval hour = Calendar.of(schedule).parse("2001-05-14T13").orElseThrow();

    assertThat(Calendar.due(schedule, hour)).contains(hour.end().plus(10, ChronoUnit.MINUTES));
  }
}
