package dev.headrace.functions;

import java.util.Optional;
import java.util.regex.Pattern;

/** The trace that a request belongs to, as Google's front end names it. */
record Trace(String id) {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");

  /**
   * Of the headers that name one; each may be absent.
   *
   * @param cloudTrace {@code X-Cloud-Trace-Context}: the id before a slash
   * @param w3c {@code traceparent}: the id between the first two hyphens
   */
  static Optional<Trace> of(Optional<String> cloudTrace, Optional<String> w3c) {
    return cloudTrace
        .map(header -> header.split("/", 2)[0])
        .flatMap(Trace::checked)
        .or(
            () ->
                w3c.map(header -> header.split("-", 4))
                    .filter(parts -> parts.length >= 3)
                    .flatMap(parts -> checked(parts[1])));
  }

  private static Optional<Trace> checked(String id) {
    return ID.matcher(id).matches() ? Optional.of(new Trace(id)) : Optional.empty();
  }
}
