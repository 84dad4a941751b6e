package dev.headrace.local.bigquery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.Json;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs one SQL statement, in the dialect of DuckDB. */
final class QueryJob {
  private final Catalog catalog;
  private final String project;
  private final Job job;
  private final Instant now;

  QueryJob(Catalog catalog, String project, Job job, Instant now) {
    this.catalog = catalog;
    this.project = project;
    this.job = job;
    this.now = now;
  }

  Execution run() throws SQLException, JobFailure {
    QueryText.Statement statement = QueryText.parse(project, job.query().path("query").asText());
    String dataset = job.query().path("defaultDataset").path("datasetId").asText();
    if (!dataset.isEmpty()) {
      if (catalog.dataset(dataset).isEmpty()) {
        throw JobFailure.notFound("Dataset " + project + ":" + dataset);
      }
      catalog.connection().setSchema(dataset);
    }
    return statement.selects() ? select(statement) : change(statement);
  }

  private Execution select(QueryText.Statement statement) throws SQLException, JobFailure {
    TableName name = new TableName(Catalog.RESULTS, "anon" + job.number(), Optional.empty());
    String rows = Sql.name(name.dataset(), name.table());
    run("CREATE TABLE " + rows + " AS (" + statement.sql() + "\n)");
    List<Field> columns = named(rows, catalog.describe(rows));
    ObjectNode resource = Json.object();
    resource.set("schema", Field.toJson(columns));
    resource.put("creationTime", Long.toString(now.toEpochMilli()));
    catalog.note(new Table(name, resource));
    if (job.query().hasNonNull("destinationTable")) {
      Destination destination = new Destination(catalog, project, job.query(), now);
      Table table = destination.prepare(columns, "WRITE_EMPTY");
      long before = destination.rows(table);
      long added = destination.insert(table, columns, "SELECT * FROM " + rows);
      destination.checkPartition(table, before, added);
    }
    return new Execution(statistics("SELECT"), Optional.of(name));
  }

  /** Gives the columns that have no name the ones that BigQuery gives them: f0_, f1_. */
  private List<Field> named(String rows, List<Field> columns) throws SQLException {
    List<Field> named = new ArrayList<>();
    int unnamed = 0;
    for (Field column : columns) {
      if (column.hasName()) {
        named.add(column);
      } else {
        String name = "f" + unnamed++ + "_";
        catalog.execute(
            "ALTER TABLE "
                + rows
                + " RENAME COLUMN "
                + Sql.name(column.name())
                + " TO "
                + Sql.name(name));
        named.add(column.named(name));
      }
    }
    return named;
  }

  private Execution change(QueryText.Statement statement) throws SQLException, JobFailure {
    long rows = run(statement.sql());
    ObjectNode statistics = statistics(statement.verb());
    statistics.put("numDmlAffectedRows", Long.toString(rows));
    return new Execution(statistics, Optional.empty());
  }

  private long run(String sql) throws SQLException, JobFailure {
    try (Statement one = catalog.connection().createStatement()) {
      return one.executeUpdate(sql);
    } catch (SQLException e) {
      if (Warehouse.isConflict(e)) {
        throw e;
      }
      throw new JobFailure("invalidQuery", "By DuckDB, whose dialect this is: " + e.getMessage());
    }
  }

  private static ObjectNode statistics(String type) {
    return Json.object()
        .put("statementType", type)
        .put("dialect", "DuckDB")
        .put("cacheHit", false)
        .put("totalBytesProcessed", "0")
        .put("totalBytesBilled", "0");
  }
}
