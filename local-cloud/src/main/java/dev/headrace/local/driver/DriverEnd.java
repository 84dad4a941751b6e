package dev.headrace.local.driver;

/**
 * How a job ended.
 *
 * @param message why it failed, for people; empty if it did not
 */
public record DriverEnd(Result result, String message) {
  /** Whether the job's code came to its end. */
  public enum Result {
    SUCCEEDED,
    FAILED,
    /** Its process is gone, by no doing of its own. */
    LOST
  }

  static DriverEnd exit(int code, String message) {
    if (code == 0) {
      return new DriverEnd(Result.SUCCEEDED, "");
    }
    return new DriverEnd(Result.FAILED, message.isEmpty() ? "exit code " + code : message);
  }

  static DriverEnd failed(String message) {
    return new DriverEnd(Result.FAILED, message);
  }

  static DriverEnd lost(String how) {
    return new DriverEnd(Result.LOST, "driver lost: " + how);
  }

  /** {@code exit code 3} or {@code signal 9}, as Java tells the end of a process. */
  static String describeExit(int value) {
    return value > 128 && value < 128 + 65 ? "signal " + (value - 128) : "exit code " + value;
  }
}
