package dev.headrace.spark.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Row;

/** Scored rows as plain arrays, which nobody changes. */
final class Holdout {
  private final double[] scores;
  private final boolean[] labels;
  private final int[] block;
  private final int intervals;

  private Holdout(double[] scores, boolean[] labels, int[] block, int intervals) {
    this.scores = scores;
    this.labels = labels;
    this.block = block;
    this.intervals = intervals;
  }

  /** Reads rows of {@code interval, label, score}, in any order. */
  static Holdout of(Iterator<Row> rows) {
    double[] scores = new double[1024];
    boolean[] labels = new boolean[1024];
    int[] block = new int[1024];
    SortedMap<String, Integer> seen = new TreeMap<>();
    int n = 0;
    while (rows.hasNext()) {
      Row row = rows.next();
      if (n == scores.length) {
        scores = Arrays.copyOf(scores, 2 * n);
        labels = Arrays.copyOf(labels, 2 * n);
        block = Arrays.copyOf(block, 2 * n);
      }
      block[n] = seen.computeIfAbsent(row.get(0).toString(), key -> seen.size());
      labels[n] = ((Number) row.get(1)).doubleValue() == 1;
      scores[n++] = row.getDouble(2);
    }
    return new Holdout(
            Arrays.copyOf(scores, n),
            Arrays.copyOf(labels, n),
            Arrays.copyOf(block, n),
            seen.size())
        .inOrder(List.copyOf(seen.values()));
  }

  /** Numbers the intervals by their keys: the draws then do not depend on the order of rows. */
  private Holdout inOrder(List<Integer> numbersByKey) {
    int[] renumbered = new int[intervals];
    List<Integer> numbers = new ArrayList<>(numbersByKey);
    for (int i = 0; i < renumbered.length; i++) {
      renumbered[numbers.get(i)] = i;
    }
    int[] ordered = Arrays.stream(block).map(b -> renumbered[b]).toArray();
    return new Holdout(scores, labels, ordered, intervals);
  }

  double[] scores() {
    return scores;
  }

  boolean[] labels() {
    return labels;
  }

  /** The number of each row's interval, from 0, in the order of the keys. */
  int[] block() {
    return block;
  }

  /** How many intervals there are. */
  int intervals() {
    return intervals;
  }

  int rows() {
    return scores.length;
  }

  Ranking ranking() {
    return new Ranking(scores, labels);
  }

  /** The same rows under a predictor that knows nothing. */
  Holdout constant() {
    double[] half = new double[scores.length];
    Arrays.fill(half, 0.5);
    return new Holdout(half, labels, block, intervals);
  }
}
