package dev.headrace.local.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Json;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A table in a dataset, or one of its partitions.
 *
 * @param partition what follows a {@code $} in the name
 */
record TableName(String dataset, String table, Optional<String> partition) {
  private static final Pattern DATASET = Pattern.compile("[A-Za-z0-9_]{1,1024}");
  private static final Pattern TABLE = Pattern.compile("[\\p{L}\\p{M}\\p{N}\\p{Pc}\\p{Pd} ]+");
  private static final int MOST_BYTES = 1024;

  /** Checks a name of a dataset. */
  static String dataset(String id) {
    if (!DATASET.matcher(id).matches()) {
      throw ApiError.invalid(
          "Invalid dataset ID \"" + id + "\". Dataset IDs have letters, digits and underscores.");
    }
    return id;
  }

  /** The table of a path or a reference, whose name may end with a partition decorator. */
  static TableName parse(String dataset, String table) {
    int dollar = table.indexOf('$');
    String name = dollar < 0 ? table : table.substring(0, dollar);
    if (!TABLE.matcher(name).matches()
        || name.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
      throw ApiError.invalid(
          "Invalid table ID \""
              + name
              + "\". Table IDs have letters, marks, digits, connectors, dashes and spaces.");
    }
    return new TableName(
        dataset(dataset),
        name,
        dollar < 0 ? Optional.empty() : Optional.of(table.substring(dollar + 1)));
  }

  static TableName of(JsonNode reference) {
    return parse(reference.path("datasetId").asText(), reference.path("tableId").asText());
  }

  TableName whole() {
    return new TableName(dataset, table, Optional.empty());
  }

  ObjectNode toReference(String project) {
    return Json.object()
        .put("projectId", project)
        .put("datasetId", dataset)
        .put("tableId", table + partition.map(p -> "$" + p).orElse(""));
  }

  String full(String project) {
    return project + ":" + dataset + "." + table + partition.map(p -> "$" + p).orElse("");
  }
}
