package dev.headrace.job;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.headrace.json.Sha256;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The id under which a job service knows an attempt: 4 to 63 of {@code [a-z0-9-]}, beginning with a
 * letter. It is derived, never remembered: the same attempt of the same installation always gives
 * the same id, and two attempts never share one.
 */
public record JobId(@JsonValue String value) {
  private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{2,61}[a-z0-9]");
  private static final int READABLE = 36;
  private static final int HASH = 24;

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public JobId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("not a job id: \"" + value + "\"");
    }
  }

  /**
   * The id of an attempt.
   *
   * @param installation what tells this deployment of Headrace from another in the same project
   */
  public static JobId of(String installation, AttemptId attempt) {
    String hash =
        Sha256.hexOfParts(
                List.of(
                    installation,
                    attempt.pipeline().value(),
                    attempt.interval(),
                    Integer.toString(attempt.epoch()),
                    attempt.stage().value(),
                    Integer.toString(attempt.attempt())))
            .substring(0, HASH);
    String readable =
        (attempt.pipeline() + "-" + attempt.stage() + "-" + attempt.interval())
            .toLowerCase(Locale.ROOT);
    return new JobId(readable.substring(0, Math.min(READABLE, readable.length())) + "-x" + hash);
  }

  @Override
  public String toString() {
    return value;
  }
}
