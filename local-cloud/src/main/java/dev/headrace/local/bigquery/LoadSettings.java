package dev.headrace.local.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import java.util.Iterator;
import java.util.Set;

/** Checks what a new job asks for, so that what BigQuery would refuse or do otherwise fails. */
final class LoadSettings {
  private static final Set<String> LOAD =
      Set.of(
          "sourceUris",
          "sourceFormat",
          "schema",
          "destinationTable",
          "createDisposition",
          "writeDisposition",
          "schemaUpdateOptions",
          "timePartitioning",
          "hivePartitioningOptions",
          "parquetOptions",
          "autodetect",
          "clustering",
          "decimalTargetTypes");
  private static final Set<String> QUERY =
      Set.of(
          "query",
          "useLegacySql",
          "defaultDataset",
          "destinationTable",
          "createDisposition",
          "writeDisposition",
          "schemaUpdateOptions",
          "timePartitioning",
          "priority",
          "useQueryCache",
          "allowLargeResults",
          "flattenResults",
          "maximumBytesBilled",
          "createSession");
  private static final Set<String> CREATE = Set.of("", "CREATE_IF_NEEDED", "CREATE_NEVER");
  private static final Set<String> WRITE =
      Set.of("", "WRITE_TRUNCATE", "WRITE_APPEND", "WRITE_EMPTY");
  private static final int MOST_URIS = 10_000;

  private LoadSettings() {}

  static void checkLoad(ObjectNode load) {
    checkKeys("load", load, LOAD);
    checkDispositions(load);
    if (!load.path("sourceFormat").asText().equals("PARQUET")) {
      throw ApiError.invalid("The local BigQuery loads the format PARQUET only.");
    }
    JsonNode uris = load.path("sourceUris");
    if (uris.isEmpty() || uris.size() > MOST_URIS) {
      throw ApiError.invalid("Required parameter is missing: 1 to 10,000 source URIs.");
    }
    for (JsonNode uri : uris) {
      if (!uri.asText().matches("gs://[^/*]+/[^*]+")) {
        throw ApiError.invalid(
            "Invalid source URI \"" + uri.asText() + "\": gs://bucket/object without wildcards.");
      }
    }
    Field.schema(load.path("schema"));
    TableName.of(load.path("destinationTable"));
    HivePath.of(load);
  }

  static void checkQuery(ObjectNode query) {
    checkKeys("query", query, QUERY);
    checkDispositions(query);
    if (query.path("useLegacySql").asBoolean(true)) {
      throw ApiError.invalid("The local BigQuery has no legacy SQL: set useLegacySql to false.");
    }
    if (query.path("query").asText().isBlank()) {
      throw ApiError.invalid("Required parameter is missing: query");
    }
    if (query.hasNonNull("destinationTable")) {
      TableName.of(query.path("destinationTable"));
    }
  }

  private static void checkDispositions(ObjectNode settings) {
    if (!CREATE.contains(settings.path("createDisposition").asText())
        || !WRITE.contains(settings.path("writeDisposition").asText())) {
      throw ApiError.invalid("Invalid createDisposition or writeDisposition.");
    }
  }

  private static void checkKeys(String part, ObjectNode settings, Set<String> known) {
    for (Iterator<String> keys = settings.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!known.contains(key)) {
        throw ApiError.invalid("The local BigQuery does not serve " + part + "." + key + ".");
      }
    }
  }
}
