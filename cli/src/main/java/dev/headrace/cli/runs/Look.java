package dev.headrace.cli.runs;

import dev.headrace.cli.terminal.Ink;
import dev.headrace.cli.terminal.Table.Cell;
import dev.headrace.cli.terminal.Wording;
import dev.headrace.run.Attempt;
import dev.headrace.run.Run;
import dev.headrace.run.RunState;
import dev.headrace.run.StageRun;
import dev.headrace.run.StageState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How runs and stages are written in tables.
 *
 * @param now by the clock of the environment
 */
record Look(Instant now) {
  /** A state in one word. */
  static Cell state(RunState state) {
    Ink ink =
        switch (state) {
          case WAITING -> Ink.DIM;
          case RUNNING -> Ink.BUSY;
          case CANCELLING, CANCELLED -> Ink.WARNING;
          case SUCCEEDED -> Ink.GOOD;
          case FAILED -> Ink.BAD;
          case SKIPPED -> Ink.DIM;
        };
    return new Cell(Wording.word(state), ink);
  }

  static Cell state(StageState state) {
    return new Cell(Wording.word(state), ink(state));
  }

  private static Ink ink(StageState state) {
    return switch (state) {
      case WAITING, SKIPPED -> Ink.DIM;
      case SUBMITTING, RUNNING -> Ink.BUSY;
      case RETRY, CANCELLED -> Ink.WARNING;
      case SUCCEEDED -> Ink.GOOD;
      case FAILED -> Ink.BAD;
    };
  }

  /** A stage in a few characters: {@code done 12s}, {@code retry 2}. */
  Cell brief(StageRun stage) {
    String took = took(stage).map(t -> " " + Wording.duration(t)).orElse("");
    String tries = stage.attempt() > 1 ? " (" + stage.attempt() + ")" : "";
    String text =
        switch (stage.state()) {
          case WAITING -> "-";
          case SUBMITTING -> "submitting" + tries;
          case RUNNING -> "running" + took + tries;
          case RETRY -> "retry " + (stage.attempt() + 1);
          case SUCCEEDED -> "done" + took + tries;
          case FAILED -> "failed" + tries;
          case SKIPPED -> "skipped";
          case CANCELLED -> "cancelled";
        };
    return new Cell(text, ink(stage.state()));
  }

  /** From the first attempt's intent to the last one's end, or to now. */
  Optional<Duration> took(StageRun stage) {
    return stage
        .current()
        .map(
            last ->
                Duration.between(stage.attempts().get(0).intendedAt(), last.endedAt().orElse(now)));
  }

  /** From an attempt's intent to its end, or to now. */
  Duration took(Attempt attempt) {
    return Duration.between(attempt.intendedAt(), attempt.endedAt().orElse(now));
  }

  /** From the first stage's intent to the run's end, or to now. */
  Optional<Duration> took(Run run) {
    return run.startedAt().map(start -> Duration.between(start, run.endedAt().orElse(now)));
  }
}
