package dev.headrace.pipeline;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How often an interval ends, from the shortest to the longest. */
public enum Cadence {
  HOUR,
  DAY,
  WEEK,
  MONTH;

  /** As the pipeline file writes it. */
  @JsonValue
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
