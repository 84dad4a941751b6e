package dev.headrace.job;

/** Why an attempt failed: decides whether and how often it is tried again. */
public enum ErrorClass {
  /** The user's code threw or left with another exit code than 0. */
  USER,
  /** The rows are not what was declared: an expectation failed, or a file cannot be read. */
  DATA,
  /** The service: quota, stockout, preemption, a lost driver, a lost commit race. */
  PLATFORM,
  /** The attempt ran out of time. */
  TIMEOUT,
  /** The stage says that its input is not ready. */
  INPUT_NOT_READY,
  /** The job ended without an outcome. */
  LOST,
  /** The job was cancelled by somebody else. */
  CANCELLED,
  /** Nobody can tell; treated as {@link #USER}. */
  UNKNOWN
}
