package dev.headrace.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** How an attempt ended, where only its end matters. */
public final class OutcomeExamples {
  private OutcomeExamples() {}

  /** The outcome of an attempt that read and wrote nothing but these rows. */
  public static Outcome of(
      JobId id,
      AttemptId attempt,
      Outcome.Status status,
      Outcome.Rows rows,
      Optional<Outcome.Failure> failure,
      Optional<Outcome.ModelOutcome> model,
      Instant at) {
    return new Outcome(
        Outcome.VERSION,
        id,
        attempt,
        status,
        failure,
        rows,
        List.of(),
        new TreeMap<>(),
        List.of(),
        List.of(),
        model,
        new TreeMap<>(),
        Optional.empty(),
        at,
        at);
  }

  /** The same of an attempt that also published a table. */
  public static Outcome publishing(Outcome outcome, Outcome.TableVersion version) {
    return new Outcome(
        outcome.version(),
        outcome.job(),
        outcome.attempt(),
        outcome.status(),
        outcome.failure(),
        outcome.rows(),
        outcome.expectations(),
        outcome.measures(),
        outcome.tablesRead(),
        List.of(version),
        outcome.model(),
        outcome.timings(),
        outcome.sparkApplication(),
        outcome.startedAt(),
        outcome.finishedAt());
  }

  /** Why an attempt failed, if its class is all that matters. */
  public static Optional<Outcome.Failure> failure(ErrorClass errorClass) {
    return Optional.of(new Outcome.Failure(errorClass, "it broke", Optional.empty()));
  }
}
