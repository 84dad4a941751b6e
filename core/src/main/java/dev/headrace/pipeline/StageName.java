package dev.headrace.pipeline;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** The name of a stage: {@code [a-z][a-z0-9-]{0,29}}. */
public record StageName(@JsonValue String value) implements Comparable<StageName> {
  /** What a stage may be called. */
  public static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,29}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public StageName {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a stage is named with " + FORM + ", but this is \"" + value + "\"");
    }
  }

  @Override
  public int compareTo(StageName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
