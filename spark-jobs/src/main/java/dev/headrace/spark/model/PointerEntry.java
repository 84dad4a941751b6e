package dev.headrace.spark.model;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import dev.headrace.job.ModelVersion;
import dev.headrace.job.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One entry of an alias' log; the one with the highest number leads.
 *
 * @param by the stage that decided
 * @param attempt its path
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record PointerEntry(
    long seq,
    String version,
    Optional<String> previousVersion,
    String manifestSha256,
    Instant decidedAt,
    String by,
    String attempt,
    String reason,
    List<Outcome.GateResult> gates) {

  ModelVersion modelVersion() {
    return new ModelVersion(version, seq, manifestSha256);
  }
}
