package dev.headrace.local.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Json;
import dev.headrace.local.storage.ObjectKey;
import dev.headrace.local.storage.ObjectStorage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads Parquet objects into a table. */
final class LoadJob {
  private final Catalog catalog;
  private final ObjectStorage storage;
  private final String project;
  private final ObjectNode load;
  private final Path scratch;
  private final Instant now;

  LoadJob(
      Catalog catalog,
      ObjectStorage storage,
      String project,
      ObjectNode load,
      Path scratch,
      Instant now) {
    this.catalog = catalog;
    this.storage = storage;
    this.project = project;
    this.load = load;
    this.scratch = scratch;
    this.now = now;
  }

  /** One object, brought to where DuckDB may read it. */
  private record Source(String uri, Path file, List<Field> columns, List<String> pathValues) {
    String read() {
      return "read_parquet(" + Sql.text(file.toString()) + ", hive_partitioning = false)";
    }
  }

  Execution run() throws SQLException, IOException, JobFailure {
    Optional<HivePath> path = HivePath.of(load);
    List<Source> sources = new ArrayList<>();
    long bytes = 0;
    for (JsonNode uri : load.path("sourceUris")) {
      Source source = bring(uri.asText(), path, sources.size());
      bytes += Files.size(source.file());
      sources.add(source);
    }
    List<Field> columns = columns(sources.get(0), path);
    Destination destination = new Destination(catalog, project, load, now);
    Table table = destination.prepare(columns, "WRITE_APPEND");
    long before = destination.rows(table);
    long rows = 0;
    for (Source source : sources) {
      rows += insert(destination, table, columns, source, path);
    }
    destination.checkPartition(table, before, rows);
    ObjectNode statistics = Json.object();
    statistics.put("inputFiles", Integer.toString(sources.size()));
    statistics.put("inputFileBytes", Long.toString(bytes));
    statistics.put("outputRows", Long.toString(rows));
    statistics.put("outputBytes", Long.toString(bytes));
    statistics.put("badRecords", "0");
    return new Execution(statistics, Optional.empty());
  }

  private Source bring(String uri, Optional<HivePath> path, int number)
      throws SQLException, IOException, JobFailure {
    String[] parts = uri.substring("gs://".length()).split("/", 2);
    Path file = scratch.resolve(Integer.toString(number));
    try (ObjectStorage.Opened object = storage.open(new ObjectKey(parts[0], parts[1]));
        OutputStream out = Files.newOutputStream(file)) {
      object.content().transferTo(out);
    } catch (ApiError e) {
      throw JobFailure.notFound("URI " + uri);
    }
    List<String> values = path.isPresent() ? path.get().values(uri) : List.of();
    Source brought = new Source(uri, file, List.of(), values);
    try {
      return new Source(uri, file, catalog.describe(brought.read()), values);
    } catch (SQLException e) {
      throw JobFailure.invalid(
          "Error while reading data, error message: Input file is not in Parquet format. File: "
              + uri);
    }
  }

  /** Those that the job names, or those of the first file and of its address. */
  private List<Field> columns(Source first, Optional<HivePath> path) {
    List<Field> columns = new ArrayList<>(Field.schema(load.path("schema")));
    if (columns.isEmpty()) {
      columns.addAll(first.columns());
    }
    for (Field column : path.map(HivePath::columns).orElse(List.of())) {
      if (Field.find(columns, column.name()).isEmpty()) {
        columns.add(column);
      }
    }
    return columns;
  }

  private long insert(
      Destination destination,
      Table table,
      List<Field> columns,
      Source source,
      Optional<HivePath> path)
      throws SQLException, JobFailure {
    List<Field> inPath = path.map(HivePath::columns).orElse(List.of());
    for (Field found : source.columns()) {
      if (Field.find(columns, found.name()).isEmpty()) {
        throw JobFailure.invalid(
            "No such field: " + found.name() + ". File: " + source.uri() + " has it.");
      }
    }
    List<String> values = new ArrayList<>();
    for (Field column : columns) {
      Field target = Field.find(table.schema(), column.name()).orElseThrow();
      values.add(value(target, source, inPath));
    }
    String select = "SELECT " + String.join(", ", values) + " FROM " + source.read();
    try {
      return destination.insert(table, columns, select);
    } catch (SQLException e) {
      if (Warehouse.isConflict(e)) {
        throw e;
      }
      throw JobFailure.invalid(
          "Error while reading data, error message: " + e.getMessage() + " File: " + source.uri());
    }
  }

  private static String value(Field target, Source source, List<Field> inPath) throws JobFailure {
    for (int i = 0; i < inPath.size(); i++) {
      if (inPath.get(i).name().equalsIgnoreCase(target.name())) {
        return "CAST(" + Sql.text(source.pathValues().get(i)) + " AS " + target.stored() + ")";
      }
    }
    Optional<Field> found = Field.find(source.columns(), target.name());
    if (found.isEmpty()) {
      return "CAST(NULL AS " + target.stored() + ")";
    }
    if (!target.takes(found.get())) {
      throw JobFailure.invalid(
          "Error while reading data, error message: Parquet column '"
              + found.get().name()
              + "' has type "
              + found.get().type()
              + " which does not match the target type "
              + target.type()
              + ". File: "
              + source.uri());
    }
    return "CAST(" + Sql.name(found.get().name()) + " AS " + target.stored() + ")";
  }
}
