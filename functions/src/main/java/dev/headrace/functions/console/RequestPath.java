package dev.headrace.functions.console;

import java.util.List;
import java.util.stream.Stream;

/**
 * A requested path, taken apart but not decoded.
 *
 * @param text as it was requested
 * @param api whether JSON is asked for
 * @param parts without {@code api}; empty for the root
 */
record RequestPath(String text, boolean api, List<String> parts) {
  RequestPath {
    parts = List.copyOf(parts);
  }

  static RequestPath of(String text) {
    List<String> parts = Stream.of(text.split("/", -1)).filter(p -> !p.isEmpty()).toList();
    boolean api = !parts.isEmpty() && parts.get(0).equals("api");
    return new RequestPath(text, api, api ? parts.subList(1, parts.size()) : parts);
  }

  /** How a page at this path gets to the root of the console. */
  String root() {
    long slashes = text.chars().filter(c -> c == '/').count();
    return slashes <= 1 ? "./" : "../".repeat((int) slashes - 1);
  }
}
