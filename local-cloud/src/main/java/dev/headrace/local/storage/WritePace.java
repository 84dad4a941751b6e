package dev.headrace.local.storage;

import dev.headrace.local.http.ApiError;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Refuses a change of a name less than a second of real time after the one before, while that is
 * wanted: Cloud Storage takes about so many, and a design that needs more of one name fails there.
 */
final class WritePace {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final int REMEMBERED = 10_000;

  private final Map<ObjectKey, Long> changed = new ConcurrentHashMap<>();
  private volatile BooleanSupplier wanted = () -> false;

  void wantedWhile(BooleanSupplier condition) {
    wanted = condition;
  }

  /**
   * @throws ApiError 429 if the name may not be changed yet
   */
  void check(ObjectKey key) {
    if (wanted.getAsBoolean() && isRecent(changed.get(key))) {
      throw ApiError.ofStatus(
          429,
          "The object "
              + key.bucket()
              + "/"
              + key.name()
              + " exceeded the rate limit for object mutation operations (create, update, and"
              + " delete).");
    }
  }

  void changed(ObjectKey key) {
    if (wanted.getAsBoolean()) {
      changed.put(key, System.nanoTime());
      if (changed.size() > REMEMBERED) {
        changed.values().removeIf(at -> !isRecent(at));
      }
    } else if (!changed.isEmpty()) {
      changed.clear();
    }
  }

  private static boolean isRecent(Long at) {
    return at != null && System.nanoTime() - at < SECOND;
  }
}
