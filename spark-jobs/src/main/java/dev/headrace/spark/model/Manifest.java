package dev.headrace.spark.model;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.headrace.job.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * {@code model.json}: what a version is and what it was made from. It is written last; a folder
 * without it is no version.
 *
 * @param contentSha256 of what the version is named by: the model's bytes and its signature
 * @param parentVersion the champion that it met first
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record Manifest(
    int schema,
    String model,
    String version,
    String contentSha256,
    Instant createdAt,
    String pipeline,
    String interval,
    int epoch,
    String stage,
    int attempt,
    Optional<String> parentVersion,
    String problem,
    String engine,
    List<File> files,
    Signature signature,
    Training training,
    SortedMap<String, String> libraries,
    SortedMap<String, Double> metrics,
    List<Outcome.GateResult> gates) {
  static final int SCHEMA = 1;
  static final String NAME = "model.json";

  /** A file of the version. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record File(String path, long bytes, String sha256) {}

  /** What the model takes, in this order, and what it gives. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Signature(List<Parameter> inputs, List<Parameter> outputs) {}

  /**
   * A named number.
   *
   * @param missing how an absent value is told: {@code NaN}
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Parameter(String name, String type, boolean required, Optional<String> missing) {}

  /** What it learnt from. */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Training(
      String table,
      String uri,
      long deltaVersion,
      String label,
      String firstKey,
      String lastKey,
      long rows,
      long positives,
      String snapshotSha256) {}

  List<String> features() {
    return signature.inputs().stream().map(Parameter::name).toList();
  }

  File file(String path) {
    return files.stream().filter(f -> f.path().equals(path)).findFirst().orElseThrow();
  }
}
