package dev.headrace.local.bigquery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Exchange;
import dev.headrace.local.http.Json;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The operations on data sets. */
record DatasetsApi(Warehouse warehouse, String project, InstantSource clock) {
  private static final String ALL = "/bigquery/v2/projects/{project}/datasets";
  private static final String ONE = ALL + "/{dataset}";

  /** Names that DuckDB has taken, as schemas or as databases. */
  private static final Set<String> TAKEN =
      Set.of("main", "temp", "system", "memory", "warehouse", "information_schema", "pg_catalog");

  void register(Dispatcher dispatcher) {
    dispatcher
        .add("bigquery.datasets.insert", "POST", ALL, this::insert)
        .add("bigquery.datasets.list", "GET", ALL, this::list)
        .add("bigquery.datasets.get", "GET", ONE, this::get)
        .add("bigquery.datasets.patch", "PATCH", ONE, this::patch)
        .add("bigquery.datasets.delete", "DELETE", ONE, this::delete);
  }

  private void insert(Exchange exchange) throws IOException {
    Requests.checkProject(exchange, project);
    ObjectNode asked = exchange.json();
    String id = TableName.dataset(asked.path("datasetReference").path("datasetId").asText());
    String lower = id.toLowerCase(Locale.ROOT);
    if (TAKEN.contains(lower) || lower.startsWith(Catalog.OWN)) {
      throw ApiError.invalid("The local BigQuery has no data set " + id + ": the name is taken.");
    }
    String now = Long.toString(clock.instant().toEpochMilli());
    ObjectNode resource = asked.deepCopy();
    resource.put("location", asked.path("location").asText("US"));
    resource.put("creationTime", now).put("lastModifiedTime", now);
    warehouse.write(
        catalog -> {
          if (catalog.hasDatasetLike(id)) {
            throw Requests.duplicate("Dataset " + project + ":" + id);
          }
          catalog.addDataset(id, resource);
          return id;
        });
    exchange.answer(200, toJson(resource));
  }

  private void list(Exchange exchange) throws IOException {
    Requests.checkProject(exchange, project);
    List<ObjectNode> all = warehouse.read(Catalog::datasets);
    exchange.answer(
        200,
        Requests.Page.of(exchange, 1_000)
            .list("bigquery#datasetList", "datasets", all, this::toJson));
  }

  private void get(Exchange exchange) throws IOException {
    Requests.checkProject(exchange, project);
    String id = exchange.variable("dataset");
    exchange.answer(200, toJson(warehouse.read(catalog -> find(catalog, project, id))));
  }

  static ObjectNode find(Catalog catalog, String project, String id) throws SQLException {
    return catalog
        .dataset(id)
        .orElseThrow(() -> Requests.notFound("Dataset " + project + ":" + id));
  }

  private void patch(Exchange exchange) throws IOException {
    Requests.checkProject(exchange, project);
    String id = exchange.variable("dataset");
    ObjectNode changes = exchange.json();
    changes.remove(List.of("datasetReference", "location", "creationTime"));
    ObjectNode after =
        warehouse.write(
            catalog -> {
              ObjectNode resource = find(catalog, project, id);
              resource.setAll(changes);
              resource.put("lastModifiedTime", Long.toString(clock.instant().toEpochMilli()));
              catalog.changeDataset(id, resource);
              return resource;
            });
    exchange.answer(200, toJson(after));
  }

  private void delete(Exchange exchange) throws IOException {
    Requests.checkProject(exchange, project);
    String id = exchange.variable("dataset");
    boolean withTables = exchange.flag("deleteContents");
    warehouse.write(
        catalog -> {
          find(catalog, project, id);
          List<Table> tables = catalog.tables(id);
          if (!tables.isEmpty() && !withTables) {
            throw new ApiError(
                400,
                "resourceInUse",
                "FAILED_PRECONDITION",
                "Dataset " + project + ":" + id + " is still in use");
          }
          for (Table table : tables) {
            catalog.deleteTable(table);
          }
          return id;
        });
    // DuckDB lets a schema go only when its tables went in an earlier transaction.
    warehouse.write(
        catalog -> {
          catalog.deleteDataset(id);
          return id;
        });
    exchange.answer(204);
  }

  private ObjectNode toJson(ObjectNode resource) {
    String id = resource.path("datasetReference").path("datasetId").asText();
    ObjectNode json = resource.deepCopy();
    json.put("kind", "bigquery#dataset").put("id", project + ":" + id);
    json.set("datasetReference", Json.object().put("projectId", project).put("datasetId", id));
    return json;
  }
}
