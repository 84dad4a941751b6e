package dev.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.pipeline.Schedule;
import dev.headrace.run.Pipelines;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class MissedTest {
  private static final Instant NOON = Instant.parse("2001-01-05T12:00:00Z");

  @Test
  void aMissedIntervalSaysByHowMuchAndByWhichRule() {
    Schedule schedule = schedule(Schedule.Catchup.Rule.LATEST, 1, Duration.ofMinutes(90));

    Missed missed = Missed.of(schedule, due(schedule), NOON);

    assertThat(due(schedule))
        .extracting(missed::whySkipped)
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .contains(
                        "missed by more than 1 hour 30 minutes, and the rule is catchup: latest"),
            second -> assertThat(second).isPresent(),
            third -> assertThat(third).isEmpty());
  }

  @Test
  void whatIsWithinTheGraceIsNotMissed() {
    Schedule schedule = schedule(Schedule.Catchup.Rule.NONE, 0, Duration.ofDays(7));

    assertThat(Missed.of(schedule, due(schedule), NOON).skipped()).isEmpty();
  }

  @Test
  void ofMoreThanMayBeCaughtUpTheOldestAreLeftOut() {
    Schedule schedule = schedule(Schedule.Catchup.Rule.ALL, 2, Duration.ofHours(1));

    assertThat(Missed.of(schedule, due(schedule), NOON).skipped())
        .containsExactly(due(schedule).get(0));
  }

  private static List<Interval> due(Schedule schedule) {
    Interval first = Calendar.of(schedule).parse("2001-01-02").orElseThrow();
    Interval second = Calendar.of(schedule).next(first);
    return List.of(first, second, Calendar.of(schedule).next(second));
  }

  private static Schedule schedule(Schedule.Catchup.Rule rule, int max, Duration grace) {
    Schedule daily = Pipelines.flights().schedule().orElseThrow();
    return new Schedule(
        daily.every(),
        daily.at(),
        daily.zone(),
        daily.start(),
        new Schedule.Catchup(rule, max),
        grace,
        daily.gap(),
        daily.fold());
  }
}
