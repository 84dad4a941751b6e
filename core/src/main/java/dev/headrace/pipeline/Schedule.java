package dev.headrace.pipeline;

import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * When the intervals of a pipeline fall due.
 *
 * @param at the wall time, in {@code zone}, at which an interval that has ended falls due; for
 *     hours only the minute counts
 * @param start the first day, in {@code zone}, that has an interval; without it the day of the
 *     first deploy
 */
public record Schedule(
    Cadence every,
    LocalTime at,
    ZoneId zone,
    Optional<LocalDate> start,
    Catchup catchup,
    Duration grace,
    Gap gap,
    Fold fold) {

  /** What becomes of intervals that fell due while nobody looked. */
  public record Catchup(Rule rule, int max) {
    /** Which missed intervals run. */
    public enum Rule {
      NONE,
      LATEST,
      ALL
    }
  }

  /** A wall time that the clock jumps over. */
  public enum Gap {
    SHIFT,
    NEXT,
    SKIP
  }

  /** A wall time that the clock passes twice. */
  public enum Fold {
    FIRST,
    SECOND,
    BOTH
  }
}
