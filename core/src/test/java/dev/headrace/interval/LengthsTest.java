package dev.headrace.interval;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LengthsTest {
  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 seconds",
    "PT1S, 1 second",
    "PT15M, 15 minutes",
    "PT1H, 1 hour",
    "PT1H30M, 1 hour 30 minutes",
    "PT24H, 1 day",
    "P7D, 7 days",
    "P2DT3H4M5S, 2 days 3 hours 4 minutes 5 seconds",
  })
  void aLengthIsSaidInItsUnits(Duration length, String words) {
    assertThat(Lengths.inWords(length)).isEqualTo(words);
  }
}
