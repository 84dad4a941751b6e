package dev.headrace.spark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.headrace.job.Outcome.GateResult;
import dev.headrace.job.Outcome.Verdict;
import dev.headrace.pipeline.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;

class GatesTest {
  private static final int DAYS = 30;
  private static final int ROWS_A_DAY = 200;

  /** Scores that know the true chance, blurred by noise. */
  private static Holdout holdout(double noise, long seed) {
    SplittableRandom world = new SplittableRandom(1);
    SplittableRandom blur = new SplittableRandom(seed);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < DAYS * ROWS_A_DAY; i++) {
      double chance = world.nextDouble();
      int label = world.nextDouble() < chance ? 1 : 0;
      double score = Math.min(1, Math.max(0, chance + noise * (blur.nextDouble() - 0.5)));
      rows.add(RowFactory.create("day-" + i % DAYS, label, score));
    }
    return Holdout.of(rows.iterator());
  }

  private static Gates gates(double margin, Optional<Double> confidence, double ece) {
    return new Gates(
        new Work.Promote("auc", margin, confidence, Optional.of(ece)), "the champion's");
  }

  private static GateResult gate(Gates.Decision decision, String name) {
    return decision.gates().stream().filter(g -> g.gate().equals(name)).findFirst().orElseThrow();
  }

  @Test
  void aClearlyBetterModelIsPromoted() {
    Gates.Decision decision =
        gates(0.002, Optional.of(0.95), 0.1).decide(holdout(0, 2), holdout(1.5, 3), List.of());

    assertThat(decision.promoted()).isTrue();
    assertThat(decision.reason())
        .matches("AUC 0\\.\\d{4} beats the champion's 0\\.\\d{4} by 0\\.\\d{4}");
    assertThat(decision.gates()).extracting(GateResult::verdict).containsOnly(Verdict.PASSED);
  }

  @Test
  void aGainBelowTheMarginIsRefusedInWords() {
    Gates.Decision decision =
        gates(0.3, Optional.empty(), 0.1).decide(holdout(0, 2), holdout(1.5, 3), List.of());

    assertThat(decision.promoted()).isFalse();
    assertThat(decision.reason())
        .matches(
            "AUC 0\\.\\d{4} beats the champion's 0\\.\\d{4} by 0\\.\\d{4}, "
                + "less than the margin 0\\.3");
  }

  @Test
  void theSameModelIsNoBetterEvenWithoutAMargin() {
    Gates.Decision decision =
        gates(0, Optional.empty(), 0.1).decide(holdout(0, 2), holdout(0, 2), List.of());

    assertThat(decision.promoted()).isFalse();
    assertThat(decision.reason()).endsWith("by 0.0000, so it is no better");
  }

  @Test
  void aFreshnessMarginLetsAnEqualModelPass() {
    assertThat(
            gates(-0.01, Optional.empty(), 0.1)
                .decide(holdout(0, 2), holdout(0, 2), List.of())
                .promoted())
        .isTrue();
  }

  @Test
  void withoutConfidenceTheBootstrapIsReportedAndDecidesNothing() {
    Holdout better = holdout(0.6, 2);
    Holdout worse = holdout(0.605, 3);

    Gates.Decision reported = gates(0, Optional.empty(), 0.5).decide(better, worse, List.of());
    Gates.Decision asked = gates(0, Optional.of(0.99), 0.5).decide(better, worse, List.of());

    assertThat(gate(reported, "bootstrap").verdict()).isEqualTo(Verdict.WARNED);
    assertThat(gate(asked, "bootstrap").verdict()).isEqualTo(Verdict.FAILED);
    assertThat(asked.promoted()).isFalse();
    assertThat(reported.metrics())
        .containsKeys("auc_difference_low", "auc_difference_high", "opponent_auc");
    assertThat(reported.ownMetrics())
        .containsOnlyKeys("auc", "brier", "ece", "logloss", "mean_gap", "rows");
  }

  @Test
  void theSameRowsGiveTheSameVerdictInAnyOrder() {
    Gates gates = gates(0, Optional.of(0.95), 0.5);
    List<Row> rows = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < 500; i++) {
      rows.add(RowFactory.create("d" + i % 7, random.nextInt(2), random.nextDouble()));
    }
    Holdout forward = Holdout.of(rows.iterator());
    java.util.Collections.reverse(rows);
    Holdout backward = Holdout.of(rows.iterator());

    assertThat(
            gates
                .decide(forward, forward.constant(), List.of())
                .metrics()
                .get("auc_difference_low"))
        .isCloseTo(
            gates
                .decide(backward, backward.constant(), List.of())
                .metrics()
                .get("auc_difference_low"),
            within(1e-12));
  }

  @Test
  void fewIntervalsWarnAndFewRowsFail() {
    List<Row> rows = List.of(RowFactory.create("d1", 1, 0.9), RowFactory.create("d2", 0, 0.1));
    Holdout few = Holdout.of(rows.iterator());

    Gates.Decision decision =
        gates(0, Optional.empty(), 0.5).decide(few, few.constant(), List.of());

    assertThat(gate(decision, "intervals").verdict()).isEqualTo(Verdict.WARNED);
    assertThat(gate(decision, "rows").verdict()).isEqualTo(Verdict.FAILED);
  }

  @Test
  void poorCalibrationFailsWhereItIsBounded() {
    Gates.Decision decision =
        gates(0, Optional.empty(), 0.0001).decide(holdout(0, 2), holdout(1.5, 3), List.of());

    assertThat(gate(decision, "calibration").verdict()).isEqualTo(Verdict.FAILED);
    assertThat(decision.reason()).contains("calibration is 0.0").contains("must be at most 0.0001");
  }

  @Test
  void theAreaCountsTiesHalfAndAgreesWithTheDefinition() {
    double[] scores = {0.1, 0.4, 0.35, 0.8, 0.4};
    boolean[] labels = {false, false, true, true, true};
    assertThat(new Ranking(scores, labels).auc()).isCloseTo(4.5 / 6, within(1e-12));
    assertThat(new Ranking(new double[] {0.5, 0.5}, new boolean[] {true, false}).auc())
        .isEqualTo(0.5);
    assertThat(new Ranking(new double[] {0.5}, new boolean[] {true}).auc()).isEqualTo(0.5);
  }

  @Test
  void metricsAgreeWithTheirDefinitions() {
    double[] scores = {0.9, 0.2, 0.2};
    boolean[] labels = {true, false, true};

    Evaluation evaluation = Evaluation.of(scores, labels, 0.75);

    assertThat(evaluation.brier()).isCloseTo((0.01 + 0.04 + 0.64) / 3, within(1e-12));
    assertThat(evaluation.logloss())
        .isCloseTo(-(Math.log(0.9) + Math.log(0.8) + Math.log(0.2)) / 3, within(1e-12));
    assertThat(evaluation.ece()).isCloseTo((0.1 + 0.6) / 3, within(1e-12));
    assertThat(evaluation.meanGap()).isCloseTo((2 - 1.3) / 3, within(1e-12));
  }
}
