package dev.headrace.local.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A method and a path template such as {@code /v1/projects/{project}/jobs/{job}:cancel}.
 *
 * <p>A variable takes one segment of the raw path, so an encoded slash stays part of it; text after
 * the closing brace must be there as it is.
 */
final class Route {
  private final String operation;
  private final String method;
  private final Segment[] template;
  private final ApiHandler handler;

  private record Segment(String variable, String text) {
    static Segment parse(String template) {
      int end = template.indexOf('}');
      return template.startsWith("{")
          ? new Segment(template.substring(1, end), template.substring(end + 1))
          : new Segment("", template);
    }

    boolean matches(String raw) {
      return variable.isEmpty()
          ? raw.equals(text)
          : raw.length() > text.length() && raw.endsWith(text);
    }
  }

  Route(String operation, String method, String template, ApiHandler handler) {
    String[] segments = segments(template);
    this.operation = operation;
    this.method = method;
    this.template = new Segment[segments.length];
    for (int i = 0; i < segments.length; i++) {
      this.template[i] = Segment.parse(segments[i]);
    }
    this.handler = handler;
  }

  /** The parts between slashes, none of them decoded; empty ones count. */
  static String[] segments(String rawPath) {
    return rawPath.substring(rawPath.startsWith("/") ? 1 : 0).split("/", -1);
  }

  String operation() {
    return operation;
  }

  String method() {
    return method;
  }

  ApiHandler handler() {
    return handler;
  }

  /** The raw values of the variables if the path is of this form. */
  Optional<Map<String, String>> match(String[] path) {
    if (path.length != template.length) {
      return Optional.empty();
    }
    for (int i = 0; i < path.length; i++) {
      if (!template[i].matches(path[i])) {
        return Optional.empty();
      }
    }
    Map<String, String> variables = new HashMap<>();
    for (int i = 0; i < path.length; i++) {
      if (!template[i].variable().isEmpty()) {
        String raw = path[i];
        variables.put(
            template[i].variable(), raw.substring(0, raw.length() - template[i].text().length()));
      }
    }
    return Optional.of(variables);
  }
}
