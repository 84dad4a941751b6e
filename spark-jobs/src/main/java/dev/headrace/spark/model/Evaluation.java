package dev.headrace.spark.model;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How good probabilities are, against what happened.
 *
 * @param ece expected calibration error over ten bins of equal width
 * @param meanGap how far the mean probability is from the observed share
 */
record Evaluation(double auc, double logloss, double brier, double ece, double meanGap) {
  private static final int BINS = 10;
  private static final double LEAST = 1e-15;

  static Evaluation of(double[] scores, boolean[] labels, double auc) {
    int n = scores.length;
    double logloss = 0;
    double brier = 0;
    double[] predicted = new double[BINS];
    double[] observed = new double[BINS];
    for (int i = 0; i < n; i++) {
      double p = Math.min(1 - LEAST, Math.max(LEAST, scores[i]));
      double y = labels[i] ? 1 : 0;
      logloss -= labels[i] ? Math.log(p) : Math.log1p(-p);
      brier += (scores[i] - y) * (scores[i] - y);
      int bin = Math.min(BINS - 1, (int) (p * BINS));
      predicted[bin] += scores[i];
      observed[bin] += y;
    }
    double ece = 0;
    double gap = 0;
    for (int b = 0; b < BINS; b++) {
      ece += Math.abs(predicted[b] - observed[b]) / n;
      gap += (predicted[b] - observed[b]) / n;
    }
    return new Evaluation(auc, logloss / n, brier / n, ece, Math.abs(gap));
  }

  SortedMap<String, Double> asMetrics(String prefix) {
    SortedMap<String, Double> metrics = new TreeMap<>();
    metrics.put(prefix + "auc", auc);
    metrics.put(prefix + "logloss", logloss);
    metrics.put(prefix + "brier", brier);
    metrics.put(prefix + "ece", ece);
    metrics.put(prefix + "mean_gap", meanGap);
    return metrics;
  }
}
