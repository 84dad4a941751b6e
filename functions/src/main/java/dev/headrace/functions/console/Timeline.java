package dev.headrace.functions.console;

import dev.headrace.pipeline.StageName;
import dev.headrace.run.Attempt;
import dev.headrace.run.Run;
import dev.headrace.run.StageRun;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The attempts of a run along its time.
 *
 * @param lanes one for each stage that had an attempt
 * @param length from the first attempt to the last end, or to now
 */
public record Timeline(List<Lane> lanes, Duration length) {
  private static final double THINNEST = 0.6;

  public Timeline {
    lanes = List.copyOf(lanes);
  }

  /** The attempts of one stage. */
  public record Lane(StageName stage, Mark state, String text, List<Bar> bars) {
    public Lane {
      bars = List.copyOf(bars);
    }
  }

  /** One attempt; numbers are percents of the whole, ready for SVG. */
  public record Bar(Mark mark, String x, String width, String title) {}

  /** The timeline of the present epoch; empty before its first attempt. */
  public static Optional<Timeline> of(Run run, Instant now) {
    List<StageRun> begun = run.stages().stream().filter(s -> s.attempt() > 0).toList();
    Optional<Instant> start =
        begun.stream().map(s -> s.attempts().get(0).intendedAt()).min(Instant::compareTo);
    return start.map(
        from -> {
          Instant to =
              begun.stream()
                  .flatMap(s -> s.attempts().stream())
                  .map(a -> a.endedAt().orElse(now))
                  .max(Instant::compareTo)
                  .orElse(now);
          Scale scale =
              new Scale(run, from, Math.max(1, Duration.between(from, to).toMillis()), now);
          return new Timeline(begun.stream().map(scale::lane).toList(), Duration.between(from, to));
        });
  }

  private record Scale(Run run, Instant from, long millis, Instant now) {
    Lane lane(StageRun stage) {
      StageSummary summary = StageSummary.of(run, stage);
      String text =
          Words.duration(summary.length(now).orElse(Duration.ZERO))
              + (stage.attempt() > 1 ? ", " + stage.attempt() + " attempts" : "");
      return new Lane(
          stage.name(),
          summary.state(),
          text,
          stage.attempts().stream().map(a -> bar(stage, a)).toList());
    }

    private Bar bar(StageRun stage, Attempt attempt) {
      Instant end = attempt.endedAt().orElse(now);
      double x = percent(Duration.between(from, attempt.intendedAt()));
      double width = Math.max(THINNEST, percent(Duration.between(attempt.intendedAt(), end)));
      Mark mark = Mark.of(stage, attempt);
      String title =
          "attempt "
              + attempt.number()
              + ": "
              + mark.word()
              + ", "
              + Words.duration(Duration.between(attempt.intendedAt(), end));
      return new Bar(mark, text(Math.min(x, 100 - THINNEST)), text(width), title);
    }

    private double percent(Duration duration) {
      return 100.0 * duration.toMillis() / millis;
    }

    private static String text(double percent) {
      return String.format(Locale.ROOT, "%.2f%%", percent);
    }
  }
}
