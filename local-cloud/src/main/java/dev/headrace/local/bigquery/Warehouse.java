package dev.headrace.local.bigquery;

import dev.headrace.local.http.ApiError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.duckdb.DuckDBConnection;

/**
 * The DuckDB file that holds everything: rows, what is said about tables, and jobs. A job's rows
 * and its end are one transaction, so that no crash can part them.
 */
final class Warehouse implements AutoCloseable {
  private static final int TRIES = 5;

  private final Path file;
  private final Path scratch;
  private Connection root;

  private Warehouse(Path file, Path scratch) {
    this.file = file;
    this.scratch = scratch;
  }

  /** What is done in one transaction. */
  @FunctionalInterface
  interface Work<T> {
    T in(Catalog catalog) throws SQLException;
  }

  /** Of a folder. DuckDB is started by the first use: most local clouds never load anything. */
  static Warehouse in(Path folder) throws IOException {
    Path scratch = Files.createDirectories(folder.resolve("scratch")).toRealPath();
    return new Warehouse(folder.resolve("warehouse.duckdb"), scratch);
  }

  /** Whether anything was ever asked of it. */
  boolean isUsed() {
    return Files.exists(file);
  }

  private synchronized Connection root() throws SQLException {
    if (root == null) {
      Connection opened = DriverManager.getConnection("jdbc:duckdb:" + file);
      prepare(opened);
      root = opened;
    }
    return root;
  }

  /** Queries come from clients: they reach no file but those that a load has brought. */
  private void prepare(Connection opened) throws SQLException {
    List<String> statements =
        List.of(
            "SET GLOBAL TimeZone = 'UTC'",
            "SET GLOBAL autoinstall_known_extensions = false",
            "SET GLOBAL autoload_known_extensions = false",
            "SET GLOBAL allowed_directories = [" + Sql.text(scratch.toString()) + "]",
            "SET GLOBAL enable_external_access = false",
            "SET GLOBAL threads = 2",
            "SET GLOBAL memory_limit = '1GB'",
            "CREATE SCHEMA IF NOT EXISTS " + Sql.name(Catalog.OWN),
            "CREATE SCHEMA IF NOT EXISTS " + Sql.name(Table.PARTITIONED),
            "CREATE SCHEMA IF NOT EXISTS " + Sql.name(Catalog.RESULTS),
            "CREATE TABLE IF NOT EXISTS " + Catalog.DATASETS + " (id VARCHAR, json VARCHAR)",
            "CREATE TABLE IF NOT EXISTS "
                + Catalog.TABLES
                + " (dataset VARCHAR, id VARCHAR, json VARCHAR)",
            "CREATE TABLE IF NOT EXISTS "
                + Catalog.JOBS
                + " (id VARCHAR, number BIGINT, request VARCHAR, json VARCHAR)");
    for (String statement : statements) {
      try (var one = opened.createStatement()) {
        one.execute(statement);
      }
    }
  }

  /** Where a job's files lie while it reads them. */
  Path scratch() {
    return scratch;
  }

  /** A connection of its own; its transactions are the caller's. */
  Connection connect() throws SQLException {
    return ((DuckDBConnection) root()).duplicate();
  }

  /** Reads one state of everything. */
  <T> T read(Work<T> work) {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      T result = work.in(new Catalog(connection));
      connection.rollback();
      return result;
    } catch (SQLException e) {
      throw refused(e);
    }
  }

  /** Changes something as a whole or not at all; one change at a time, besides a running job. */
  synchronized <T> T write(Work<T> work) {
    for (int tries = 1; ; tries++) {
      try {
        return once(work);
      } catch (SQLException e) {
        if (!isConflict(e) || tries == TRIES) {
          throw refused(e);
        }
      }
    }
  }

  private <T> T once(Work<T> work) throws SQLException {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      try {
        T result = work.in(new Catalog(connection));
        connection.commit();
        return result;
      } catch (SQLException | RuntimeException e) {
        connection.rollback();
        throw e;
      }
    }
  }

  /** Whether a job or another change was faster: doing it again can succeed. */
  static boolean isConflict(SQLException e) {
    return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("conflict");
  }

  private static RuntimeException refused(SQLException e) {
    return isConflict(e)
        ? ApiError.ofStatus(503, "A job changes this at the moment: " + e.getMessage())
        : new IllegalStateException(e);
  }

  @Override
  public synchronized void close() throws IOException {
    try {
      if (root != null) {
        root.close();
      }
    } catch (SQLException e) {
      throw new IOException(e);
    }
  }
}
