package dev.headrace.functions.console;

import dev.headrace.pipeline.StageName;
import dev.headrace.run.Run;
import dev.headrace.run.Trigger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One run as a list shows it.
 *
 * @param interval the key of the interval
 * @param epoch 0 when the document cannot be read
 */
public record RunSummary(
    String interval,
    Mark state,
    String reason,
    int epoch,
    Optional<Trigger> trigger,
    Optional<Instant> startedAt,
    Optional<Instant> endedAt,
    List<StageSummary> stages) {
  public RunSummary {
    stages = List.copyOf(stages);
  }

  static RunSummary of(Run run) {
    return new RunSummary(
        run.interval().key(),
        Mark.of(run.state()),
        run.reason(),
        run.epoch(),
        Optional.of(run.trigger()),
        run.startedAt(),
        run.endedAt(),
        run.stages().stream().map(stage -> StageSummary.of(run, stage)).toList());
  }

  static RunSummary unreadable(String interval, String problem) {
    return new RunSummary(
        interval,
        Mark.UNREADABLE,
        problem,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /** Whether the run can have a page of its own. */
  public boolean linked() {
    return Keys.valid(interval);
  }

  /** The stage of that name, if the run has one. */
  public Optional<StageSummary> stage(StageName name) {
    return stages.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /** From its start to its end, or to now; empty when it has not started. */
  public Optional<Duration> length(Instant now) {
    return startedAt.map(start -> Duration.between(start, endedAt.orElse(now)));
  }
}
