package dev.headrace.pipeline;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** The name of a pipeline: {@code [a-z][a-z0-9-]{0,39}}. */
public record PipelineName(@JsonValue String value) implements Comparable<PipelineName> {
  /** What a pipeline may be called. */
  public static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,39}");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public PipelineName {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a pipeline is named with " + FORM + ", but this is \"" + value + "\"");
    }
  }

  @Override
  public int compareTo(PipelineName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
