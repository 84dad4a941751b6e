package dev.headrace.notify;

/** A notification may not have been handed over: sending it again can help. */
public final class NotifierUnavailableException extends RuntimeException {
  public NotifierUnavailableException(String message) {
    super(message);
  }
}
