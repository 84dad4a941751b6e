package dev.headrace.spark.model;

import dev.headrace.job.ErrorClass;
import dev.headrace.spark.failure.JobFailure;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** A loaded XGBoost model. For one thread; a missing value is NaN. */
final class XgbScorer implements AutoCloseable {
  private final Booster booster;
  private final int columns;

  /**
   * Loads a model from its UBJ bytes.
   *
   * @param columns how many features a row has
   */
  XgbScorer(byte[] ubj, int columns) {
    try {
      this.booster = XGBoost.loadModel(ubj);
      // Once, here: setting parameters is not safe beside other threads.
      booster.setParam("nthread", 1);
    } catch (XGBoostError | IOException e) {
      throw new JobFailure(
          ErrorClass.USER, "model.ubj is not an XGBoost model: " + e.getMessage(), e);
    }
    this.columns = columns;
  }

  /** What the model says of each row; the rows stand one after the other. */
  float[] score(float[] rowMajor, int rows) {
    if (rows == 0) {
      return new float[0];
    }
    DMatrix matrix = null;
    try {
      matrix = new DMatrix(rowMajor, rows, columns, Float.NaN);
      float[][] predicted = booster.predict(matrix);
      float[] scores = new float[rows];
      for (int i = 0; i < rows; i++) {
        scores[i] = predicted[i][0];
      }
      return scores;
    } catch (XGBoostError e) {
      throw new JobFailure(ErrorClass.USER, "the model cannot score: " + e.getMessage(), e);
    } finally {
      if (matrix != null) {
        matrix.dispose();
      }
    }
  }

  /** Whether the model was trained on these features, as far as it tells. */
  boolean takes(List<String> features) {
    try {
      String[] names = booster.getFeatureNames();
      boolean named = names != null && Arrays.stream(names).noneMatch(Objects::isNull);
      return booster.getNumFeature() == features.size()
          && (!named || names.length == 0 || Arrays.asList(names).equals(features));
    } catch (XGBoostError e) {
      throw new JobFailure(ErrorClass.USER, "the model does not tell its features", e);
    }
  }

  @Override
  public void close() {
    booster.dispose();
  }
}
