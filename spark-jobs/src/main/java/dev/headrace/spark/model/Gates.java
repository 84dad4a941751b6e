package dev.headrace.spark.model;

import dev.headrace.job.Outcome.GateResult;
import dev.headrace.job.Outcome.Verdict;
import dev.headrace.pipeline.Work;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Judges a model against an opponent on the same rows. Pure: the same rows give the same verdicts.
 *
 * @param opponent in words: {@code the champion's} or {@code the constant predictor's}
 */
record Gates(Work.Promote promote, String opponent) {
  private static final int ENOUGH_INTERVALS = 28;
  private static final int LEAST_ROWS = 100;
  private static final double USUAL_CONFIDENCE = 0.95;
  static final double GOLDEN_TOLERANCE = 1e-6;

  /** What all gates say, the model's metrics, and the decision in words. */
  record Decision(
      List<GateResult> gates, SortedMap<String, Double> metrics, boolean promoted, String reason) {

    /** The metrics of the model alone, whoever the opponent was. */
    SortedMap<String, Double> ownMetrics() {
      SortedMap<String, Double> own = new TreeMap<>(metrics);
      own.keySet().removeIf(name -> name.startsWith("opponent_") || name.startsWith("auc_"));
      return own;
    }
  }

  Decision decide(Holdout challenger, Holdout champion, List<GateResult> before) {
    Ranking ours = challenger.ranking();
    Ranking theirs = champion.ranking();
    Evaluation evaluation = Evaluation.of(challenger.scores(), challenger.labels(), ours.auc());
    Evaluation opponents = Evaluation.of(champion.scores(), champion.labels(), theirs.auc());
    double difference = evaluation.auc() - opponents.auc();
    double confidence = promote.confidence().orElse(USUAL_CONFIDENCE);
    BlockBootstrap bootstrap =
        BlockBootstrap.of(ours, theirs, challenger.block(), challenger.intervals(), confidence);

    List<GateResult> gates = new ArrayList<>(before);
    gates.add(rows(challenger));
    gates.add(intervals(challenger));
    gates.add(finite(challenger));
    gates.add(constant(evaluation));
    gates.add(margin(difference));
    gates.add(sure(bootstrap, confidence));
    gates.add(calibration(evaluation));

    SortedMap<String, Double> metrics = new TreeMap<>(evaluation.asMetrics(""));
    metrics.putAll(opponents.asMetrics("opponent_"));
    metrics.put("rows", (double) challenger.rows());
    metrics.put("auc_difference", difference);
    metrics.put("auc_difference_low", bootstrap.low());
    metrics.put("auc_difference_high", bootstrap.high());
    boolean promoted = gates.stream().noneMatch(gate -> gate.verdict() == Verdict.FAILED);
    return new Decision(
        gates,
        metrics,
        promoted,
        reason(gates, promoted, evaluation.auc(), opponents.auc(), difference));
  }

  private GateResult margin(double difference) {
    double margin = promote.margin();
    boolean enough = difference >= margin && (margin < 0 || difference > 0);
    return gate(
        "margin",
        difference,
        "at least " + figure(margin) + (margin == 0 ? ", above 0" : ""),
        enough,
        Verdict.FAILED);
  }

  private GateResult sure(BlockBootstrap bootstrap, double confidence) {
    boolean decides = promote.confidence().isPresent();
    return gate(
        "bootstrap",
        bootstrap.low(),
        String.format(
            Locale.ROOT,
            "above %s at the low end of the %.0f %% interval (high end %.4f)",
            figure(promote.margin()),
            confidence * 100,
            bootstrap.high()),
        bootstrap.low() > promote.margin(),
        decides ? Verdict.FAILED : Verdict.WARNED);
  }

  private GateResult calibration(Evaluation evaluation) {
    return promote
        .maxCalibrationError()
        .map(
            most ->
                gate(
                    "calibration",
                    evaluation.ece(),
                    "at most " + figure(most),
                    evaluation.ece() <= most,
                    Verdict.FAILED))
        .orElseGet(
            () -> gate("calibration", evaluation.ece(), "not bounded", true, Verdict.PASSED));
  }

  private static GateResult constant(Evaluation evaluation) {
    return gate(
        "beats_constant", evaluation.auc(), "above 0.5", evaluation.auc() > 0.5, Verdict.FAILED);
  }

  private static GateResult rows(Holdout holdout) {
    return gate(
        "rows",
        holdout.rows(),
        "at least " + LEAST_ROWS,
        holdout.rows() >= LEAST_ROWS,
        Verdict.FAILED);
  }

  private static GateResult intervals(Holdout holdout) {
    return gate(
        "intervals",
        holdout.intervals(),
        "at least " + ENOUGH_INTERVALS + " for a verdict to trust",
        holdout.intervals() >= ENOUGH_INTERVALS,
        Verdict.WARNED);
  }

  private static GateResult finite(Holdout holdout) {
    long odd = Arrays.stream(holdout.scores()).filter(p -> !(p >= 0 && p <= 1)).count();
    return gate("probabilities", (double) odd, "no score outside 0 to 1", odd == 0, Verdict.FAILED);
  }

  static GateResult gate(
      String name, double value, String limit, boolean passed, Verdict otherwise) {
    return new GateResult(name, value, limit, passed ? Verdict.PASSED : otherwise);
  }

  private String reason(
      List<GateResult> gates, boolean promoted, double auc, double opponents, double difference) {
    String compared =
        String.format(
            Locale.ROOT,
            "AUC %.4f %s %s %.4f by %.4f",
            auc,
            difference >= 0 ? "beats" : "falls short of",
            opponent,
            opponents,
            Math.abs(difference));
    if (promoted) {
      return compared;
    }
    List<String> failed = new ArrayList<>();
    for (GateResult gate : gates) {
      if (gate.verdict() == Verdict.FAILED) {
        failed.add(gate.gate().equals("margin") ? marginWords(difference) : words(gate));
      }
    }
    return compared + ", " + String.join("; ", failed);
  }

  private String marginWords(double difference) {
    return difference <= 0 && promote.margin() >= 0
        ? "so it is no better"
        : "less than the margin " + figure(promote.margin());
  }

  private static String words(GateResult gate) {
    return gate.gate() + " is " + figure(gate.value()) + ", must be " + gate.limit();
  }

  private static String figure(double value) {
    String text = String.format(Locale.ROOT, "%.6f", value).replaceFirst("0+$", "");
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }
}
