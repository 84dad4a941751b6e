package dev.headrace.functions.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {
  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 s",
    "PT0.25S, 250 ms",
    "PT59.9S, 59 s",
    "PT1M, 1 min",
    "PT3M12S, 3 min 12 s",
    "PT2H5M9S, 2 h 5 min",
    "PT24H, 1 day",
    "PT50H, 2 days 2 h",
    "PT-5S, 0 s"
  })
  void aDurationHasItsTwoLargestUnits(Duration duration, String words) {
    assertThat(Words.duration(duration)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "-0.0011, -0.0011",
    "0.99871, 0.99871",
    "0.123456789, 0.12346",
    "0.00001234, 0.00001234",
    "0.000000000001234567, 1.235e-12",
    "17479, '17,479'",
    "1234567.5, '1,234,568'",
    "12.0, 12",
    "NaN, NaN",
    "-Infinity, -Infinity"
  })
  void aNumberKeepsWhatPeopleCompare(double value, String words) {
    assertThat(Words.number(value)).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "999, 999 B",
    "1000, 1.0 kB",
    "184213, 184.2 kB",
    "999999, 1.0 MB",
    "9223372036854775807, 9.2 EB"
  })
  void bytesHaveOneDecimal(long bytes, String words) {
    assertThat(Words.bytes(bytes)).isEqualTo(words);
  }

  @Test
  void anInstantIsUtcAndStandsInRelationToNow() {
    Instant at = Instant.parse("2001-05-14T23:59:59.900Z");

    assertThat(Words.instant(at)).isEqualTo("2001-05-14 23:59:59 UTC");
    assertThat(Words.fromNow(at, at.plusSeconds(90))).isEqualTo("1 min 30 s ago");
    assertThat(Words.fromNow(at, at.minusSeconds(3600))).isEqualTo("in 1 h");
    assertThat(Words.fromNow(at, at)).isEqualTo("now");
  }

  @Test
  void whatWouldNotShowIsMadeVisible() {
    assertThat(Visible.of("a\u202eb\u200bc\u0000d\u2028e\ufefff\ud800g"))
        .isEqualTo("a[U+202E]b[U+200B]c[U+0000]d[U+2028]e[U+FEFF]f[U+D800]g");
    assertThat(Visible.of("Z\u00fcrich \ud83d\ude80\n\tok"))
        .isEqualTo("Z\u00fcrich \ud83d\ude80\n\tok");
  }
}
