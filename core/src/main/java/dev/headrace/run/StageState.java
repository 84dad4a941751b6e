package dev.headrace.run;

/** Where a stage stands in the present epoch of its run. */
public enum StageState {
  /** For the stages before it. */
  WAITING,
  /** The intent to submit the current attempt is written; whether it was accepted is not. */
  SUBMITTING,
  /** The job service was seen to know the current attempt. */
  RUNNING,
  /** The last attempt failed; the next one is due at {@code retryAt}. */
  RETRY,
  SUCCEEDED,
  FAILED,
  SKIPPED,
  CANCELLED;

  /** Whether the job service has, or may have, a job for the current attempt. */
  public boolean active() {
    return this == SUBMITTING || this == RUNNING;
  }

  /** Whether it never changes again within the epoch. */
  public boolean terminal() {
    return this == SUCCEEDED || this == FAILED || this == SKIPPED || this == CANCELLED;
  }
}
