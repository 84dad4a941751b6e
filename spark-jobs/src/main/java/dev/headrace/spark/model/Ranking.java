package dev.headrace.spark.model;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Scores in order, so that the area under the ROC curve of any weighting of the rows is one pass.
 * Rows with equal scores count half.
 */
final class Ranking {
  private final double[] scores;
  private final boolean[] labels;
  private final int[] order;

  Ranking(double[] scores, boolean[] labels) {
    this.scores = scores;
    this.labels = labels;
    long[] keyed = new long[scores.length];
    this.order =
        scores.length < 2 ? IntStream.range(0, scores.length).toArray() : sorted(keyed, scores);
  }

  /** Sorts primitives: a float's order and a row's number in one long. */
  private static int[] sorted(long[] keyed, double[] scores) {
    for (int i = 0; i < scores.length; i++) {
      int bits = Float.floatToIntBits((float) scores[i]);
      int ordered = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
      keyed[i] = ((long) ordered << 32) | i;
    }
    Arrays.sort(keyed);
    int[] order = new int[keyed.length];
    for (int i = 0; i < order.length; i++) {
      order[i] = (int) keyed[i];
    }
    return order;
  }

  /** The area when each row counts once. */
  double auc() {
    int[] once = new int[scores.length];
    return auc(once, new int[] {1});
  }

  /**
   * The area when each row counts as often as its block was drawn; 0.5 when one class is missing.
   *
   * @param block of each row
   * @param drawn how often, by block
   */
  double auc(int[] block, int[] drawn) {
    double area = 0;
    double positives = 0;
    double negatives = 0;
    int i = 0;
    while (i < order.length) {
      double score = scores[order[i]];
      double tiedPositives = 0;
      double tiedNegatives = 0;
      while (i < order.length && scores[order[i]] == score) {
        int weight = drawn[block[order[i]]];
        if (labels[order[i]]) {
          tiedPositives += weight;
        } else {
          tiedNegatives += weight;
        }
        i++;
      }
      area += tiedPositives * (negatives + tiedNegatives / 2);
      positives += tiedPositives;
      negatives += tiedNegatives;
    }
    return positives == 0 || negatives == 0 ? 0.5 : area / (positives * negatives);
  }
}
