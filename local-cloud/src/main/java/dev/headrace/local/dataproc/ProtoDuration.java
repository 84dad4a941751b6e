package dev.headrace.local.dataproc;

import dev.headrace.local.http.ApiError;
import java.math.BigDecimal;
import java.time.Duration;

/** Durations as protobuf writes them in JSON: {@code 3600s}, {@code 1.5s}. */
public final class ProtoDuration {
  private ProtoDuration() {}

  /**
   * Reads one.
   *
   * @throws ApiError 400 if it is none
   */
  public static Duration parse(String text) {
    if (!text.matches("-?[0-9]{1,12}(\\.[0-9]{1,9})?s")) {
      throw ApiError.invalid("A duration is seconds with an s at the end, not " + text);
    }
    BigDecimal seconds = new BigDecimal(text.substring(0, text.length() - 1));
    return Duration.ofNanos(seconds.movePointRight(9).longValueExact());
  }
}
