package dev.headrace.spark.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;

/**
 * Rows with the scores that the trainer's own library gave them: Java must give the same.
 *
 * @param rows a value per feature, null where it is missing
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record Golden(List<String> features, List<List<Double>> rows, List<Double> scores) {
  static final String NAME = "golden.json";

  /** The largest difference between these scores and the model's. */
  double worst(byte[] model) {
    int columns = features.size();
    float[] matrix = new float[rows.size() * columns];
    for (int i = 0; i < rows.size(); i++) {
      for (int j = 0; j < columns; j++) {
        Double value = rows.get(i).get(j);
        matrix[i * columns + j] = value == null ? Float.NaN : value.floatValue();
      }
    }
    try (XgbScorer scorer = new XgbScorer(model, columns)) {
      float[] found = scorer.score(matrix, rows.size());
      double worst = 0;
      for (int i = 0; i < found.length; i++) {
        worst = Math.max(worst, Math.abs(found[i] - scores.get(i)));
      }
      return worst;
    }
  }
}
