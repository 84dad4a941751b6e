package dev.headrace.engine;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why a run is where it is.
 *
 * @param code the first rule that keeps it from moving
 * @param text one sentence for people
 * @param details the exact objects, jobs or runs
 * @param nextLook when it is looked at next, if that is known
 */
public record Explanation(
    Code code, String text, List<String> details, Optional<Instant> nextLook) {
  public Explanation {
    details = List.copyOf(details);
  }

  /** What keeps a run from moving, or how it ended. */
  public enum Code {
    NOT_DEPLOYED,
    NOT_AN_INTERVAL,
    NOT_DUE,
    NOT_CREATED,
    PAUSED,
    WAITING_INPUT,
    OVERLAP,
    SUBMITTING,
    RUNNING,
    RETRY_AT,
    CANCELLING,
    SKIPPED,
    FAILED,
    CANCELLED,
    SUCCEEDED,
    CORRUPT
  }
}
