package dev.headrace.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Files that others land for an interval.
 *
 * @param files a pattern {@code gs://{landing}/dir/{interval}/*.csv.gz}; {@code {interval}} is the
 *     key of the interval and the name part after it may hold {@code *}
 * @param complete when all files of an interval are there
 * @param format how rows are read
 * @param columns the explicit schema of the files, in file order
 * @param maxCorruptShare the share of unreadable rows, 0 to 1, above which an attempt fails
 */
public record Input(
    FilePattern files,
    Complete complete,
    Optional<InputDeadline> deadline,
    Optional<Late> late,
    Format format,
    List<Column> columns,
    double maxCorruptShare) {

  public Input {
    columns = List.copyOf(columns);
  }

  /** How rows stand in the files. */
  public enum Format {
    CSV,
    JSON,
    PARQUET
  }

  /**
   * When an input is complete: exactly one of the two is given.
   *
   * @param marker the name of an object beside the files that lands last
   * @param count how many files make it complete
   */
  public record Complete(Optional<String> marker, Optional<Integer> count) {}

  /** What becomes of a run whose input is not complete in time, counted from the interval's end. */
  public record InputDeadline(Duration after, Then then) {
    /** What the deadline does. */
    public enum Then {
      FAIL,
      RUN,
      SKIP
    }
  }

  /** Which finished intervals run again when a file of theirs changes. */
  public record Late(Rerun rerun, Duration within) {
    /** What a change of a landed file does. */
    public enum Rerun {
      CHANGED,
      FLAG
    }
  }
}
