package dev.headrace.functions.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.json.Json;
import dev.headrace.json.MalformedJsonException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The data files that one commit of a Delta table added for an interval. Pure.
 *
 * <p>A stage replaces its interval in one commit, so what that commit adds is the interval at that
 * version, whatever came before; no other entry of the log and no checkpoint is needed.
 */
final class CommittedFiles {
  private CommittedFiles() {}

  /** Where a commit stands below the address of its table. */
  static String entry(long version) {
    return String.format(Locale.ROOT, "_delta_log/%020d.json", version);
  }

  /**
   * The addresses of the files.
   *
   * @throws IllegalArgumentException when the commit says more than a list of files can
   */
  static List<String> of(byte[] commit, String tableUri, String intervalColumn, String key) {
    List<String> files = new ArrayList<>();
    for (String line : new String(commit, StandardCharsets.UTF_8).lines().toList()) {
      JsonNode add = action(line).path("add");
      if (add.path("partitionValues").path(intervalColumn).asText().equals(key)) {
        if (add.hasNonNull("deletionVector")) {
          throw new IllegalArgumentException(
              "a file of table " + tableUri + " has deleted rows, which a load cannot leave out");
        }
        files.add(tableUri + "/" + path(add.path("path").asText()));
      }
    }
    return files;
  }

  private static JsonNode action(String line) {
    try {
      return Json.tree(line.getBytes(StandardCharsets.UTF_8));
    } catch (MalformedJsonException e) {
      throw new IllegalArgumentException("an entry of the table's log is no JSON", e);
    }
  }

  private static String path(String encoded) {
    URI path = URI.create(encoded);
    if (path.isAbsolute() || encoded.startsWith("/")) {
      throw new IllegalArgumentException("a file of the table lies outside of it: " + encoded);
    }
    return path.getPath();
  }
}
