package dev.headrace.local.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CronScheduleTest {
  @ParameterizedTest
  @CsvSource({
    "15 4 * * *, UTC, 2001-01-01T04:15:00Z, 2001-01-02T04:15:00Z",
    "15 4 * * *, America/New_York, 2001-01-01T00:00:00Z, 2001-01-01T09:15:00Z",
    "*/5 * * * *, UTC, 2001-01-01T00:04:59Z, 2001-01-01T00:05:00Z",
    "0 0 * * 0, UTC, 2001-01-01T00:00:00Z, 2001-01-07T00:00:00Z",
    "0 0 * * 7, UTC, 2001-01-01T00:00:00Z, 2001-01-07T00:00:00Z",
    "0 0 * * MON, UTC, 2001-01-01T00:00:00Z, 2001-01-08T00:00:00Z",
    "0 6 1 JAN *, UTC, 2001-01-01T06:00:00Z, 2002-01-01T06:00:00Z",
  })
  void theNextTimeIsAfterTheGivenOne(String cron, String zone, String from, String next) {
    assertThat(CronSchedule.parse(cron, zone).after(Instant.parse(from)))
        .contains(Instant.parse(next));
  }

  @ParameterizedTest
  @CsvSource({
    "2001-01-01T00:00:00Z, 2001-01-05T00:00:00Z", // Friday
    "2001-01-12T00:00:00Z, 2001-01-13T00:00:00Z", // the 13th, a Saturday
    "2001-01-13T00:00:00Z, 2001-01-19T00:00:00Z", // Friday again
  })
  void eitherDayFieldMayMatch(String from, String next) {
    assertThat(CronSchedule.parse("0 0 13 * FRI", "").after(Instant.parse(from)))
        .contains(Instant.parse(next));
  }

  @Test
  void whatIsNoScheduleIsRefusedWithTheReason() {
    assertThatThrownBy(() -> CronSchedule.parse("61 * * * *", ""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> CronSchedule.parse("* * * * *", "Mars/Olympus"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("\"Mars/Olympus\" is no time zone");
  }
}
