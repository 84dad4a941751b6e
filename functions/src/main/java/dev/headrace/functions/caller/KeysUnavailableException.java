package dev.headrace.functions.caller;

/** The issuer's keys cannot be had now: the same call may be served later. */
public final class KeysUnavailableException extends RuntimeException {
  KeysUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
