package dev.headrace.local.http;

import java.io.IOException;

/** Serves one operation of an API. */
@FunctionalInterface
public interface ApiHandler {
  /**
   * Answers the exchange, once, or throws {@link ApiError} before it began to.
   *
   * @throws IOException if the client hung up or the disk failed
   */
  void handle(Exchange exchange) throws IOException;
}
