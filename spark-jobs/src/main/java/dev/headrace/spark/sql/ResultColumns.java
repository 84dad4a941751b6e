package dev.headrace.spark.sql;

import static org.apache.spark.sql.functions.col;

import dev.headrace.pipeline.Table;
import dev.headrace.spark.failure.JobFailure;
import dev.headrace.spark.read.Columns;
import dev.headrace.spark.read.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Holds the columns of a result against those that its table declares. */
public final class ResultColumns {
  private ResultColumns() {}

  /**
   * The rows with the declared columns in the declared order, widened where nothing can be lost.
   *
   * @param file what gave them, for people
   * @throws JobFailure of class USER that names every difference
   */
  public static Dataset<Row> fitted(Dataset<Row> rows, String file, Table table) {
    StructType declared = Columns.schema(table.columns());
    List<String> problems = new ArrayList<>();
    List<Column> columns = new ArrayList<>();
    for (StructField wanted : declared.fields()) {
      List<StructField> found = named(rows.schema(), wanted.name());
      if (found.size() != 1) {
        problems.add((found.isEmpty() ? "missing " : "twice: ") + said(wanted));
      } else if (!Cast.canUpCast(found.get(0).dataType(), wanted.dataType())) {
        problems.add(
            wanted.name()
                + " is "
                + type(found.get(0).dataType())
                + ", declared "
                + type(wanted.dataType()));
      } else {
        columns.add(widened(found.get(0), wanted).as(wanted.name()));
      }
    }
    for (StructField found : rows.schema().fields()) {
      if (found.name().equals(View.SOURCE_FILE)) {
        columns.add(col(View.SOURCE_FILE));
      } else if (named(declared, found.name()).isEmpty()) {
        problems.add("not declared: " + said(found));
      }
    }
    if (!problems.isEmpty()) {
      throw JobFailure.user(
          file
              + " does not give the columns of table "
              + table.name()
              + ": "
              + String.join("; ", problems)
              + ".");
    }
    return rows.select(columns.toArray(Column[]::new));
  }

  /** A cast that changes nothing would only stand between the user and the line of an error. */
  private static Column widened(StructField found, StructField wanted) {
    Column column = col("`" + found.name() + "`");
    return found.dataType().equals(wanted.dataType()) ? column : column.cast(wanted.dataType());
  }

  private static List<StructField> named(StructType schema, String name) {
    return List.of(schema.fields()).stream().filter(f -> f.name().equalsIgnoreCase(name)).toList();
  }

  private static String said(StructField field) {
    return field.name() + " " + type(field.dataType());
  }

  private static String type(DataType type) {
    return type.sql().toLowerCase(Locale.ROOT);
  }
}
