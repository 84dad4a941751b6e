package dev.headrace.engine;

import dev.headrace.run.RunKey;
import dev.headrace.run.RunState;

/** Where the engine says what it decided and what a person should see. */
public interface EngineLog {
  /** A run moved, or was left as it is, for this reason. */
  void decided(RunKey run, String reason);

  /** A run has ended, and how; its last decision. */
  void ended(RunKey run, RunState state, String reason);

  /**
   * Something that a person should look at.
   *
   * @param code such as {@code FOREIGN_JOB} or {@code CORRUPT}
   */
  void alarm(Alarm code, String text);

  /** What an alarm is about. */
  enum Alarm {
    /** A job under one of our ids that is not ours. */
    FOREIGN_JOB,
    /** A document that cannot be read. */
    CORRUPT,
    /** One pipeline or run could not be looked at; the others were. */
    SKIPPED_IN_PASS,
    /** Landed files changed after their interval was run. */
    LATE_DATA,
    /** An event that will never be served was acknowledged and kept in the control bucket. */
    REFUSED_EVENT,
    /** The definitions of a package were not put in force; those before them still are. */
    NOT_IN_FORCE
  }
}
