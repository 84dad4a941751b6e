package dev.headrace.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Delta table as its protocol tells it to be read, without Delta and without Spark: the newest
 * checkpoint, the commits after it, and the Parquet files that are active then.
 */
final class LakeTable {
  private static final Pattern ENTRY = Pattern.compile("(\\d{20})\\.(json|checkpoint\\.parquet)");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BUCKET = "lake";

  private final LocalApi api;
  private final String table;
  private final Path folder;
  private final Connection duckdb;
  private final Map<String, String> active = new TreeMap<>();
  private long checkpoint = -1;

  private LakeTable(LocalApi api, String table, Path folder, Connection duckdb) {
    this.api = api;
    this.table = table;
    this.folder = folder;
    this.duckdb = duckdb;
  }

  /**
   * Makes the rows of the table a view of the same name in DuckDB.
   *
   * @param folder where its files are put
   * @return the version of the checkpoint that was read, or -1
   */
  static long view(LocalApi api, String table, Path folder, Connection duckdb)
      throws IOException, SQLException {
    LakeTable read = new LakeTable(api, table, Files.createDirectories(folder), duckdb);
    read.log();
    read.view();
    return read.checkpoint;
  }

  private void log() throws IOException, SQLException {
    String folderName = "tables/" + table + "/_delta_log/";
    Map<Long, String> commits = new TreeMap<>();
    for (String name : api.list(BUCKET, folderName)) {
      Matcher entry = ENTRY.matcher(name.substring(folderName.length()));
      if (entry.matches()) {
        long version = Long.parseLong(entry.group(1));
        if (entry.group(2).equals("json")) {
          commits.put(version, name);
        } else {
          checkpoint = Math.max(checkpoint, version);
        }
      }
    }
    if (checkpoint >= 0) {
      checkpoint(folderName + String.format(Locale.ROOT, "%020d.checkpoint.parquet", checkpoint));
    }
    for (Map.Entry<Long, String> commit : commits.entrySet()) {
      if (commit.getKey() > checkpoint) {
        commit(new String(api.download(BUCKET, commit.getValue()), StandardCharsets.UTF_8));
      }
    }
  }

  private void checkpoint(String name) throws IOException, SQLException {
    Path file = saved(name);
    try (Statement statement = duckdb.createStatement();
        ResultSet added =
            statement.executeQuery(
                "SELECT add.path, add.partitionValues['day'], add.deletionVector IS NULL"
                    + " FROM read_parquet('"
                    + file
                    + "') WHERE add IS NOT NULL")) {
      while (added.next()) {
        require(added.getBoolean(3), "a deletion vector in " + name);
        active.put(added.getString(1), added.getString(2));
      }
    }
  }

  private void commit(String actions) throws IOException {
    for (String line : actions.lines().toList()) {
      JsonNode action = JSON.readTree(line);
      JsonNode add = action.path("add");
      if (action.has("add")) {
        require(!add.has("deletionVector"), "a deletion vector in " + line);
        active.put(add.path("path").asText(), add.path("partitionValues").path("day").asText());
      } else if (action.has("remove")) {
        active.remove(action.path("remove").path("path").asText());
      }
    }
  }

  /** The partition's value counts as it stands in the log, whatever the files have. */
  private void view() throws IOException, SQLException {
    StringBuilder rows = new StringBuilder();
    for (Map.Entry<String, String> file : active.entrySet()) {
      String path = URLDecoder.decode(file.getKey().replace("+", "%2B"), StandardCharsets.UTF_8);
      require(!path.contains(":"), "a file outside the table's folder: " + path);
      rows.append(rows.isEmpty() ? "" : " UNION ALL BY NAME ")
          .append("SELECT COLUMNS(lambda c: c <> 'day'), '")
          .append(file.getValue())
          .append("' AS day FROM read_parquet('")
          .append(saved("tables/" + table + "/" + path))
          .append("', hive_partitioning = false)");
    }
    require(!rows.isEmpty(), "no active file in " + table);
    try (Statement statement = duckdb.createStatement()) {
      statement.execute("CREATE OR REPLACE VIEW \"" + table + "\" AS " + rows);
    }
  }

  private Path saved(String name) throws IOException {
    Path file = folder.resolve(name.replace('/', '_').replace('=', '_'));
    return Files.write(file, api.download(BUCKET, name));
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("this reader does not know what to do with " + what);
    }
  }

  /** The rows of a query as text, in its order. */
  static List<String> rows(Connection duckdb, String query) throws SQLException {
    List<String> rows = new java.util.ArrayList<>();
    try (Statement statement = duckdb.createStatement();
        ResultSet result = statement.executeQuery(query)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= columns; i++) {
          row.append(i == 1 ? "" : "|").append(result.getString(i));
        }
        rows.add(row.toString());
      }
    }
    return rows;
  }
}
