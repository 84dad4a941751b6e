package dev.headrace.local.bigquery;

import java.util.Locale;
import java.util.Set;

/**
 * One SQL statement of a client, made fit to run: BigQuery's backticks become DuckDB's quotes, and
 * what is not one statement over the client's own tables is refused.
 */
final class QueryText {
  private static final Set<String> SELECTS = Set.of("SELECT", "WITH", "FROM", "VALUES");
  private static final Set<String> CHANGES = Set.of("INSERT", "UPDATE", "DELETE", "MERGE");

  private final String project;
  private final String text;
  private final StringBuilder out = new StringBuilder();
  private String verb = "";
  private int depth;
  private int at;

  private QueryText(String project, String text) {
    this.project = project;
    this.text = text;
  }

  /**
   * A statement.
   *
   * @param verb its first word, in capital letters
   */
  record Statement(String verb, String sql) {
    boolean selects() {
      return SELECTS.contains(verb);
    }
  }

  static Statement parse(String project, String text) throws JobFailure {
    return new QueryText(project, text).parse();
  }

  private Statement parse() throws JobFailure {
    while (at < text.length()) {
      step();
    }
    if (depth != 0) {
      throw invalid("the parentheses do not match");
    }
    if (!SELECTS.contains(verb) && !CHANGES.contains(verb)) {
      throw invalid(
          "it runs SELECT, INSERT, UPDATE, DELETE and MERGE; tables are made by the tables API");
    }
    if (out.indexOf(Catalog.OWN) >= 0) {
      throw invalid("names that begin with " + Catalog.OWN + " are its own");
    }
    return new Statement(verb, out.toString());
  }

  private void step() throws JobFailure {
    char c = text.charAt(at);
    if (c == '\'' || c == '"') {
      int end = endOfQuoted(c);
      out.append(text, at, end);
      at = end;
    } else if (c == '`') {
      int end = endOfQuoted(c);
      out.append(identifier(text.substring(at + 1, end - 1)));
      at = end;
    } else if (text.startsWith("--", at) || c == '#') {
      skipTo("\n", 1);
    } else if (text.startsWith("/*", at)) {
      skipTo("*/", 2);
    } else if (c == ';') {
      requireNothingFurther();
    } else if (Character.isLetter(c) || c == '_') {
      word();
    } else {
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth < 0) {
        throw invalid("the parentheses do not match");
      }
      out.append(c);
      at++;
    }
  }

  private void word() {
    int begin = at;
    while (at < text.length() && Character.isUnicodeIdentifierPart(text.charAt(at))) {
      at++;
    }
    String word = text.substring(begin, at);
    if (verb.isEmpty()) {
      verb = word.toUpperCase(Locale.ROOT);
    }
    out.append(word);
  }

  private int endOfQuoted(char quote) throws JobFailure {
    int end = text.indexOf(quote, at + 1);
    if (end < 0) {
      throw invalid("a " + quote + " has no end");
    }
    return end + 1;
  }

  private void skipTo(String end, int length) {
    int found = text.indexOf(end, at);
    at = found < 0 ? text.length() : found + length;
    out.append(' ');
  }

  private void requireNothingFurther() throws JobFailure {
    if (!text.substring(at + 1).isBlank()) {
      throw invalid("it runs one statement at a time");
    }
    at = text.length();
  }

  /** {@code `project.dataset.table`}: one pair of quotes around all of it, or around each part. */
  private String identifier(String quoted) {
    String[] parts = quoted.split("\\.", -1);
    int from = parts.length == 3 && parts[0].equals(project) ? 1 : 0;
    StringBuilder name = new StringBuilder();
    for (int i = from; i < parts.length; i++) {
      name.append(i == from ? "" : ".").append(Sql.name(parts[i]));
    }
    return name.toString();
  }

  private static JobFailure invalid(String why) {
    return new JobFailure("invalidQuery", "The local BigQuery does not run this: " + why + ".");
  }
}
