package dev.headrace.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.pipeline.Cadence;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class ClockChangesTest {
  private static final LocalDate FROM = LocalDate.parse("2026-01-01");

  @Test
  void aWallTimeIsAffectedFromTheFirstMinuteOfAChangeToItsLast() {
    assertThat(changes(Cadence.DAY, "02:00", "America/New_York").nextGap(FROM))
        .contains(LocalDate.parse("2026-03-08"));
    assertThat(changes(Cadence.DAY, "03:00", "America/New_York").nextGap(FROM)).isEmpty();
    assertThat(changes(Cadence.DAY, "01:59", "America/New_York").nextFold(FROM))
        .contains(LocalDate.parse("2026-11-01"));
    assertThat(changes(Cadence.DAY, "02:00", "America/New_York").nextFold(FROM)).isEmpty();
    assertThat(changes(Cadence.DAY, "04:15", "America/New_York").nextGap(FROM)).isEmpty();
  }

  @Test
  void aWeekFallsDueOnMondaysOnly() {
    assertThat(changes(Cadence.WEEK, "02:30", "America/New_York").nextGap(FROM)).isEmpty();
  }

  @Test
  void aMonthFallsDueOnItsFirstDayOnly() {
    assertThat(changes(Cadence.MONTH, "01:30", "America/New_York").nextFold(FROM))
        .contains(LocalDate.parse("2026-11-01"));
    assertThat(changes(Cadence.MONTH, "02:30", "America/New_York").nextGap(FROM)).isEmpty();
  }

  @Test
  void aChangeOfHalfAnHourAffectsHalfAnHour() {
    assertThat(changes(Cadence.DAY, "02:15", "Australia/Lord_Howe").nextGap(FROM))
        .contains(LocalDate.parse("2026-10-04"));
    assertThat(changes(Cadence.DAY, "02:30", "Australia/Lord_Howe").nextGap(FROM)).isEmpty();
  }

  @Test
  void aDayThatIsLeftOutIsAGap() {
    LocalDate before = LocalDate.parse("2011-12-01");

    assertThat(changes(Cadence.DAY, "12:00", "Pacific/Apia").nextGap(before))
        .contains(LocalDate.parse("2011-12-30"));
  }

  @Test
  void aZoneWithoutChangesHasNone() {
    assertThat(changes(Cadence.DAY, "02:30", "UTC").nextGap(FROM)).isEmpty();
    assertThat(changes(Cadence.DAY, "02:30", "Asia/Tokyo").nextFold(FROM)).isEmpty();
  }

  private static ClockChanges changes(Cadence every, String at, String zone) {
    return new ClockChanges(every, LocalTime.parse(at), ZoneId.of(zone));
  }
}
