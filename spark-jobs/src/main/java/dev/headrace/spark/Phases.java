package dev.headrace.spark;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** Milliseconds by phase of one attempt. */
public final class Phases {
  private final SortedMap<String, Long> milliseconds = new TreeMap<>();

  /** Does the work and adds its time to the phase. */
  public <T> T time(String phase, Callable<T> work) throws Exception {
    long begun = System.nanoTime();
    try {
      return work.call();
    } finally {
      milliseconds.merge(phase, (System.nanoTime() - begun) / 1_000_000, Long::sum);
    }
  }

  /** What was measured so far. */
  public SortedMap<String, Long> milliseconds() {
    return milliseconds;
  }
}
