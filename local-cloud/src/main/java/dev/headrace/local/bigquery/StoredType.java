package dev.headrace.local.bigquery;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the types that DuckDB names as those of BigQuery. */
final class StoredType {
  private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\((\\d+),(\\d+)\\)");

  private final String text;
  private int at;

  private StoredType(String text) {
    this.text = text;
  }

  /**
   * The column of that name and type.
   *
   * @throws JobFailure when BigQuery has no such type
   */
  static Field field(String name, String type) throws JobFailure {
    if (type.endsWith("[]")) {
      Field one = field(name, type.substring(0, type.length() - 2));
      if (one.mode() == Field.Mode.REPEATED) {
        throw JobFailure.invalid("Column " + name + " is an array of arrays.");
      }
      return repeated(one);
    }
    if (type.startsWith("STRUCT(")) {
      List<Field> parts = new StoredType(type.substring(7, type.length() - 1)).parts();
      return new Field(
          name,
          FieldType.RECORD,
          Field.Mode.NULLABLE,
          OptionalInt.empty(),
          OptionalInt.empty(),
          "",
          parts);
    }
    Matcher decimal = DECIMAL.matcher(type);
    return decimal.matches() ? decimal(name, decimal) : Field.of(name, simple(name, type));
  }

  private static Field repeated(Field one) {
    return new Field(
        one.name(),
        one.type(),
        Field.Mode.REPEATED,
        one.precision(),
        one.scale(),
        "",
        one.fields());
  }

  private static Field decimal(String name, Matcher decimal) {
    int precision = Integer.parseInt(decimal.group(1));
    int scale = Integer.parseInt(decimal.group(2));
    FieldType type =
        precision - scale <= 29 && scale <= 9 ? FieldType.NUMERIC : FieldType.BIGNUMERIC;
    return new Field(
        name,
        type,
        Field.Mode.NULLABLE,
        OptionalInt.of(precision),
        OptionalInt.of(scale),
        "",
        List.of());
  }

  private static FieldType simple(String name, String type) throws JobFailure {
    return switch (type) {
      case "BOOLEAN" -> FieldType.BOOLEAN;
      case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT" -> FieldType.INTEGER;
      case "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT" -> FieldType.INTEGER;
      case "FLOAT", "DOUBLE" -> FieldType.FLOAT;
      case "VARCHAR", "UUID", "\"NULL\"" -> FieldType.STRING;
      case "BLOB" -> FieldType.BYTES;
      case "DATE" -> FieldType.DATE;
      case "TIME" -> FieldType.TIME;
      case "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS" -> FieldType.DATETIME;
      case "TIMESTAMP WITH TIME ZONE" -> FieldType.TIMESTAMP;
      default ->
          throw JobFailure.invalid(
              "Column " + name + ": the local BigQuery does not take values of type " + type + ".");
    };
  }

  /** {@code a BIGINT, "b c" STRUCT(d VARCHAR)[]}: names and types between commas. */
  private List<Field> parts() throws JobFailure {
    List<Field> parts = new ArrayList<>();
    while (at < text.length()) {
      String name = partName();
      int begin = at;
      int depth = 0;
      while (at < text.length() && (depth > 0 || text.charAt(at) != ',')) {
        char c = text.charAt(at);
        if (c == '"') {
          quoted();
        } else {
          depth += c == '(' ? 1 : c == ')' ? -1 : 0;
          at++;
        }
      }
      parts.add(field(name, text.substring(begin, at)));
      at += 2;
    }
    return parts;
  }

  private String partName() {
    String name;
    if (text.charAt(at) == '"') {
      name = quoted();
    } else {
      int begin = at;
      at = text.indexOf(' ', begin);
      name = text.substring(begin, at);
    }
    at++;
    return name;
  }

  private String quoted() {
    StringBuilder name = new StringBuilder();
    at++;
    while (text.charAt(at) != '"' || text.startsWith("\"\"", at)) {
      name.append(text.charAt(at));
      at += text.charAt(at) == '"' ? 2 : 1;
    }
    at++;
    return name.toString();
  }
}
