package dev.headrace.spark.model;

import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;

/**
 * {@code snapshot.json}: what was exported for a trainer and for its judge.
 *
 * @param deltaVersion of the table that was read
 * @param sha256 over the parts' hashes: names the whole snapshot
 */
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
record Snapshot(
    String table,
    String uri,
    long deltaVersion,
    String intervalColumn,
    List<String> features,
    String label,
    Part train,
    Part holdout,
    String sha256) {
  static final String NAME = "snapshot.json";

  /**
   * One side.
   *
   * @param keys the intervals that were asked for; some may hold no rows
   * @param sha256 over the files' names and bytes
   */
  @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
  record Part(long rows, long positives, List<String> keys, List<String> files, String sha256) {}
}
