package dev.headrace.functions.bigquery;

import com.google.api.services.bigquery.model.TableFieldSchema;
import com.google.api.services.bigquery.model.TableSchema;
import dev.headrace.pipeline.Column;
import dev.headrace.pipeline.ValueType;
import java.util.List;

/**
 * The columns of a table of the lake as BigQuery has them. Pure.
 *
 * <p>All are nullable: Spark's Parquet files do not say that a column has no nulls, and BigQuery
 * refuses such a file for a required column, whatever is in it.
 */
final class LoadSchema implements ValueType.Cases<TableFieldSchema> {
  private static final int LONGEST_DESCRIPTION = 1024;
  private static final String NULLABLE = "NULLABLE";

  private LoadSchema() {}

  static TableSchema of(List<Column> columns) {
    return new TableSchema().setFields(columns.stream().map(LoadSchema::field).toList());
  }

  private static TableFieldSchema field(Column column) {
    TableFieldSchema field = named(column.name(), ValueType.parse(column.type()));
    String description = column.description();
    return description.isEmpty()
        ? field
        : field.setDescription(
            description.substring(0, Math.min(LONGEST_DESCRIPTION, description.length())));
  }

  private static TableFieldSchema named(String name, ValueType type) {
    return type.match(new LoadSchema()).setName(name);
  }

  @Override
  public TableFieldSchema simple(ValueType.Simple type) {
    return new TableFieldSchema().setMode(NULLABLE).setType(nameOf(type));
  }

  /** The type of BigQuery that holds every value of a simple type. */
  static String nameOf(ValueType.Simple type) {
    return switch (type) {
      case BOOLEAN -> "BOOLEAN";
      case BYTE, SHORT, INT, LONG -> "INTEGER";
      case FLOAT, DOUBLE -> "FLOAT";
      case DATE -> "DATE";
      case TIMESTAMP -> "TIMESTAMP";
      case STRING -> "STRING";
      case BINARY -> "BYTES";
    };
  }

  @Override
  public TableFieldSchema decimal(ValueType.Decimal type) {
    boolean fitsNumeric = type.scale() <= 9 && type.precision() - type.scale() <= 29;
    return new TableFieldSchema()
        .setMode(NULLABLE)
        .setType(fitsNumeric ? "NUMERIC" : "BIGNUMERIC")
        .setPrecision((long) type.precision())
        .setScale((long) type.scale());
  }

  @Override
  public TableFieldSchema repeated(ValueType.Repeated type) {
    return type.element().match(this).setMode("REPEATED");
  }

  @Override
  public TableFieldSchema keyed(ValueType.Keyed type) {
    throw new IllegalArgumentException("BigQuery has no maps");
  }

  @Override
  public TableFieldSchema struct(ValueType.Struct type) {
    return new TableFieldSchema()
        .setMode(NULLABLE)
        .setType("RECORD")
        .setFields(type.parts().stream().map(part -> named(part.name(), part.type())).toList());
  }
}
