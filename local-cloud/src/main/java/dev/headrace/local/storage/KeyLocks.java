package dev.headrace.local.storage;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One lock per object key, so that check and publish are one step. Keys share a fixed number of
 * locks; two are always taken in the same order.
 */
final class KeyLocks {
  private static final int STRIPES = 1024;

  private final ReentrantLock[] stripes = new ReentrantLock[STRIPES];

  KeyLocks() {
    for (int i = 0; i < STRIPES; i++) {
      stripes[i] = new ReentrantLock();
    }
  }

  /** What is done while the lock is held. */
  @FunctionalInterface
  interface Step<T> {
    T run() throws IOException;
  }

  <T> T holding(ObjectKey key, Step<T> step) throws IOException {
    ReentrantLock stripe = stripes[stripe(key)];
    stripe.lock();
    try {
      return step.run();
    } finally {
      stripe.unlock();
    }
  }

  <T> T holding(ObjectKey one, ObjectKey other, Step<T> step) throws IOException {
    ReentrantLock first = stripes[Math.min(stripe(one), stripe(other))];
    first.lock();
    try {
      // If the keys share their lock, it is taken a second time.
      return holding(stripe(one) > stripe(other) ? one : other, step);
    } finally {
      first.unlock();
    }
  }

  private static int stripe(ObjectKey key) {
    int hash = key.hashCode();
    return (hash ^ hash >>> 16) & STRIPES - 1;
  }
}
