package dev.headrace.local.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What goes wrong with one request. */
sealed interface Fault {
  /** Most bytes of a body that are kept for a request that is carried out later. */
  int LATE_BYTES = 8 * 1024 * 1024;

  /**
   * Throws what the client is told instead, or prepares the exchange for what happens to it.
   *
   * @throws IOException if the client is gone
   */
  void strike(Exchange exchange) throws IOException;

  /** Refused with this status, before anything is applied. */
  record Refuse(int status) implements Fault {
    @Override
    public void strike(Exchange exchange) {
      throw refused(status);
    }
  }

  /** Refused with this status once so many bytes of the body have arrived. */
  record RefuseAfter(int status, long bytes) implements Fault {
    @Override
    public void strike(Exchange exchange) {
      exchange.breakBody(bytes, () -> refused(status));
    }
  }

  /** The connection ends before anything is applied. */
  record Reset() implements Fault {
    @Override
    public void strike(Exchange exchange) {
      exchange.drop();
    }
  }

  /** Applied, but the client never gets the answer. */
  record Lose() implements Fault {
    @Override
    public void strike(Exchange exchange) {
      exchange.loseAnswer();
    }
  }

  /** The connection ends at once, and the request is applied so much later. */
  record Late(Duration delay) implements Fault {
    @Override
    public void strike(Exchange exchange) throws IOException {
      byte[] body = exchange.rawBody().readNBytes(LATE_BYTES + 1);
      if (body.length > LATE_BYTES) {
        throw ApiError.invalid("A request that is applied late has at most 8 MiB.");
      }
      exchange.replaceBody(new ByteArrayInputStream(body));
      exchange.loseAnswerNow();
      pause(delay);
    }
  }

  /** Carried out after this pause. */
  record Stall(Duration delay) implements Fault {
    @Override
    public void strike(Exchange exchange) {
      pause(delay);
    }
  }

  /** Applied, but the connection ends after so many bytes of the answer's body. */
  record Cut(long bytes) implements Fault {
    @Override
    public void strike(Exchange exchange) {
      exchange.cutAnswer(bytes);
    }
  }

  private static ApiError refused(int status) {
    return ApiError.ofStatus(status, "A fault on demand: " + status);
  }

  /** In real time: it is the client that is kept waiting. */
  private static void pause(Duration delay) {
    long until = System.nanoTime() + delay.toNanos();
    for (long left = delay.toNanos();
        left > 0 && !Thread.currentThread().isInterrupted();
        left = until - System.nanoTime()) {
      LockSupport.parkNanos(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
    }
  }
}
