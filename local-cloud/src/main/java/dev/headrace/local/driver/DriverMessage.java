package dev.headrace.local.driver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.Optional;

/** One line between the local cloud and its Spark process: a JSON object with a mark in front. */
final class DriverMessage {
  /** Native libraries print to the same stream: only lines with the mark are messages. */
  private static final String MARK = "headrace:";

  private static final ObjectMapper JSON = new ObjectMapper();

  private DriverMessage() {}

  static ObjectNode of(String kind) {
    return JSON.createObjectNode().put("kind", kind);
  }

  /** The message with line ends around it, since others leave lines unfinished. */
  static String line(ObjectNode message) {
    try {
      return "\n" + MARK + JSON.writeValueAsString(message) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** The message in this line, empty if it is something else. */
  static Optional<ObjectNode> parse(String line) {
    if (!line.startsWith(MARK)) {
      return Optional.empty();
    }
    try {
      return Optional.of((ObjectNode) JSON.readTree(line.substring(MARK.length())));
    } catch (JsonProcessingException broken) {
      return Optional.empty();
    }
  }
}
