package dev.headrace.local.bigquery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.headrace.local.http.Json;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * Rows in the form of the API: {@code {"f": [{"v": "1"}]}}.
 *
 * @param microseconds whether times are whole numbers; else they are seconds with a fraction
 */
record WireRows(Catalog catalog, boolean microseconds) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSSSSS", Locale.ROOT);
  private static final DateTimeFormatter DATETIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS", Locale.ROOT);

  /** Rows of a table, in the order in which they came. */
  ArrayNode of(Table table, String condition, long from, long most) throws SQLException {
    List<Field> schema = table.schema();
    String sql =
        "SELECT "
            + Sql.names(Field.names(schema))
            + " FROM "
            + table.stored()
            + " WHERE "
            + condition
            + " ORDER BY rowid LIMIT "
            + most
            + " OFFSET "
            + from;
    ArrayNode rows = Json.array();
    try (Statement statement = catalog.connection().createStatement();
        ResultSet found = statement.executeQuery(sql)) {
      while (found.next()) {
        ArrayNode values = rows.addObject().putArray("f");
        for (int i = 0; i < schema.size(); i++) {
          values.addObject().set("v", value(schema.get(i), found.getObject(i + 1)));
        }
      }
    }
    return rows;
  }

  private JsonNode value(Field field, Object value) throws SQLException {
    if (field.mode() != Field.Mode.REPEATED) {
      return value == null ? NullNode.getInstance() : single(field, value);
    }
    ArrayNode values = Json.array();
    if (value != null) {
      for (Object one : (Object[]) ((Array) value).getArray()) {
        values.addObject().set("v", one == null ? NullNode.getInstance() : single(field, one));
      }
    }
    return values;
  }

  private JsonNode single(Field field, Object value) throws SQLException {
    return field.type() == FieldType.RECORD
        ? record(field, (Struct) value)
        : TextNode.valueOf(text(field.type(), value));
  }

  private JsonNode record(Field field, Struct struct) throws SQLException {
    ObjectNode record = Json.object();
    ArrayNode values = record.putArray("f");
    Object[] parts = struct.getAttributes();
    for (int i = 0; i < parts.length; i++) {
      values.addObject().set("v", value(field.fields().get(i), parts[i]));
    }
    return record;
  }

  private String text(FieldType type, Object value) throws SQLException {
    return switch (type) {
      case STRING, INTEGER, FLOAT, BOOLEAN, DATE, RECORD -> value.toString();
      case NUMERIC, BIGNUMERIC -> plain(value);
      case BYTES -> bytes((Blob) value);
      case TIME -> TIME.format((LocalTime) value);
      case DATETIME -> DATETIME.format(dateTime(value));
      case TIMESTAMP -> time(((OffsetDateTime) value).toInstant());
    };
  }

  private static LocalDateTime dateTime(Object value) {
    return value instanceof Timestamp timestamp
        ? timestamp.toLocalDateTime()
        : (LocalDateTime) value;
  }

  private static String plain(Object value) {
    BigDecimal number = new BigDecimal(value.toString());
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  private static String bytes(Blob blob) throws SQLException {
    return Base64.getEncoder().encodeToString(blob.getBytes(1, (int) blob.length()));
  }

  private String time(Instant at) {
    long micros =
        Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000);
    return microseconds
        ? Long.toString(micros)
        : BigDecimal.valueOf(micros, 6).setScale(6).toPlainString();
  }
}
