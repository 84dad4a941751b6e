package dev.headrace.local.http;

/** What goes wrong with one request. */
sealed interface Fault {
  void strike(Exchange exchange);

  /** Refused with this status, before anything is applied. */
  record Refuse(int status) implements Fault {
    @Override
    public void strike(Exchange exchange) {
      throw ApiError.ofStatus(status, "A fault on demand: " + status);
    }
  }

  /** Applied, but the client never gets the answer. */
  record Lose() implements Fault {
    @Override
    public void strike(Exchange exchange) {
      exchange.loseAnswer();
    }
  }

  /**
   * Reads {@code lose} or {@code refuse-503}.
   *
   * @throws ApiError 400 if it is neither
   */
  static Fault parse(String text) {
    if (text.equals("lose")) {
      return new Lose();
    }
    if (text.matches("refuse-[45][0-9][0-9]")) {
      return new Refuse(Integer.parseInt(text.substring("refuse-".length())));
    }
    throw ApiError.invalid("A fault is lose or refuse-STATUS, not " + text);
  }
}
