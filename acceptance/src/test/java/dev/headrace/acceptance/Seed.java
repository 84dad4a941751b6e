package dev.headrace.acceptance;

import java.util.Random;

/** The one number behind everything random: {@code -Dtest.seed=N} repeats a run. */
final class Seed {
  private Seed() {}

  /** A generator whose seed is printed, so that a failure can be repeated. */
  static Random random(Object who) {
    long seed = Long.parseLong(System.getProperty("headrace.seed", "1"));
    System.out.println(who + ": seed " + seed);
    return new Random(seed);
  }
}
