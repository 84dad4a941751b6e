package dev.headrace.job;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an attempt did: the object that its job creates last, create-only, at the address that its
 * spec names.
 *
 * @param rows how many rows were read, published and put in quarantine
 * @param measures figures over the rows of the interval, by name
 * @param tablesRead Delta tables and the versions read
 * @param tablesWritten Delta tables and the versions that this attempt's publishing made
 * @param timings milliseconds by phase
 * @param sparkApplication the id that Spark's history shows
 */
public record Outcome(
    int version,
    JobId job,
    AttemptId attempt,
    Status status,
    Optional<Failure> failure,
    Rows rows,
    List<ExpectationResult> expectations,
    SortedMap<String, Double> measures,
    List<TableVersion> tablesRead,
    List<TableVersion> tablesWritten,
    Optional<ModelOutcome> model,
    SortedMap<String, Long> timings,
    Optional<String> sparkApplication,
    Instant startedAt,
    Instant finishedAt) {
  /** The version of the contract that this code writes. */
  public static final int VERSION = 1;

  /** The largest outcome that is read. */
  public static final int MAX_BYTES = 128 * 1024;

  public Outcome {
    expectations = List.copyOf(expectations);
    measures = Collections.unmodifiableSortedMap(new TreeMap<>(measures));
    tablesRead = List.copyOf(tablesRead);
    tablesWritten = List.copyOf(tablesWritten);
    timings = Collections.unmodifiableSortedMap(new TreeMap<>(timings));
  }

  /** How an attempt ended. */
  public enum Status {
    SUCCEEDED,
    FAILED,
    /** A later attempt published first; this one changed nothing. */
    SUPERSEDED
  }

  /**
   * Why it failed.
   *
   * @param message one line for people
   * @param detail the text as the service or the library gave it, cut to 4,000 characters
   */
  public record Failure(ErrorClass errorClass, String message, Optional<String> detail) {}

  /** Numbers of rows. */
  public record Rows(long in, long out, long quarantined) {
    /** Nothing read, nothing written. */
    public static final Rows NONE = new Rows(0, 0, 0);
  }

  /**
   * What became of one expectation.
   *
   * @param value what was found
   * @param limit what was asked for, as text
   */
  public record ExpectationResult(
      String expectation, double value, String limit, Verdict verdict) {}

  /** How an expectation or a gate ended. */
  public enum Verdict {
    PASSED,
    WARNED,
    QUARANTINED,
    FAILED
  }

  /** A Delta table at a version. */
  public record TableVersion(String table, String uri, long version) {}

  /**
   * What was decided of a trained model.
   *
   * @param version of the model that was graded, promoted or not
   * @param champion the version that leads after the decision, if any
   * @param metrics of the new model on the holdout: {@code auc}, {@code ece}, {@code brier}, ...
   */
  public record ModelOutcome(
      String model,
      String version,
      boolean promoted,
      String reason,
      Optional<ModelVersion> champion,
      SortedMap<String, Double> metrics,
      List<GateResult> gates) {
    public ModelOutcome {
      metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
      gates = List.copyOf(gates);
    }
  }

  /** What one gate found. */
  public record GateResult(String gate, double value, String limit, Verdict verdict) {}
}
