package dev.headrace.spark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitByTimeTest {
  private static final List<String> DAYS =
      List.of("2001-03-30", "2001-03-31", "2001-04-01", "2001-04-02", "2001-04-03");

  @Test
  void theNewestIntervalsAreKeptAndMaturityLeavesAGap() {
    SplitByTime split = SplitByTime.of(DAYS, 2, Duration.ofDays(1));

    assertThat(split.holdout()).containsExactly("2001-04-02", "2001-04-03");
    assertThat(split.train()).containsExactly("2001-03-30", "2001-03-31");
  }

  @Test
  void withoutMaturityThereIsNoGap() {
    assertThat(SplitByTime.of(DAYS, 1, Duration.ZERO).train()).hasSize(4);
  }

  @Test
  void partOfAnIntervalOfMaturityCostsAWholeOne() {
    assertThat(SplitByTime.of(DAYS, 1, Duration.ofHours(1)).train())
        .containsExactly("2001-03-30", "2001-03-31", "2001-04-01");
  }

  @Test
  void tooFewIntervalsLeaveNothingToLearnFrom() {
    assertThat(SplitByTime.of(DAYS, 9, Duration.ZERO).train()).isEmpty();
    assertThat(SplitByTime.of(List.of(), 1, Duration.ZERO).holdout()).isEmpty();
  }

  @Test
  void hoursWeeksAndMonthsAreKeysToo() {
    assertThat(
            SplitByTime.of(
                    List.of("2001-05-14T22", "2001-05-14T23", "2001-05-15T00"),
                    1,
                    Duration.ofHours(1))
                .train())
        .containsExactly("2001-05-14T22");
    assertThat(SplitByTime.of(List.of("2001-W01", "2001-W02"), 1, Duration.ZERO).train())
        .containsExactly("2001-W01");
    assertThat(SplitByTime.of(List.of("2001-01", "2001-02"), 1, Duration.ZERO).train())
        .containsExactly("2001-01");
  }

  @Test
  void anotherKeyIsRefused() {
    assertThatThrownBy(() -> SplitByTime.of(List.of("today"), 1, Duration.ZERO))
        .hasMessage("\"today\" is no key of an hour, day, week or month");
  }
}
