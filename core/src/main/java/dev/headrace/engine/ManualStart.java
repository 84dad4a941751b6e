package dev.headrace.engine;

/** What became of a person's wish to run an interval. */
public enum ManualStart {
  /** It has a run now, which waits or works. */
  STARTED,
  /** It has a run already, which may be run again. */
  HAS_A_RUN,
  /**
   * Its time is not over: a run would publish a part of it, and the schedule would make no other.
   */
  NOT_OVER,
  /** The pipeline has no interval of that key. */
  NOT_AN_INTERVAL,
  /** The pipeline makes no runs now. */
  PAUSED,
  /** There is no such pipeline. */
  NOT_DEPLOYED
}
