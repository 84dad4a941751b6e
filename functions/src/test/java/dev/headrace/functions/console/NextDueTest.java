package dev.headrace.functions.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.pipeline.Cadence;
import dev.headrace.pipeline.Schedule;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NextDueTest {
  @ParameterizedTest
  @CsvSource({
    "HOUR, 2001-05-14T13:09:59Z, 2001-05-14T12, 2001-05-14T13:10:00Z",
    "HOUR, 2001-05-14T13:10:00Z, 2001-05-14T13, 2001-05-14T14:10:00Z",
    "DAY, 2001-05-14T00:00:00Z, 2001-05-13, 2001-05-14T04:10:00Z",
    "DAY, 2001-05-14T04:10:00Z, 2001-05-14, 2001-05-15T04:10:00Z",
    "WEEK, 2001-05-14T05:00:00Z, 2001-W20, 2001-05-21T04:10:00Z",
    "MONTH, 2001-06-01T00:00:00Z, 2001-05, 2001-06-01T04:10:00Z",
    "DAY, 1999-01-01T00:00:00Z, 2000-01-01, 2000-01-02T04:10:00Z"
  })
  void itIsTheFirstThatIsNotYetDue(Cadence every, Instant now, String interval, Instant due) {
    assertThat(NextDue.of(schedule(every, "UTC", Schedule.Gap.SHIFT), now))
        .contains(new NextDue(interval, due));
  }

  @ParameterizedTest
  @CsvSource({"SHIFT, 2001-03-31, 2001-04-01T07:10:00Z", "SKIP, 2001-04-01, 2001-04-02T06:10:00Z"})
  void aClockChangeMovesItOrLeavesItOut(Schedule.Gap gap, String interval, Instant due) {
    Schedule schedule =
        new Schedule(
            Cadence.DAY,
            LocalTime.of(2, 10),
            ZoneId.of("America/New_York"),
            Optional.empty(),
            new Schedule.Catchup(Schedule.Catchup.Rule.NONE, 1),
            Duration.ofHours(1),
            gap,
            Schedule.Fold.FIRST);

    assertThat(NextDue.of(schedule, Instant.parse("2001-04-01T05:30:00Z")))
        .contains(new NextDue(interval, due));
  }

  private static Schedule schedule(Cadence every, String zone, Schedule.Gap gap) {
    return new Schedule(
        every,
        LocalTime.of(4, 10),
        ZoneId.of(zone),
        Optional.of(LocalDate.parse("2000-01-01")),
        new Schedule.Catchup(Schedule.Catchup.Rule.NONE, 1),
        Duration.ofHours(1),
        gap,
        Schedule.Fold.FIRST);
  }
}
