package dev.headrace.local.bigquery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A table: what is said about it, and where its rows are.
 *
 * @param resource what clients said and get back: schema, partitioning, labels and the like
 */
record Table(TableName name, ObjectNode resource) {
  /** The schema of DuckDB with the rows of tables whose partition no column tells. */
  static final String PARTITIONED = "_headrace_partitioned";

  List<Field> schema() {
    return Field.schema(resource.path("schema"));
  }

  Optional<Partitioning> partitioning() {
    return Partitioning.of(resource, schema());
  }

  Table withSchema(List<Field> schema) {
    ObjectNode changed = resource.deepCopy();
    changed.set("schema", Field.toJson(schema));
    return new Table(name, changed);
  }

  /** Whether queries see a view, since the partition of a row is no column. */
  boolean isView() {
    return partitioning().filter(Partitioning::byIngestion).isPresent();
  }

  /** What holds the rows. */
  String stored() {
    return isView()
        ? Sql.name(PARTITIONED, name.dataset() + "." + name.table())
        : Sql.name(name.dataset(), name.table());
  }

  /** What makes the table in DuckDB. */
  List<String> create() {
    List<Field> schema = schema();
    String columns = schema.stream().map(Field::definition).collect(Collectors.joining(", "));
    if (!isView()) {
      return List.of("CREATE TABLE " + stored() + " (" + columns + ")");
    }
    List<String> statements = new ArrayList<>();
    statements.add(
        "CREATE TABLE "
            + stored()
            + " ("
            + Sql.name(Partitioning.PSEUDO_COLUMN)
            + " TIMESTAMP, "
            + columns
            + ")");
    statements.add(view());
    return statements;
  }

  /** What makes the view anew, after columns were added. */
  String view() {
    return "CREATE OR REPLACE VIEW "
        + Sql.name(name.dataset(), name.table())
        + " AS SELECT "
        + Sql.names(Field.names(schema()))
        + " FROM "
        + stored();
  }

  List<String> drop() {
    return isView()
        ? List.of("DROP VIEW " + Sql.name(name.dataset(), name.table()), "DROP TABLE " + stored())
        : List.of("DROP TABLE " + stored());
  }

  /** The condition that the rows of the name's partition meet; all rows, if it names none. */
  static String condition(Table table, TableName name) {
    return name.partition()
        .map(
            decorator ->
                table
                    .partitioning()
                    .map(p -> p.condition(p.start(decorator)))
                    .orElseThrow(
                        () -> ApiError.invalid("Table " + name.table() + " is not partitioned.")))
        .orElse("TRUE");
  }

  ObjectNode toJson(String project, String location, long rows) {
    ObjectNode json = resource.deepCopy();
    json.put("kind", "bigquery#table").put("id", name.full(project)).put("type", "TABLE");
    json.set("tableReference", name.toReference(project));
    json.put("location", location);
    json.put("numRows", Long.toString(rows)).put("numBytes", "0").put("numLongTermBytes", "0");
    return json;
  }

  /** The form in lists. */
  ObjectNode toListed(String project) {
    ObjectNode json = Json.object().put("kind", "bigquery#table").put("id", name.full(project));
    json.set("tableReference", name.toReference(project));
    json.put("type", "TABLE");
    for (String key : List.of("labels", "timePartitioning", "creationTime", "friendlyName")) {
      if (resource.has(key)) {
        json.set(key, resource.get(key));
      }
    }
    return json;
  }
}
