package dev.headrace.run;

/** Where a run stands in its present epoch. */
public enum RunState {
  /** For its inputs, or for its turn. */
  WAITING(false),
  RUNNING(false),
  /** Asked to stop; accepted attempts have not all ended. */
  CANCELLING(false),
  SUCCEEDED(true),
  FAILED(true),
  CANCELLED(true),
  /** Decided not to run; the reason is in the run. */
  SKIPPED(true);

  private final boolean terminal;

  RunState(boolean terminal) {
    this.terminal = terminal;
  }

  /** Whether it never changes again within the epoch. */
  public boolean terminal() {
    return terminal;
  }
}
