package dev.headrace.runner;

import dev.headrace.job.ErrorClass;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What a job service knows of a job.
 *
 * @param errorClass what the service's message says of the cause, for a job that failed
 * @param message as the service gave it
 * @param labels as they were submitted
 * @param usage what it took, which services tell some time after its end, if at all
 * @param log where what it printed is to be found
 * @param rows how many rows the job wrote, if the service counts them
 */
public record JobReport(
    State state,
    Optional<ErrorClass> errorClass,
    String message,
    SortedMap<String, String> labels,
    Optional<Usage> usage,
    Optional<String> log,
    Optional<Long> rows) {

  /** What is said of an id that has no job. */
  public static final JobReport NOT_FOUND =
      new JobReport(
          State.NOT_FOUND,
          Optional.empty(),
          "",
          Collections.emptySortedMap(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /**
   * What a job took, as it is billed.
   *
   * @param milliDcuSeconds thousandths of a Dataproc compute unit, times seconds
   * @param shuffleGbSeconds gigabytes of shuffle storage, times seconds
   */
  public record Usage(long milliDcuSeconds, long shuffleGbSeconds) {}

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
