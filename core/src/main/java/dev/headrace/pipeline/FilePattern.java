package dev.headrace.pipeline;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the files of an interval land: {@code gs://{landing}/flights/{interval}/*.csv.gz}.
 *
 * <p>{@code {landing}} stands for the landing bucket of the environment, {@code {interval}} for the
 * interval's key, and {@code *} in the last part for any characters but a slash.
 */
public record FilePattern(@JsonValue String value) {
  private static final String BUCKET = "gs://{landing}/";

  /** Under which Headrace itself writes objects into the landing bucket. */
  public static final String RESERVED = "_headrace/";

  private static final Pattern FORM =
      Pattern.compile(
          "gs://\\{landing}/(?:[\\w.=-]+/)*(?:[\\w.=-]*\\{interval}[\\w.=-]*)/[\\w.=*-]+");

  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public FilePattern {
    if (!isValid(value)) {
      throw new IllegalArgumentException(
          "must look like gs://{landing}/flights/{interval}/*.csv, but is \"" + value + "\"");
    }
  }

  /** Whether the text is such a pattern. */
  public static boolean isValid(String value) {
    return FORM.matcher(value).matches() && !isReserved(value);
  }

  /** Whether the text names objects that are Headrace's own. */
  public static boolean isReserved(String value) {
    return value.startsWith(BUCKET + RESERVED);
  }

  /** The folder of an interval inside the landing bucket, with a slash at its end. */
  public String folder(String intervalKey) {
    return afterBucket(value.lastIndexOf('/') + 1).replace("{interval}", intervalKey);
  }

  /** The part of every object name of this input that stands before the interval's key. */
  public String prefix() {
    return afterBucket(value.indexOf("{interval}"));
  }

  /** Whether an object of that name, inside the folder of an interval, is one of the files. */
  public boolean matchesFile(String fileName) {
    return glob(value.substring(value.lastIndexOf('/') + 1)).matcher(fileName).matches();
  }

  /** The interval key that an object name in the landing bucket carries, if it fits. */
  public Optional<String> intervalKeyOf(String objectName) {
    int slash = objectName.lastIndexOf('/');
    if (slash < 0) {
      return Optional.empty();
    }
    String[] around = afterBucket(value.lastIndexOf('/') + 1).split("\\{interval}", -1);
    Matcher matcher =
        Pattern.compile(Pattern.quote(around[0]) + "([0-9TWZ-]+)" + Pattern.quote(around[1]))
            .matcher(objectName.substring(0, slash + 1));
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private String afterBucket(int end) {
    return value.substring(BUCKET.length(), end);
  }

  private static Pattern glob(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (String part : pattern.split("\\*", -1)) {
      regex.append(regex.isEmpty() ? "" : "[^/]*").append(Pattern.quote(part));
    }
    return Pattern.compile(regex.toString());
  }

  @Override
  public String toString() {
    return value;
  }
}
