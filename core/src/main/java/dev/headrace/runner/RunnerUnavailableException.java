package dev.headrace.runner;

/** The job service did not answer: nothing is known, and trying again later can help. */
public final class RunnerUnavailableException extends RuntimeException {
  public RunnerUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
