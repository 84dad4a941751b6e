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
 * @param rows how many rows the job wrote, if the service counts them
 */
public record JobReport(
    State state,
    Optional<ErrorClass> errorClass,
    String message,
    SortedMap<String, String> labels,
    Optional<Long> rows) {
  /** Of a service that counts no rows. */
  public JobReport(
      State state,
      Optional<ErrorClass> errorClass,
      String message,
      SortedMap<String, String> labels) {
    this(state, errorClass, message, labels, Optional.empty());
  }

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
