package dev.headrace.pipeline;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** The name of a model: {@code [a-z][a-z0-9_]{0,62}}. */
public record ModelName(@JsonValue String value) implements Comparable<ModelName> {
  /** What a model may be called. */
  public static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_]{0,62}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public ModelName {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a model is named with " + FORM + ", but this is \"" + value + "\"");
    }
  }

  @Override
  public int compareTo(ModelName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
