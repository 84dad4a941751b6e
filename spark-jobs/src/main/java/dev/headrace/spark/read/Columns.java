package dev.headrace.spark.read;

import dev.headrace.job.ErrorClass;
import dev.headrace.pipeline.Column;
import dev.headrace.spark.failure.JobFailure;
import java.util.List;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Declared columns as Spark's schema. */
public final class Columns {
  private Columns() {}

  /** The schema, with nullability and descriptions as declared. */
  public static StructType schema(List<Column> columns) {
    return new StructType(columns.stream().map(Columns::field).toArray(StructField[]::new));
  }

  private static StructField field(Column column) {
    return new StructField(column.name(), type(column), column.nullable(), comment(column));
  }

  private static Metadata comment(Column column) {
    return column.description().isEmpty()
        ? Metadata.empty()
        : new MetadataBuilder().putString("comment", column.description()).build();
  }

  private static DataType type(Column column) {
    try {
      return DataType.fromDDL(column.type());
    } catch (Exception e) {
      throw unknown(column, e);
    }
  }

  private static JobFailure unknown(Column column, Exception cause) {
    return new JobFailure(
        ErrorClass.USER,
        "column " + column.name() + ": \"" + column.type() + "\" is not a Spark SQL type",
        cause);
  }
}
