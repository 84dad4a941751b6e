package dev.headrace.local.dataproc;

/** Where a batch stands, in Dataproc's words. */
enum BatchState {
  PENDING,
  RUNNING,
  CANCELLING,
  CANCELLED,
  SUCCEEDED,
  FAILED;

  boolean isEnded() {
    return switch (this) {
      case PENDING, RUNNING, CANCELLING -> false;
      case CANCELLED, SUCCEEDED, FAILED -> true;
    };
  }
}
