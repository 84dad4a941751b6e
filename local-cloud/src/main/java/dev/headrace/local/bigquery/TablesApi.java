package dev.headrace.local.bigquery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Exchange;
import dev.headrace.local.http.Json;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The operations on tables and their rows. */
record TablesApi(Warehouse warehouse, String project, InstantSource clock) {
  private static final String ALL = "/bigquery/v2/projects/{project}/datasets/{dataset}/tables";
  private static final String ONE = ALL + "/{table}";
  private static final long MOST_ROWS = 10_000;
  private static final Set<String> KEYS =
      Set.of(
          "kind",
          "id",
          "etag",
          "type",
          "tableReference",
          "schema",
          "timePartitioning",
          "requirePartitionFilter",
          "clustering",
          "description",
          "friendlyName",
          "labels",
          "expirationTime",
          "location");

  void register(Dispatcher dispatcher) {
    dispatcher
        .add("bigquery.tables.insert", "POST", ALL, this::insert)
        .add("bigquery.tables.list", "GET", ALL, this::list)
        .add("bigquery.tables.get", "GET", ONE, this::get)
        .add("bigquery.tables.patch", "PATCH", ONE, this::patch)
        .add("bigquery.tables.update", "PUT", ONE, this::patch)
        .add("bigquery.tables.delete", "DELETE", ONE, this::delete)
        .add("bigquery.tabledata.list", "GET", ONE + "/data", this::rows);
  }

  private void insert(Exchange exchange) throws IOException {
    Requests.checkProject(exchange, project);
    ObjectNode asked = exchange.json();
    checkKeys(asked);
    TableName name =
        TableName.parse(
            exchange.variable("dataset"), asked.path("tableReference").path("tableId").asText());
    if (name.partition().isPresent()) {
      throw ApiError.invalid("A partition is no table: leave \"$\" and what follows it out.");
    }
    ObjectNode resource = asked.deepCopy();
    resource.put("creationTime", Long.toString(clock.instant().toEpochMilli()));
    Table table = normal(new Table(name, resource));
    ObjectNode answer =
        warehouse.write(
            catalog -> {
              DatasetsApi.find(catalog, project, name.dataset());
              if (catalog.hasTableLike(name)) {
                throw Requests.duplicate("Table " + name.full(project));
              }
              catalog.addTable(table);
              return toJson(catalog, table);
            });
    exchange.answer(200, answer);
  }

  private static void checkKeys(ObjectNode resource) {
    for (Iterator<String> keys = resource.fieldNames(); keys.hasNext(); ) {
      String key = keys.next();
      if (!KEYS.contains(key)) {
        throw ApiError.invalid("The local BigQuery does not serve tables with " + key + ".");
      }
    }
  }

  /** With its schema and partitions in their one form. */
  private static Table normal(Table table) {
    List<Field> schema = table.schema();
    if (schema.isEmpty()) {
      throw ApiError.invalid("The local BigQuery has no tables without a schema.");
    }
    Table normal = table.withSchema(schema);
    Optional<Partitioning> partitioning = normal.partitioning();
    partitioning.ifPresent(p -> normal.resource().set("timePartitioning", p.toJson()));
    return normal;
  }

  private void list(Exchange exchange) throws IOException {
    Requests.checkProject(exchange, project);
    String dataset = exchange.variable("dataset");
    List<Table> all =
        warehouse.read(
            catalog -> {
              DatasetsApi.find(catalog, project, dataset);
              return catalog.tables(dataset);
            });
    ObjectNode answer =
        Requests.Page.of(exchange, 1_000)
            .list("bigquery#tableList", "tables", all, table -> table.toListed(project));
    exchange.answer(200, answer.put("totalItems", all.size()));
  }

  private void get(Exchange exchange) throws IOException {
    TableName name = name(exchange);
    exchange.answer(200, warehouse.read(catalog -> toJson(catalog, find(catalog, project, name))));
  }

  private TableName name(Exchange exchange) {
    Requests.checkProject(exchange, project);
    return TableName.parse(exchange.variable("dataset"), exchange.variable("table"));
  }

  static Table find(Catalog catalog, String project, TableName name) throws SQLException {
    return catalog
        .table(name)
        .orElseThrow(() -> Requests.notFound("Table " + name.whole().full(project)));
  }

  private ObjectNode toJson(Catalog catalog, Table table) throws SQLException {
    String location =
        catalog
            .dataset(table.name().dataset())
            .map(dataset -> dataset.path("location").asText())
            .orElse("US");
    return table.toJson(project, location, catalog.count(table.stored(), "TRUE"));
  }

  private void patch(Exchange exchange) throws IOException {
    TableName name = name(exchange);
    ObjectNode changes = exchange.json();
    for (String given :
        List.of(
            "creationTime",
            "lastModifiedTime",
            "numRows",
            "numBytes",
            "numLongTermBytes",
            "selfLink")) {
      changes.remove(given);
    }
    checkKeys(changes);
    changes.remove("tableReference");
    ObjectNode answer =
        warehouse.write(
            catalog -> {
              Table before = find(catalog, project, name);
              ObjectNode resource = before.resource().deepCopy();
              resource.setAll(changes);
              Table after = normal(new Table(before.name(), resource));
              checkEvolution(before, after);
              catalog.changeTable(before, after);
              return toJson(catalog, after);
            });
    exchange.answer(200, answer);
  }

  /** Columns may be added; none may go or become something else. */
  private void checkEvolution(Table before, Table after) {
    if (!before.partitioning().equals(after.partitioning())) {
      throw ApiError.invalid("Cannot change the partitioning of a table.");
    }
    for (Field field : before.schema()) {
      if (Field.find(after.schema(), field.name()).filter(field::isLike).isEmpty()) {
        throw ApiError.invalid(
            "Provided Schema does not match Table "
                + before.name().full(project)
                + ". Field "
                + field.name()
                + " is missing or has changed its type.");
      }
    }
  }

  private void delete(Exchange exchange) throws IOException {
    TableName name = name(exchange);
    warehouse.write(
        catalog -> {
          Table table = find(catalog, project, name);
          if (name.partition().isPresent()) {
            catalog.execute(
                "DELETE FROM " + table.stored() + " WHERE " + Table.condition(table, name));
          } else {
            catalog.deleteTable(table);
          }
          return name;
        });
    exchange.answer(204);
  }

  private void rows(Exchange exchange) throws IOException {
    TableName name = name(exchange);
    Requests.Page page = Requests.Page.of(exchange, MOST_ROWS);
    boolean microseconds = exchange.flag("formatOptions.useInt64Timestamp");
    ObjectNode answer =
        warehouse.read(
            catalog ->
                rows(
                    catalog,
                    find(catalog, project, name),
                    Table.condition(find(catalog, project, name), name),
                    page,
                    microseconds));
    exchange.answer(200, answer.put("kind", "bigquery#tableDataList"));
  }

  /** A page of rows, with the token of the next. */
  static ObjectNode rows(
      Catalog catalog, Table table, String condition, Requests.Page page, boolean microseconds)
      throws SQLException {
    long total = catalog.count(table.stored(), condition);
    ObjectNode answer = Json.object().put("totalRows", Long.toString(total));
    answer.set(
        "rows", new WireRows(catalog, microseconds).of(table, condition, page.from(), page.most()));
    if (page.from() + page.most() < total && page.most() > 0) {
      answer.put("pageToken", Long.toString(page.from() + page.most()));
    }
    return answer;
  }
}
