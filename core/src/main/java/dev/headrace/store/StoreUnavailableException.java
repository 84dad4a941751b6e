package dev.headrace.store;

/** The store did not answer a read: nothing is known, and trying again later can help. */
public final class StoreUnavailableException extends RuntimeException {
  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
