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
 * The filter of a list: terms joined by AND, over {@code labels.KEY} and the fields that an API
 * adds.
 */
final class ListFilter {
  /** What a term over a field lets pass. */
  interface Terms {
    /**
     * The work that a term lets pass.
     *
     * @param field in lower case
     * @throws ApiError 400 if the API knows no such field
     */
    Predicate<SubmittedWork> term(String field, String operator, String value);
  }

  private static final Pattern TERM =
      Pattern.compile(
          "\\s*([A-Za-z_]+(?:\\.[a-z0-9_-]+)?)\\s*(=|!=|<=|>=|<|>|:)\\s*(\"[^\"]*\"|[^\\s\"]+)");
  private static final Pattern AND = Pattern.compile("\\s+(?i:AND)(?=\\s)|\\s*$");

  private ListFilter() {}

  /**
   * Reads a filter; an empty one lets all pass.
   *
   * @throws ApiError 400 if it is not understood
   */
  static Predicate<SubmittedWork> parse(String filter, Terms terms) {
    Predicate<SubmittedWork> all = work -> true;
    int at = 0;
    while (at < filter.length() && !filter.substring(at).isBlank()) {
      Matcher term = TERM.matcher(filter).region(at, filter.length());
      if (!term.lookingAt()) {
        throw ApiError.invalid("Invalid filter at character " + at + ": " + filter);
      }
      all = all.and(term(terms, term.group(1), term.group(2), unquoted(term.group(3))));
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

  private static Predicate<SubmittedWork> term(
      Terms terms, String field, String operator, String value) {
    return field.startsWith("labels.")
        ? label(field.substring("labels.".length()), operator, value)
        : terms.term(field.toLowerCase(Locale.ROOT), operator, value);
  }

  /** What is said of a field that an API does not know. */
  static ApiError unknown(String field) {
    return ApiError.invalid("A filter knows no field " + field);
  }

  private static Predicate<SubmittedWork> label(String key, String operator, String value) {
    if (operator.equals(":") && value.equals("*")) {
      return work -> work.labels().has(key);
    }
    return equal(
        operator, work -> work.labels().has(key) && work.labels().path(key).asText().equals(value));
  }

  static Predicate<SubmittedWork> equal(String operator, Predicate<SubmittedWork> same) {
    return switch (operator) {
      case "=", ":" -> same;
      case "!=" -> same.negate();
      default -> throw ApiError.invalid("The operator " + operator + " needs a time.");
    };
  }

  static Predicate<SubmittedWork> createTime(String operator, String value) {
    try {
      Instant bound = Instant.parse(value);
      IntPredicate holds = comparison(operator);
      return work -> holds.test(work.createTime().compareTo(bound));
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
