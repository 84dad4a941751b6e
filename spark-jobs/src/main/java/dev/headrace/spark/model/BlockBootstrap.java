package dev.headrace.spark.model;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * How sure a difference of two areas is: whole intervals are drawn with replacement, since rows of
 * one day are alike, and both models meet the same draw.
 */
record BlockBootstrap(double low, double high) {
  private static final int DRAWS = 600;
  private static final long SEED = 20010101;

  static BlockBootstrap of(
      Ranking challenger, Ranking champion, int[] block, int blocks, double confidence) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    double[] differences = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      int[] drawn = new int[blocks];
      for (int i = 0; i < blocks; i++) {
        drawn[random.nextInt(blocks)]++;
      }
      differences[draw] = challenger.auc(block, drawn) - champion.auc(block, drawn);
    }
    Arrays.sort(differences);
    double tail = (1 - confidence) / 2;
    return new BlockBootstrap(quantile(differences, tail), quantile(differences, 1 - tail));
  }

  private static double quantile(double[] sorted, double share) {
    double at = share * (sorted.length - 1);
    int below = (int) Math.floor(at);
    int above = (int) Math.ceil(at);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
