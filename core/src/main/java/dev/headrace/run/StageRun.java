package dev.headrace.run;

import dev.headrace.job.ErrorClass;
import dev.headrace.job.Outcome;
import dev.headrace.pipeline.StageName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A stage within a run.
 *
 * @param attempts of the present epoch, oldest first; the last one is the current
 * @param retryAt when the next attempt is due, in state {@link StageState#RETRY}
 * @param failures how many attempts failed, by class
 * @param reason why it stands where it stands
 * @param blocks whether a skipped stage makes those after it skipped too
 */
public record StageRun(
    StageName name,
    StageState state,
    List<Attempt> attempts,
    Optional<Instant> retryAt,
    SortedMap<ErrorClass, Integer> failures,
    String reason,
    boolean blocks) {

  public StageRun {
    attempts = List.copyOf(attempts);
    failures = Collections.unmodifiableSortedMap(new TreeMap<>(failures));
  }

  static StageRun waiting(StageName name) {
    return new StageRun(
        name, StageState.WAITING, List.of(), Optional.empty(), new TreeMap<>(), "", false);
  }

  /** The newest attempt, if one was ever intended. */
  public Optional<Attempt> current() {
    return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.get(attempts.size() - 1));
  }

  /** The number of the newest attempt; 0 before the first. */
  public int attempt() {
    return attempts.size();
  }

  /** What the newest attempt's job wrote, if it was seen. */
  public Optional<Outcome> outcome() {
    return current().flatMap(Attempt::outcome);
  }

  StageRun in(StageState next, String why) {
    return new StageRun(name, next, attempts, Optional.empty(), failures, why, false);
  }

  StageRun skipped(String why, boolean blocksOthers) {
    return new StageRun(
        name, StageState.SKIPPED, attempts, Optional.empty(), failures, why, blocksOthers);
  }

  StageRun submitting(Instant now, Instant deadline) {
    List<Attempt> next = new ArrayList<>();
    attempts.forEach(a -> next.add(a.withoutOutcome()));
    next.add(Attempt.intended(attempts.size() + 1, now, deadline));
    return new StageRun(
        name,
        StageState.SUBMITTING,
        next,
        Optional.empty(),
        failures,
        "attempt " + next.size() + " is being submitted",
        false);
  }

  StageRun withCurrent(Attempt changed) {
    List<Attempt> next = new ArrayList<>(attempts);
    next.set(next.size() - 1, changed);
    return new StageRun(name, state, next, retryAt, failures, reason, blocks);
  }

  StageRun retrying(Instant at, String why) {
    return new StageRun(name, StageState.RETRY, attempts, Optional.of(at), failures, why, false);
  }

  StageRun failedOnceMore(ErrorClass errorClass) {
    SortedMap<ErrorClass, Integer> counted = new TreeMap<>(failures);
    counted.merge(errorClass, 1, Integer::sum);
    return new StageRun(name, state, attempts, retryAt, counted, reason, blocks);
  }
}
