package dev.headrace.pipeline;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** The name of a Dataproc cluster: {@code [a-z]([a-z0-9-]{0,49}[a-z0-9])?}. */
public record ClusterName(@JsonValue String value) {
  /** What a cluster may be called. */
  public static final Pattern FORM = Pattern.compile("[a-z](?:[a-z0-9-]{0,49}[a-z0-9])?");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public ClusterName {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a cluster is named with " + FORM + ", but this is \"" + value + "\"");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
