package dev.headrace.spark.publish;

import dev.headrace.spark.failure.JobFailure;
import java.sql.Date;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;

/** The key of an interval as a value of the interval column, which is a string or a date. */
public record IntervalValue(String key, DataType type) {
  public IntervalValue {
    if (!type.equals(DataTypes.StringType) && !type.equals(DataTypes.DateType)) {
      throw JobFailure.user(
          "an interval column is a string or a date, but this one is " + type.sql());
    }
    if (type.equals(DataTypes.DateType)) {
      date(key);
    }
  }

  /** As Spark's Java interface takes it. */
  public Object value() {
    return type.equals(DataTypes.DateType) ? Date.valueOf(date(key)) : key;
  }

  /** As SQL text. */
  public String literal() {
    String quoted = "'" + key.replace("\\", "\\\\").replace("'", "\\'") + "'";
    return type.equals(DataTypes.DateType) ? "DATE " + quoted : quoted;
  }

  private static LocalDate date(String key) {
    try {
      return LocalDate.parse(key);
    } catch (DateTimeParseException e) {
      throw JobFailure.user(
          "interval " + key + " is not a day: declare the interval column as string, not date");
    }
  }
}
