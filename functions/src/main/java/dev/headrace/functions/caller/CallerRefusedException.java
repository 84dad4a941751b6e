package dev.headrace.functions.caller;

/** A call that is not served. The message is for the log, never for the caller. */
public final class CallerRefusedException extends Exception {
  private final int status;

  private CallerRefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** Nobody is known to have called. */
  static CallerRefusedException unknown(String message) {
    return new CallerRefusedException(401, message);
  }

  /** Somebody called who may not. */
  static CallerRefusedException forbidden(String message) {
    return new CallerRefusedException(403, message);
  }

  /** 401 or 403. */
  public int status() {
    return status;
  }

  /** What the caller is told. */
  public String answer() {
    return status == 401 ? "unauthenticated" : "forbidden";
  }
}
