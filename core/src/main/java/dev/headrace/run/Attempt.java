package dev.headrace.run;

import dev.headrace.job.ErrorClass;
import dev.headrace.job.Outcome;
import java.time.Instant;
import java.util.Optional;

/**
 * One try of a stage.
 *
 * @param number counted from 1 within the epoch
 * @param intendedAt when the intent to submit it was written
 * @param deadline after which the job neither works nor publishes
 * @param repeatedAt since when others than the writer of the intent submit it too: a refusal of one
 *     submit then says nothing of the others
 * @param withheldAt since when it is no longer submitted although no job of it was seen: its run
 *     was cancelled, or the service refused it
 * @param endedAt when its end was recorded
 * @param errorClass why it failed, if it did
 * @param message one line on its end
 * @param outcome as its job wrote it; kept for the newest attempt only
 * @param rows how many rows a job wrote that leaves no outcome, by the service's word
 */
public record Attempt(
    int number,
    Instant intendedAt,
    Instant deadline,
    Optional<Instant> repeatedAt,
    Optional<Instant> withheldAt,
    Optional<Instant> endedAt,
    Optional<ErrorClass> errorClass,
    String message,
    Optional<Outcome> outcome,
    Optional<Long> rows) {

  static Attempt intended(int number, Instant now, Instant deadline) {
    return new Attempt(
        number,
        now,
        deadline,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        "",
        Optional.empty(),
        Optional.empty());
  }

  Attempt withDeadline(Instant renewed) {
    return new Attempt(
        number,
        intendedAt,
        renewed,
        repeatedAt,
        withheldAt,
        endedAt,
        errorClass,
        message,
        outcome,
        rows);
  }

  /** Written before anybody but the writer of the intent submits it. */
  Attempt repeated(Instant at) {
    Optional<Instant> since = repeatedAt.or(() -> Optional.of(at));
    return new Attempt(
        number,
        intendedAt,
        deadline,
        since,
        withheldAt,
        endedAt,
        errorClass,
        message,
        outcome,
        rows);
  }

  Attempt withheld(Instant at, String why) {
    return new Attempt(
        number,
        intendedAt,
        deadline,
        repeatedAt,
        Optional.of(at),
        endedAt,
        errorClass,
        why,
        outcome,
        rows);
  }

  Attempt withOutcome(Outcome seen) {
    return with(Optional.of(seen));
  }

  Attempt withoutOutcome() {
    return with(Optional.empty());
  }

  private Attempt with(Optional<Outcome> seen) {
    return new Attempt(
        number,
        intendedAt,
        deadline,
        repeatedAt,
        withheldAt,
        endedAt,
        errorClass,
        message,
        seen,
        rows);
  }

  Attempt ended(Instant at, Optional<ErrorClass> why, String text) {
    return new Attempt(
        number,
        intendedAt,
        deadline,
        repeatedAt,
        withheldAt,
        Optional.of(at),
        why,
        text,
        outcome,
        rows);
  }

  /** Ended well by the service's word, which says how many rows were written. */
  Attempt loaded(Instant at, Optional<Long> written) {
    return new Attempt(
        number,
        intendedAt,
        deadline,
        repeatedAt,
        withheldAt,
        Optional.of(at),
        Optional.empty(),
        written.map(count -> "succeeded, " + count + " rows loaded").orElse("succeeded"),
        outcome,
        written);
  }
}
