package dev.headrace.functions.console;

import dev.headrace.job.Outcome;
import dev.headrace.pipeline.StageName;
import dev.headrace.run.Attempt;
import dev.headrace.run.Run;
import dev.headrace.run.StageRun;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One stage as a list shows it.
 *
 * @param startedAt when its first attempt was intended
 * @param endedAt when its last attempt ended
 */
public record StageSummary(
    StageName name,
    Mark state,
    int attempts,
    String reason,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt) {

  /** What a list shows of a stage. */
  public static StageSummary of(Run run, StageRun stage) {
    return new StageSummary(
        stage.name(),
        Mark.of(run, stage),
        stage.attempt(),
        stage.reason(),
        stage.attempts().stream().findFirst().map(Attempt::intendedAt),
        stage.current().flatMap(Attempt::endedAt));
  }

  /**
   * Whether its details should be open to the reader: something is going on, went wrong or was
   * decided.
   */
  public boolean telling(StageRun stage) {
    return switch (stage.state()) {
      case SUBMITTING, RUNNING, RETRY, FAILED -> true;
      case WAITING, SKIPPED, CANCELLED -> false;
      case SUCCEEDED -> stage.outcome().filter(StageSummary::remarkable).isPresent();
    };
  }

  private static boolean remarkable(Outcome outcome) {
    return outcome.model().isPresent()
        || outcome.rows().quarantined() > 0
        || outcome.expectations().stream().anyMatch(e -> e.verdict() != Outcome.Verdict.PASSED);
  }

  /** From its first attempt to the end of its last, or to now; empty before the first. */
  public Optional<Duration> length(Instant now) {
    return startedAt.map(start -> Duration.between(start, endedAt.orElse(now)));
  }
}
