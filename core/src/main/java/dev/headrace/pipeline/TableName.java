package dev.headrace.pipeline;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** The name of a table: {@code [a-z][a-z0-9_]{0,62}}. */
public record TableName(@JsonValue String value) implements Comparable<TableName> {
  /** What a table may be called. */
  public static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public TableName {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a table is named with " + FORM + ", but this is \"" + value + "\"");
    }
  }

  @Override
  public int compareTo(TableName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
