package dev.headrace.store;

/**
 * The store surely did not do it and will refuse the same request again: a missing right, a missing
 * bucket, an object above the cap. Trying again helps only after somebody changed something.
 */
public final class StoreRefusedException extends RuntimeException {
  public StoreRefusedException(String message) {
    super(message);
  }

  public StoreRefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
