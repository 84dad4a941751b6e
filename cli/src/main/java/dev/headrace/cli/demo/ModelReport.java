package dev.headrace.cli.demo;

import dev.headrace.job.Outcome;
import dev.headrace.run.Run;
import java.util.List;
import java.util.Optional;

/** A model version that was graded, and what was decided. */
public record ModelReport(
    String day,
    String version,
    Optional<Double> auc,
    Optional<Double> calibrationError,
    boolean promoted,
    String reason) {

  static List<ModelReport> of(Run run) {
    return DayReport.outcomes(run).stream()
        .flatMap(outcome -> outcome.model().stream())
        .map(model -> of(run.interval().key(), model))
        .toList();
  }

  private static ModelReport of(String day, Outcome.ModelOutcome model) {
    return new ModelReport(
        day,
        model.version(),
        Optional.ofNullable(model.metrics().get("auc")),
        Optional.ofNullable(model.metrics().get("ece")),
        model.promoted(),
        model.reason());
  }
}
