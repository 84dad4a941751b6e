package dev.headrace.functions;

import dev.headrace.engine.ContendedException;
import dev.headrace.functions.caller.KeysUnavailableException;
import dev.headrace.runner.RunnerUnavailableException;
import dev.headrace.store.StoreUnavailableException;

/**
 * Tells the event service to deliver again. It has no stack trace: what happened is in the log
 * already, and the host prints every exception that leaves a function.
 */
final class RetryLater extends RuntimeException {
  RetryLater(String message) {
    super(message, null, false, false);
  }

  /** Nothing failed: the same event is to come once more when there is more to see. */
  static RetryLater toLookAgain(String message) {
    return new RetryLater(message);
  }

  /** Whether the same call may succeed later. */
  static boolean helpsAfter(RuntimeException e) {
    return e instanceof StoreUnavailableException
        || e instanceof RunnerUnavailableException
        || e instanceof ContendedException
        || e instanceof KeysUnavailableException;
  }
}
