package dev.headrace.local.dataproc;

import dev.headrace.local.http.ApiError;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The filter of a list: terms joined by AND, over {@code state}, {@code batch_id}, {@code
 * batch_uuid}, {@code create_time} and {@code labels.KEY}.
 */
final class BatchFilter {
  private static final Pattern TERM =
      Pattern.compile(
          "\\s*([A-Za-z_]+(?:\\.[a-z0-9_-]+)?)\\s*(=|!=|<=|>=|<|>|:)\\s*(\"[^\"]*\"|[^\\s\"]+)");
  private static final Pattern AND = Pattern.compile("\\s+(?i:AND)(?=\\s)|\\s*$");

  private BatchFilter() {}

  /**
   * Reads a filter; an empty one lets all pass.
   *
   * @throws ApiError 400 if it is not understood
   */
  static Predicate<Batch> parse(String filter) {
    Predicate<Batch> all = batch -> true;
    int at = 0;
    while (at < filter.length() && !filter.substring(at).isBlank()) {
      Matcher term = TERM.matcher(filter).region(at, filter.length());
      if (!term.lookingAt()) {
        throw ApiError.invalid("Invalid filter at character " + at + ": " + filter);
      }
      all = all.and(term(term.group(1), term.group(2), unquoted(term.group(3))));
      Matcher and = AND.matcher(filter).region(term.end(), filter.length());
      if (!and.lookingAt()) {
        throw ApiError.invalid("AND is expected at character " + term.end() + ": " + filter);
      }
      at = and.end();
    }
    return all;
  }

  private static String unquoted(String text) {
    return text.startsWith("\"") ? text.substring(1, text.length() - 1) : text;
  }

  private static Predicate<Batch> term(String field, String operator, String value) {
    if (field.startsWith("labels.")) {
      return label(field.substring("labels.".length()), operator, value);
    }
    return switch (field.toLowerCase(Locale.ROOT)) {
      case "state" -> equal(operator, batch -> batch.state().name().equalsIgnoreCase(value));
      case "batch_id" -> equal(operator, batch -> batch.name().id().equals(value));
      case "batch_uuid" -> equal(operator, batch -> batch.uuid().equals(value));
      case "create_time" -> time(operator, value);
      default -> throw ApiError.invalid("A filter knows no field " + field);
    };
  }

  private static Predicate<Batch> label(String key, String operator, String value) {
    if (operator.equals(":") && value.equals("*")) {
      return batch -> batch.spec().path("labels").has(key);
    }
    return equal(
        operator,
        batch ->
            batch.spec().path("labels").has(key)
                && batch.spec().path("labels").path(key).asText().equals(value));
  }

  private static Predicate<Batch> equal(String operator, Predicate<Batch> same) {
    return switch (operator) {
      case "=", ":" -> same;
      case "!=" -> same.negate();
      default -> throw ApiError.invalid("The operator " + operator + " needs a time.");
    };
  }

  private static Predicate<Batch> time(String operator, String value) {
    try {
      Instant bound = Instant.parse(value);
      IntPredicate holds = comparison(operator);
      return batch -> holds.test(batch.createTime().compareTo(bound));
    } catch (DateTimeParseException wrong) {
      throw ApiError.invalid("Not a time: " + value);
    }
  }

  private static IntPredicate comparison(String operator) {
    return switch (operator) {
      case "=" -> sign -> sign == 0;
      case "!=" -> sign -> sign != 0;
      case "<" -> sign -> sign < 0;
      case "<=" -> sign -> sign <= 0;
      case ">" -> sign -> sign > 0;
      case ">=" -> sign -> sign >= 0;
      default -> throw ApiError.invalid("Times know no operator " + operator);
    };
  }
}
