package dev.headrace.functions.storage;

import com.google.api.client.http.HttpResponseException;
import dev.headrace.store.StoreRefusedException;
import dev.headrace.store.StoreUnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Tries a read a few times, since a read that is repeated harms nobody.
 *
 * @param delays the longest pause before each further try; each is drawn between nothing and that
 */
record ReadPatience(List<Duration> delays) {
  ReadPatience {
    delays = List.copyOf(delays);
  }

  static ReadPatience standard() {
    return new ReadPatience(List.of(Duration.ofMillis(300), Duration.ofMillis(1_200)));
  }

  /** A request that may be sent more than once. */
  @FunctionalInterface
  interface Read<T> {
    T send() throws IOException;
  }

  /**
   * The answer of the first try that has one.
   *
   * @throws StoreRefusedException when the service refused for good
   * @throws StoreUnavailableException when no try was answered
   */
  <T> T read(String what, Read<T> read) {
    for (int tried = 0; ; tried++) {
      try {
        return read.send();
      } catch (HttpResponseException e) {
        afterAnswer(what, e.getStatusCode(), e, tried);
      } catch (IOException e) {
        afterSilence(what, e, tried);
      }
    }
  }

  private void afterAnswer(String what, int status, Exception e, int tried) {
    boolean refused = status >= 400 && status < 500 && status != 408 && status != 429;
    if (refused) {
      throw new StoreRefusedException(
          "cannot " + what + ": the service answered " + status + " (" + firstLine(e) + ")", e);
    }
    afterSilence(what, e, tried);
  }

  private void afterSilence(String what, Exception e, int tried) {
    if (tried == delays.size()) {
      throw new StoreUnavailableException(
          "cannot " + what + " after " + (tried + 1) + " tries: " + firstLine(e), e);
    }
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(delays.get(tried).toMillis() + 1));
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted: cannot " + what, e);
    }
  }

  private static String firstLine(Exception e) {
    return e.getMessage() == null
        ? e.getClass().getSimpleName()
        : e.getMessage().lines().findFirst().orElse("");
  }
}
