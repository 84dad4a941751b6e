package dev.headrace.engine;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/**
 * Walks whole worlds at random: requests, answers and events get lost, come twice, late and in
 * another order, processes end at any storage call, and jobs end as they like. Then the faults
 * stop, and every promise is asserted.
 */
class EngineWalkTest {
  private static final int SEEDS = 300;

  @Test
  void everyPromiseHoldsOnceTheFaultsHaveStopped() {
    long first = new SplittableRandom().nextLong() >>> 1;
    for (long seed = first; seed < first + SEEDS; seed++) {
      walk(seed);
    }
  }

  /** Seeds that once broke a promise. */
  @Test
  void thePromisesHoldWhereTheyOnceDidNot() {
    for (long seed : new long[] {1, 2, 3, 1642, 9315, 10501, 9000215, 7497289710423284752L}) {
      walk(seed);
    }
  }

  private static void walk(long seed) {
    try {
      new Walk(seed).run();
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
    }
  }
}
