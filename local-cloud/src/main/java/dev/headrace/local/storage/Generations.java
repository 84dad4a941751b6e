package dev.headrace.local.storage;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hands out generations: at least the clock's microseconds, and always above all before, also when
 * the clock stands or was set back.
 */
final class Generations {
  private final AtomicLong latest = new AtomicLong();

  long next(Instant now) {
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
    return latest.updateAndGet(last -> Math.max(last + 1, micros));
  }

  void seen(long generation) {
    latest.accumulateAndGet(generation, Math::max);
  }

  long latest() {
    return latest.get();
  }
}
