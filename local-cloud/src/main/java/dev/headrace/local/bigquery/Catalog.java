package dev.headrace.local.bigquery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.Json;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What there is, as one transaction sees it. */
record Catalog(Connection connection) {
  /** The schema of DuckDB with what is said about everything. */
  static final String OWN = "_headrace";

  /** The data set with the results of queries that named no table for them. */
  static final String RESULTS = "_headrace_results";

  static final String DATASETS = Sql.name(OWN, "datasets");
  static final String TABLES = Sql.name(OWN, "tables");
  static final String JOBS = Sql.name(OWN, "jobs");

  void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  void execute(List<String> statements) throws SQLException {
    for (String statement : statements) {
      execute(statement);
    }
  }

  private int change(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql, values)) {
      return statement.executeUpdate();
    }
  }

  private PreparedStatement prepare(String sql, Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
    return statement;
  }

  private List<ObjectNode> documents(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql, values);
        ResultSet found = statement.executeQuery()) {
      List<ObjectNode> documents = new ArrayList<>();
      while (found.next()) {
        documents.add(Json.read(found.getString(1).getBytes(StandardCharsets.UTF_8)));
      }
      return documents;
    }
  }

  private Optional<ObjectNode> document(String sql, Object... values) throws SQLException {
    return documents(sql, values).stream().findFirst();
  }

  private static String text(ObjectNode json) {
    return new String(Json.write(json), StandardCharsets.UTF_8);
  }

  Optional<ObjectNode> dataset(String id) throws SQLException {
    return document("SELECT json FROM " + DATASETS + " WHERE id = ?", id);
  }

  /** Whether a name is taken, by DuckDB's idea of names: it does not tell A from a. */
  boolean hasDatasetLike(String id) throws SQLException {
    return document("SELECT json FROM " + DATASETS + " WHERE lower(id) = lower(?)", id).isPresent();
  }

  List<ObjectNode> datasets() throws SQLException {
    return documents("SELECT json FROM " + DATASETS + " ORDER BY id");
  }

  void addDataset(String id, ObjectNode resource) throws SQLException {
    execute("CREATE SCHEMA " + Sql.name(id));
    change("INSERT INTO " + DATASETS + " VALUES (?, ?)", id, text(resource));
  }

  void changeDataset(String id, ObjectNode resource) throws SQLException {
    change("UPDATE " + DATASETS + " SET json = ? WHERE id = ?", text(resource), id);
  }

  void deleteDataset(String id) throws SQLException {
    execute("DROP SCHEMA " + Sql.name(id));
    change("DELETE FROM " + DATASETS + " WHERE id = ?", id);
  }

  Optional<Table> table(TableName name) throws SQLException {
    return document(
            "SELECT json FROM " + TABLES + " WHERE dataset = ? AND id = ?",
            name.dataset(),
            name.table())
        .map(resource -> new Table(name.whole(), resource));
  }

  boolean hasTableLike(TableName name) throws SQLException {
    return document(
            "SELECT json FROM " + TABLES + " WHERE dataset = ? AND lower(id) = lower(?)",
            name.dataset(),
            name.table())
        .isPresent();
  }

  List<Table> tables(String dataset) throws SQLException {
    List<Table> tables = new ArrayList<>();
    for (ObjectNode resource :
        documents("SELECT json FROM " + TABLES + " WHERE dataset = ? ORDER BY id", dataset)) {
      tables.add(new Table(TableName.of(resource.path("tableReference")), resource));
    }
    return tables;
  }

  /** Makes a table without rows. */
  void addTable(Table table) throws SQLException {
    execute(table.create());
    note(table);
  }

  /** Says of rows that are there what they are. */
  void note(Table table) throws SQLException {
    ObjectNode resource = table.resource().deepCopy();
    resource.set("tableReference", table.name().toReference(""));
    change(
        "INSERT INTO " + TABLES + " VALUES (?, ?, ?)",
        table.name().dataset(),
        table.name().table(),
        text(resource));
  }

  /** Changes what is said of a table; its columns may have become more. */
  void changeTable(Table before, Table after) throws SQLException {
    List<Field> known = before.schema();
    for (Field field : after.schema()) {
      if (Field.find(known, field.name()).isEmpty()) {
        execute("ALTER TABLE " + before.stored() + " ADD COLUMN " + field.definition());
      }
    }
    if (after.isView()) {
      execute(after.view());
    }
    change(
        "UPDATE " + TABLES + " SET json = ? WHERE dataset = ? AND id = ?",
        text(after.resource()),
        before.name().dataset(),
        before.name().table());
  }

  void deleteTable(Table table) throws SQLException {
    execute(table.drop());
    change(
        "DELETE FROM " + TABLES + " WHERE dataset = ? AND id = ?",
        table.name().dataset(),
        table.name().table());
  }

  long count(String stored, String condition) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery("SELECT count(*) FROM " + stored + " WHERE " + condition)) {
      found.next();
      return found.getLong(1);
    }
  }

  /** The columns that a query or a function gives. */
  List<Field> describe(String from) throws SQLException, JobFailure {
    try (Statement statement = connection.createStatement();
        ResultSet columns = statement.executeQuery("DESCRIBE SELECT * FROM " + from)) {
      List<Field> fields = new ArrayList<>();
      while (columns.next()) {
        fields.add(StoredType.field(columns.getString(1), columns.getString(2)));
      }
      return fields;
    }
  }

  Optional<Job> job(String id) throws SQLException {
    return document("SELECT json FROM " + JOBS + " WHERE id = ?", id).map(Job::new);
  }

  Optional<Job> jobOfRequest(String request) throws SQLException {
    return document("SELECT json FROM " + JOBS + " WHERE request = ?", request).map(Job::new);
  }

  /** Newest first, from below a number. */
  List<Job> jobs(long below) throws SQLException {
    return documents("SELECT json FROM " + JOBS + " WHERE number < ? ORDER BY number DESC", below)
        .stream()
        .map(Job::new)
        .toList();
  }

  void addJob(Job job, String request) throws SQLException {
    change(
        "INSERT INTO " + JOBS + " VALUES (?, ?, ?, ?)",
        job.id(),
        job.number(),
        request,
        text(job.json()));
  }

  /** Fails with a conflict when the job was changed since this transaction began. */
  void changeJob(Job job) throws SQLException {
    change("UPDATE " + JOBS + " SET json = ? WHERE id = ?", text(job.json()), job.id());
  }
}
