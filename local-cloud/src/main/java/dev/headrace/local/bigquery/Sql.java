package dev.headrace.local.bigquery;

import java.util.Collection;
import java.util.stream.Collectors;

/** Names and text as DuckDB's SQL writes them: nothing that a client sends is SQL by accident. */
final class Sql {
  private Sql() {}

  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  static String name(String schema, String name) {
    return name(schema) + "." + name(name);
  }

  static String names(Collection<String> names) {
    return names.stream().map(Sql::name).collect(Collectors.joining(", "));
  }

  static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
