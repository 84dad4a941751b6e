package dev.headrace.local.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Json;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** The table that a job writes, made ready by the rules of its dispositions. */
final class Destination {
  private final Catalog catalog;
  private final String project;
  private final TableName name;
  private final ObjectNode settings;
  private final Instant now;

  /**
   * @param settings the {@code load} or {@code query} part of a job's configuration
   */
  Destination(Catalog catalog, String project, ObjectNode settings, Instant now) {
    this.catalog = catalog;
    this.project = project;
    this.name = TableName.of(settings.path("destinationTable"));
    this.settings = settings;
    this.now = now;
  }

  /**
   * The table, with room for rows of these columns.
   *
   * @throws JobFailure when the dispositions, or the table as it is, do not allow that
   */
  Table prepare(List<Field> columns, String usualWrite) throws SQLException, JobFailure {
    if (catalog.dataset(name.dataset()).isEmpty()) {
      throw JobFailure.notFound("Dataset " + project + ":" + name.dataset());
    }
    Optional<Table> found = catalog.table(name);
    if (found.isEmpty()) {
      return create(columns);
    }
    Table table = found.get();
    String condition = condition(table);
    switch (settings.path("writeDisposition").asText(usualWrite)) {
      case "WRITE_TRUNCATE" -> {
        return truncate(table, columns, condition);
      }
      case "WRITE_EMPTY" -> {
        if (catalog.count(table.stored(), condition) > 0) {
          throw new JobFailure("duplicate", "Already Exists: Table " + name.full(project));
        }
      }
      default -> {
        // Rows are added.
      }
    }
    return evolve(table, columns);
  }

  private Table create(List<Field> columns) throws SQLException, JobFailure {
    if (settings.path("createDisposition").asText().equals("CREATE_NEVER")) {
      throw JobFailure.notFound("Table " + name.whole().full(project));
    }
    if (catalog.hasTableLike(name)) {
      throw JobFailure.invalid(
          "Table "
              + name.table()
              + " differs from another in case only, which the local BigQuery does not tell"
              + " apart.");
    }
    ObjectNode resource = Json.object();
    resource.set("schema", Field.toJson(columns));
    if (settings.has("timePartitioning")) {
      resource.set("timePartitioning", settings.get("timePartitioning"));
    } else if (name.partition().isPresent()) {
      // As BigQuery does: a decorator that names a day makes a table that is cut by day.
      resource.putObject("timePartitioning").put("type", unitOf(name.partition().get()));
    }
    resource.put("creationTime", Long.toString(now.toEpochMilli()));
    Table table = new Table(name.whole(), resource);
    checked(table::partitioning);
    condition(table);
    catalog.addTable(table);
    return table;
  }

  private static String unitOf(String decorator) {
    return switch (decorator.length()) {
      case 4 -> "YEAR";
      case 6 -> "MONTH";
      case 10 -> "HOUR";
      default -> "DAY";
    };
  }

  private Table truncate(Table table, List<Field> columns, String condition)
      throws SQLException, JobFailure {
    if (name.partition().isEmpty() && !sameColumns(table.schema(), columns)) {
      Table anew = table.withSchema(columns);
      checked(anew::partitioning);
      catalog.deleteTable(table);
      catalog.addTable(anew);
      return anew;
    }
    catalog.execute("DELETE FROM " + table.stored() + " WHERE " + condition);
    return evolve(table, columns);
  }

  private static boolean sameColumns(List<Field> some, List<Field> others) {
    return some.size() == others.size()
        && some.stream().allMatch(f -> Field.find(others, f.name()).filter(f::isLike).isPresent());
  }

  /** Adds the columns that are new, if the job may do that. */
  private Table evolve(Table table, List<Field> columns) throws SQLException, JobFailure {
    List<Field> known = table.schema();
    List<Field> all = new ArrayList<>(known);
    for (Field column : columns) {
      Optional<Field> before = Field.find(known, column.name());
      if (before.isEmpty()) {
        requireAddition(column);
        all.add(column);
      } else if (!before.get().takes(column)) {
        throw mismatch(
            "Field "
                + column.name()
                + " has changed type from "
                + before.get().type()
                + " to "
                + column.type());
      }
    }
    if (all.size() == known.size()) {
      return table;
    }
    Table evolved = table.withSchema(all);
    catalog.changeTable(table, evolved);
    return evolved;
  }

  private void requireAddition(Field column) throws JobFailure {
    for (JsonNode option : settings.path("schemaUpdateOptions")) {
      if (option.asText().equals("ALLOW_FIELD_ADDITION") && column.mode() != Field.Mode.REQUIRED) {
        return;
      }
    }
    throw mismatch("Cannot add fields (field: " + column.name() + ")");
  }

  private JobFailure mismatch(String why) {
    return JobFailure.invalid(
        "Provided Schema does not match Table " + name.full(project) + ". " + why + ".");
  }

  private String condition(Table table) throws JobFailure {
    return checked(() -> Table.condition(table, name));
  }

  /** What is wrong in a request of its own is the job's failure here. */
  private static <T> T checked(Supplier<T> check) throws JobFailure {
    try {
      return check.get();
    } catch (ApiError e) {
      throw JobFailure.invalid(e.getMessage());
    }
  }

  /**
   * Adds rows.
   *
   * @param columns of the table, in the order of the selected values
   * @param select a query that gives them
   */
  long insert(Table table, List<Field> columns, String select) throws SQLException, JobFailure {
    List<String> names = new ArrayList<>(Field.names(columns));
    String rows = select;
    if (table.isView()) {
      names.add(0, Partitioning.PSEUDO_COLUMN);
      rows = "SELECT " + partition(table) + ", * FROM (" + select + ")";
    }
    try (var statement = catalog.connection().createStatement()) {
      return statement.executeUpdate(
          "INSERT INTO " + table.stored() + " (" + Sql.names(names) + ") " + rows);
    }
  }

  private String partition(Table table) throws JobFailure {
    Partitioning partitioning = table.partitioning().orElseThrow();
    return name.partition().isEmpty()
        ? "date_trunc('"
            + partitioning.unit().name().toLowerCase(Locale.ROOT)
            + "', TIMESTAMP "
            + Sql.text(now.toString().replace('T', ' ').replace("Z", ""))
            + ")"
        : "TIMESTAMP "
            + Sql.text(
                checked(() -> partitioning.start(name.partition().get()))
                    .toString()
                    .replace('T', ' '));
  }

  /** Rows that belong elsewhere are refused where the job names a partition. */
  void checkPartition(Table table, long rowsBefore, long added) throws SQLException, JobFailure {
    if (name.partition().isPresent()
        && catalog.count(table.stored(), condition(table)) != rowsBefore + added) {
      throw JobFailure.invalid(
          "Some rows belong to different partitions rather than destination partition "
              + name.full(project)
              + ".");
    }
  }

  /** How many rows are where the job writes. */
  long rows(Table table) throws SQLException, JobFailure {
    return catalog.count(table.stored(), condition(table));
  }
}
