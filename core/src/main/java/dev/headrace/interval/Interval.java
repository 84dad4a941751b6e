package dev.headrace.interval;

import java.time.Duration;
import java.time.Instant;

/**
 * What a run is for: the half-open time {@code [start, end)}, in UTC, under a readable key.
 *
 * @param key {@code 2001-05-14T13}, {@code 2001-05-14}, {@code 2001-W20} or {@code 2001-05}
 */
public record Interval(String key, Instant start, Instant end) {
  public Interval {
    if (!start.isBefore(end)) {
      throw new IllegalArgumentException("interval " + key + " is empty: " + start + " to " + end);
    }
  }

  /** How long it is: a day has 23, 24 or 25 hours. */
  public Duration length() {
    return Duration.between(start, end);
  }

  @Override
  public String toString() {
    return key;
  }
}
