package dev.headrace.definition;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Free text and names. */
final class Texts {
  private Texts() {}

  /** Text of a bounded length. */
  static Scalar<String> text(int longest) {
    String remedy = "Write text; put it in quotes if it looks like a number.";
    return new Scalar<>(
        "text",
        remedy,
        Map.of("type", "string", "minLength", 1, "maxLength", longest),
        value -> {
          if (!value.isText() || value.written().isBlank()) {
            throw new Unfit(remedy);
          }
          if (value.written().codePointCount(0, value.written().length()) > longest) {
            throw new Unfit("Write " + longest + " characters or less.");
          }
          return value.written();
        });
  }

  /** Text, a number, true or false: kept as it is written. */
  static Scalar<String> anything(int longest) {
    return new Scalar<>(
        "text, a number, true or false",
        "Write one value; \"\" for empty text.",
        Map.of("type", List.of("string", "number", "boolean"), "maxLength", longest),
        value -> {
          if (value.written().codePointCount(0, value.written().length()) > longest) {
            throw new Unfit("Write " + longest + " characters or less.");
          }
          return value.written();
        });
  }

  /** {@code true} or {@code false}. */
  static Scalar<Boolean> truth() {
    return new Scalar<>(
        "true or false",
        "Write true or false, without quotes.",
        Map.of("type", "boolean"),
        value -> {
          if (value.isText() || value.isNumber()) {
            throw new Unfit("Write true or false, without quotes.");
          }
          return value.written().startsWith("t") || value.written().startsWith("T");
        });
  }

  /** A name of a form. */
  static <T> Scalar<T> name(String what, Pattern form, String rule, Function<String, T> of) {
    return new Scalar<>(
        what,
        rule,
        Map.of("type", "string", "pattern", "^" + form.pattern() + "$"),
        value -> {
          if (!value.isText() || !form.matcher(value.written()).matches()) {
            throw new Unfit(rule);
          }
          return of.apply(value.written());
        });
  }
}
