package dev.headrace.local.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The columns whose values stand in the address of a file, as {@code day=2001-01-01} does.
 *
 * @param prefix what addresses begin with
 * @param columns those that follow it
 */
record HivePath(String prefix, List<Field> columns) {
  private static final Pattern PREFIX = Pattern.compile("(gs://[^{]*/)((?:\\{\\w+:\\w+\\}/?)+)");
  private static final Pattern COLUMN = Pattern.compile("\\{(\\w+):(\\w+)\\}");

  HivePath {
    columns = List.copyOf(columns);
  }

  /** What the settings of a load say, which is nothing for most. */
  static Optional<HivePath> of(ObjectNode load) {
    JsonNode options = load.path("hivePartitioningOptions");
    if (options.isMissingNode() || options.isNull()) {
      return Optional.empty();
    }
    Matcher prefix = PREFIX.matcher(options.path("sourceUriPrefix").asText());
    if (!options.path("mode").asText().equals("CUSTOM") || !prefix.matches()) {
      throw ApiError.invalid(
          "The local BigQuery serves the hive partitioning mode CUSTOM only, with a"
              + " sourceUriPrefix such as gs://bucket/table/{day:STRING}.");
    }
    List<Field> columns = new ArrayList<>();
    for (Matcher column = COLUMN.matcher(prefix.group(2)); column.find(); ) {
      FieldType type =
          FieldType.of(column.group(2))
              .orElseThrow(() -> ApiError.invalid("Invalid sourceUriPrefix: its types."));
      columns.add(Field.of(column.group(1), type));
    }
    return Optional.of(new HivePath(prefix.group(1), columns));
  }

  /** The values of the columns in an address, in their order. */
  List<String> values(String uri) throws JobFailure {
    String[] parts = uri.startsWith(prefix) ? uri.substring(prefix.length()).split("/", -1) : null;
    if (parts == null || parts.length != columns.size() + 1) {
      throw mismatch(uri);
    }
    List<String> values = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      String key = columns.get(i).name() + "=";
      if (!parts[i].startsWith(key)) {
        throw mismatch(uri);
      }
      values.add(parts[i].substring(key.length()));
    }
    return values;
  }

  private JobFailure mismatch(String uri) {
    return JobFailure.invalid(
        "URI "
            + uri
            + " does not have the partitions "
            + Field.names(columns)
            + " below "
            + prefix);
  }
}
