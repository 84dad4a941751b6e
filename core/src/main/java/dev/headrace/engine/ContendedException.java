package dev.headrace.engine;

/** Too many others wrote at the same time: the event should come again. */
public final class ContendedException extends RuntimeException {
  public ContendedException(String message) {
    super(message);
  }
}
