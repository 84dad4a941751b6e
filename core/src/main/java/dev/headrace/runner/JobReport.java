package dev.headrace.runner;

import dev.headrace.job.ErrorClass;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a job service knows of a job.
 *
 * @param errorClass what the service's message says of the cause, for a job that failed
 * @param message as the service gave it
 * @param labels as they were submitted
 */
public record JobReport(
    State state,
    Optional<ErrorClass> errorClass,
    String message,
    SortedMap<String, String> labels) {
  /** The states of every service, translated. */
  public enum State {
    NOT_FOUND(false),
    ACTIVE(false),
    SUCCEEDED(true),
    FAILED(true),
    CANCELLED(true);

    private final boolean terminal;

    State(boolean terminal) {
      this.terminal = terminal;
    }

    /** Whether the job has ended and will never run again. */
    public boolean terminal() {
      return terminal;
    }
  }
}
