package dev.headrace.pipeline;

import java.time.Duration;

/**
 * How often a stage is tried again, by what went wrong, and after what delay.
 *
 * @param lost for attempts that ended without an outcome
 */
public record Retries(int user, int data, int platform, int timeout, int lost, Backoff backoff) {
  /** The most retries that a budget may have: attempt numbers stay below 10,000. */
  public static final int MOST = 100;

  /** What holds where a pipeline says nothing. */
  public static final Retries DEFAULT =
      new Retries(2, 0, 10, 0, 2, new Backoff(Duration.ofSeconds(60), 2, Duration.ofMinutes(30)));

  /** The delay before the n-th retry: {@code first * factor^(n-1)}, at most {@code max}. */
  public record Backoff(Duration first, double factor, Duration max) {
    /** The delay before retry {@code n}, counted from 1. */
    public Duration before(int n) {
      double seconds = first.toSeconds() * Math.pow(factor, n - 1);
      return seconds >= max.toSeconds() ? max : Duration.ofSeconds((long) seconds);
    }
  }
}
