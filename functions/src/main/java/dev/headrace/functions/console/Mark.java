package dev.headrace.functions.console;

import dev.headrace.engine.Explanation;
import dev.headrace.job.Outcome;
import dev.headrace.run.Attempt;
import dev.headrace.run.Run;
import dev.headrace.run.RunState;
import dev.headrace.run.StageRun;
import dev.headrace.run.StageState;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How a state looks: a word, a shape and a glyph, so that no state is told by colour alone. The
 * colour hangs on {@link #css()}.
 */
public enum Mark {
  WAITING("waiting", Shapes.CIRCLE, "M8 4.5V8l2.4 1.6"),
  SUBMITTING("submitting", Shapes.CIRCLE, "M8 11.2V5M5.4 7.4 8 4.8l2.6 2.6"),
  RUNNING("running", Shapes.CIRCLE, "M6.6 5.2 10.8 8l-4.2 2.8z"),
  RETRY("will retry", Shapes.DIAMOND, "M10.6 6.4A3 3 0 1 0 11 8.6M10.9 4.4v2.2H8.7"),
  CANCELLING("cancelling", Shapes.CIRCLE, "M5 8h6"),
  SUCCEEDED("succeeded", Shapes.SQUARE, "M4.6 8.4 7 10.8l4.6-5.2"),
  FAILED("failed", Shapes.OCTAGON, "M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8"),
  CANCELLED("cancelled", Shapes.SQUARE, "M4.8 11.2l6.4-6.4"),
  SKIPPED("skipped", Shapes.SQUARE, "M5 5.4 7.6 8 5 10.6M8.6 5.4 11.2 8l-2.6 2.6"),
  /** A stage whose run ended before its turn came. */
  NOT_REACHED("not reached", Shapes.CIRCLE, "M8 8h.01"),
  /** Something a person should know, though nothing stopped. */
  WARNED("warned", Shapes.TRIANGLE, "M8 6v4M8 12.1v.1"),
  /** The document cannot be read. */
  UNREADABLE("unreadable", Shapes.TRIANGLE, "M8 6v4M8 12.1v.1");

  private final String word;
  private final String shape;
  private final String glyph;

  Mark(String word, String shape, String glyph) {
    this.word = word;
    this.shape = shape;
    this.glyph = glyph;
  }

  /** How a run looks. */
  public static Mark of(RunState state) {
    return switch (state) {
      case WAITING -> WAITING;
      case RUNNING -> RUNNING;
      case CANCELLING -> CANCELLING;
      case SUCCEEDED -> SUCCEEDED;
      case FAILED -> FAILED;
      case CANCELLED -> CANCELLED;
      case SKIPPED -> SKIPPED;
    };
  }

  /** How a stage of a run looks. */
  public static Mark of(Run run, StageRun stage) {
    boolean waits = stage.state() == StageState.WAITING;
    return waits && run.state().terminal() ? NOT_REACHED : of(stage.state());
  }

  private static Mark of(StageState state) {
    return switch (state) {
      case WAITING -> WAITING;
      case SUBMITTING -> SUBMITTING;
      case RUNNING -> RUNNING;
      case RETRY -> RETRY;
      case SUCCEEDED -> SUCCEEDED;
      case FAILED -> FAILED;
      case SKIPPED -> SKIPPED;
      case CANCELLED -> CANCELLED;
    };
  }

  /** How an answer looks. */
  public static Mark of(Explanation explanation) {
    return switch (explanation.code()) {
      case NOT_DUE, NOT_CREATED, WAITING_INPUT, OVERLAP -> WAITING;
      case NOT_DEPLOYED, NOT_AN_INTERVAL, PAUSED, SKIPPED -> SKIPPED;
      case SUBMITTING -> SUBMITTING;
      case RUNNING -> RUNNING;
      case RETRY_AT -> RETRY;
      case CANCELLING -> CANCELLING;
      case FAILED -> FAILED;
      case CANCELLED -> CANCELLED;
      case SUCCEEDED -> SUCCEEDED;
      case CORRUPT -> UNREADABLE;
    };
  }

  /** How one attempt ended; the newest one shows its stage's state while it has not. */
  public static Mark of(StageRun stage, Attempt attempt) {
    if (attempt.endedAt().isEmpty()) {
      return of(stage.state());
    }
    if (attempt.errorClass().isEmpty()) {
      return SUCCEEDED;
    }
    return stage.state() == StageState.CANCELLED && attempt.number() == stage.attempt()
        ? CANCELLED
        : FAILED;
  }

  /** How a verdict looks. */
  public static Mark of(Outcome.Verdict verdict) {
    return switch (verdict) {
      case PASSED -> SUCCEEDED;
      case WARNED, QUARANTINED -> WARNED;
      case FAILED -> FAILED;
    };
  }

  /** Those that runs and stages can have. */
  public static List<Mark> ofRuns() {
    return Stream.of(values()).filter(mark -> mark != WARNED).toList();
  }

  /** As people read it. */
  public String word() {
    return word;
  }

  /** The class that gives it its colour. */
  public String css() {
    return "is-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The outline, as SVG path data in a box of 16 by 16. */
  public String shape() {
    return shape;
  }

  /** What stands inside the outline, as SVG path data. */
  public String glyph() {
    return glyph;
  }

  private static final class Shapes {
    static final String CIRCLE = "M8 1a7 7 0 1 1 0 14A7 7 0 1 1 8 1z";
    static final String SQUARE =
        "M4 1h8a3 3 0 0 1 3 3v8a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3V4a3 3 0 0 1 3-3z";
    static final String OCTAGON = "M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z";
    static final String DIAMOND = "M8 .6 15.4 8 8 15.4.6 8z";
    static final String TRIANGLE = "M8 1.2 15.4 14.6H.6z";
  }
}
