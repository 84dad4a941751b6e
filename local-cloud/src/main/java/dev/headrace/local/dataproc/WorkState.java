package dev.headrace.local.dataproc;

/** Where submitted work stands. Each API shows these states in its own words. */
enum WorkState {
  PENDING,
  /** Its code is here, and a driver has taken it. */
  SET_UP,
  RUNNING,
  /** Somebody asked for its end. */
  CANCEL_ASKED,
  /** Its driver was told to end it. */
  CANCELLING,
  CANCELLED,
  SUCCEEDED,
  FAILED;

  boolean isEnded() {
    return switch (this) {
      case PENDING, SET_UP, RUNNING, CANCEL_ASKED, CANCELLING -> false;
      case CANCELLED, SUCCEEDED, FAILED -> true;
    };
  }

  /** Whether the program has not begun, and nobody has asked that it should not. */
  boolean isWaiting() {
    return this == PENDING || this == SET_UP;
  }
}
