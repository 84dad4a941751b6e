package dev.headrace.functions.console;

import dev.headrace.json.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The files that pages refer to: all of them are known, so a path cannot name another. */
final class Assets {
  private final Map<String, Page> pages =
      Map.of(
          "headrace.css", page("headrace.css", "text/css; charset=utf-8"),
          "favicon.svg", page("favicon.svg", "image/svg+xml"));

  private final String style = Sha256.hex(pages.get("headrace.css").body()).substring(0, 12);

  Optional<Page> find(String name) {
    return Optional.ofNullable(pages.get(name));
  }

  /** Changes with the style sheet. */
  String style() {
    return style;
  }

  private static Page page(String name, String type) {
    TreeMap<String, String> headers = new TreeMap<>();
    headers.put("Content-Type", type);
    headers.put("Cache-Control", "public, max-age=300");
    return new Page(200, headers, bytes("/console/" + name));
  }

  private static byte[] bytes(String resource) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
