package dev.headrace.engine;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the attempts of one epoch of a run took. Written once, some minutes after the run's end.
 *
 * @param attempts by stage and number: {@code clean/1}
 */
public record RunUsage(int epoch, Instant recordedAt, SortedMap<String, AttemptUsage> attempts) {
  public RunUsage {
    attempts = Collections.unmodifiableSortedMap(new TreeMap<>(attempts));
  }

  /**
   * One attempt.
   *
   * @param job its id in the job service
   * @param milliDcuSeconds missing where the service had not told by then
   * @param shuffleGbSeconds missing likewise
   * @param log where what it printed is to be found
   */
  public record AttemptUsage(
      String job,
      Optional<Long> milliDcuSeconds,
      Optional<Long> shuffleGbSeconds,
      Optional<String> log) {}
}
