package dev.headrace.cli.demo;

import dev.headrace.job.Outcome;
import dev.headrace.run.Run;
import dev.headrace.run.StageRun;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a day of the example came to, read from its run.
 *
 * @param landed rows read from the landed files
 * @param lateShare share of flights that arrived 15 minutes late or more
 * @param meanProbability what the champion expected, where there was one
 * @param seconds that its jobs worked
 */
public record DayReport(
    String day,
    String state,
    int epoch,
    int attempts,
    long landed,
    long quarantined,
    long clean,
    Optional<Double> lateShare,
    Optional<Double> meanProbability,
    Optional<String> model,
    double seconds,
    String reason) {

  static DayReport of(Run run) {
    Optional<Outcome> first = outcomes(run).stream().findFirst();
    return new DayReport(
        run.interval().key(),
        run.state().name(),
        run.epoch(),
        run.stages().stream().mapToInt(StageRun::attempt).sum(),
        first.map(o -> o.rows().in()).orElse(0L),
        first.map(o -> o.rows().quarantined()).orElse(0L),
        first.map(o -> o.rows().out()).orElse(0L),
        measure(run, "late_share"),
        measure(run, "mean_probability"),
        scoredWith(run),
        worked(run).toMillis() / 1000.0,
        run.reason());
  }

  private static Optional<String> scoredWith(Run run) {
    return measure(run, "mean_probability").isEmpty()
        ? Optional.empty()
        : run.champions().values().stream().findFirst().map(v -> v.version());
  }

  private static Optional<Double> measure(Run run, String name) {
    return outcomes(run).stream()
        .flatMap(o -> Optional.ofNullable(o.measures().get(name)).stream())
        .findFirst();
  }

  static List<Outcome> outcomes(Run run) {
    return run.stages().stream().flatMap(s -> s.outcome().stream()).toList();
  }

  /** The time that its jobs worked: the clock between them may be the demo's own jumps. */
  private static Duration worked(Run run) {
    return outcomes(run).stream()
        .map(o -> Duration.between(o.startedAt(), o.finishedAt()))
        .reduce(Duration.ZERO, Duration::plus);
  }
}
