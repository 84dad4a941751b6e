package dev.headrace.functions;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A filter of Cloud Logging, as far as terraform/monitoring.tf uses the language: comparisons with
 * one text or with one of several, and that a field is there, all joined by AND.
 */
record LogFilters(String filter) {
  private static final Path MONITORING = Path.of("..", "terraform", "monitoring.tf");
  private static final String PAYLOAD = "jsonPayload.";
  private static final Pattern ALERT =
      Pattern.compile("(?m)^    ([a-z-]+) = \\{\\n +title .*\\n +filter = \"(.*)\"$");
  private static final Pattern METRIC =
      Pattern.compile("(?m)^    ([a-z]+) += \\{ filter = \"([^\"]*)\", text = ");
  private static final Pattern TERM =
      Pattern.compile("([A-Za-z_.]+)(?::(\\*)|=\"([^\"]*)\"|=\\(([^)]*)\\))");
  private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");

  /** The filters of alerts on the log by the alert's key. */
  static Map<String, String> alerts() {
    return found(ALERT);
  }

  /** The filters of metrics by the metric's key. */
  static Map<String, String> metrics() {
    return found(METRIC);
  }

  private static Map<String, String> found(Pattern form) {
    try {
      Map<String, String> filters = new TreeMap<>();
      Matcher one = form.matcher(Files.readString(MONITORING));
      while (one.find()) {
        filters.put(one.group(1), one.group(2).replace("\\\"", "\""));
      }
      if (filters.isEmpty()) {
        throw new AssertionError("no filter has the form " + form);
      }
      return filters;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a line that a function printed becomes an entry that the filter finds. */
  boolean match(JsonNode line) {
    return List.of(filter.split(" AND ", -1)).stream().allMatch(term -> holds(term, line));
  }

  private static boolean holds(String text, JsonNode line) {
    Matcher term = TERM.matcher(text);
    if (!term.matches()) {
      throw new AssertionError("not understood: " + text);
    }
    JsonNode value = field(term.group(1), line);
    if (term.group(2) != null) {
      return !value.isMissingNode();
    }
    return term.group(3) != null
        ? value.asText().equals(term.group(3))
        : TEXT.matcher(term.group(4))
            .results()
            .anyMatch(one -> value.asText().equals(one.group(1)));
  }

  /** The severity is taken out of the payload; all else of a line stays in it. */
  private static JsonNode field(String name, JsonNode line) {
    if (name.equals("severity")) {
      return line.path("severity");
    }
    if (!name.startsWith(PAYLOAD) || name.equals(PAYLOAD + "severity")) {
      throw new AssertionError("entries have no field " + name);
    }
    JsonNode value = line;
    for (String part : name.substring(PAYLOAD.length()).split("\\.", -1)) {
      value = value.path(part);
    }
    return value;
  }
}
