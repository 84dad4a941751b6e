package dev.headrace.definition;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Numbers and shares. */
final class Numbers {
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+");
  private static final Pattern DECIMAL =
      Pattern.compile(
          "[-+]?(?:[0-9]{1,30}(?:\\.[0-9]{0,30})?|\\.[0-9]{1,30})(?:[eE][-+]?[0-9]{1,3})?");
  private static final Pattern PERCENT = Pattern.compile("[0-9]{1,3}(?:\\.[0-9]{1,10})?%");

  private Numbers() {}

  /** A whole number, both bounds included. */
  static Scalar<Long> whole(long min, long max) {
    String remedy = "Write a number from " + min + " to " + max + ", without quotes.";
    return new Scalar<>(
        "between " + min + " and " + max,
        remedy,
        Map.of("type", "integer", "minimum", min, "maximum", max),
        value -> {
          if (!value.isNumber() || !WHOLE.matcher(value.written()).matches()) {
            throw new Unfit(remedy);
          }
          return within(new BigInteger(value.written()), min, max);
        });
  }

  static long within(BigInteger number, long min, long max) throws Unfit {
    if (number.compareTo(BigInteger.valueOf(max)) > 0) {
      throw new Unfit("Write " + max + " or less.");
    }
    if (number.compareTo(BigInteger.valueOf(min)) < 0) {
      throw new Unfit("Write " + min + " or more.");
    }
    return number.longValueExact();
  }

  /** A number, both bounds included. */
  static Scalar<Double> decimal(double min, double max, String example) {
    String remedy = "Write for example " + example + ".";
    return new Scalar<>(
        min == -Double.MAX_VALUE
            ? "a number"
            : "a number between " + plain(min) + " and " + plain(max),
        remedy,
        min == -Double.MAX_VALUE
            ? Map.of("type", "number")
            : Map.of("type", "number", "minimum", min, "maximum", max),
        value -> {
          if (!value.isNumber() || !DECIMAL.matcher(value.written()).matches()) {
            throw new Unfit(remedy);
          }
          return within(new BigDecimal(value.written()).doubleValue(), min, max);
        });
  }

  /** Any finite number. */
  static Scalar<Double> decimal(String example) {
    return decimal(-Double.MAX_VALUE, Double.MAX_VALUE, example);
  }

  /** A share of a whole, written {@code 95%} or {@code 0.95}. */
  static Scalar<Double> share(double min, double max) {
    String range = percent(min) + " and " + percent(max);
    String remedy = "Write for example " + percent(max) + ".";
    return new Scalar<>(
        "a share between " + range,
        remedy,
        Map.of(
            "anyOf",
            List.of(
                Map.of("type", "number", "minimum", min, "maximum", max),
                Map.of("type", "string", "pattern", "^" + PERCENT.pattern() + "$"))),
        value -> {
          String written = value.written();
          if (value.isText() && PERCENT.matcher(written).matches()) {
            BigDecimal number = new BigDecimal(written.substring(0, written.length() - 1));
            return share(number.movePointLeft(2).doubleValue(), min, max);
          }
          if (value.isNumber() && DECIMAL.matcher(written).matches()) {
            return share(new BigDecimal(written).doubleValue(), min, max);
          }
          throw new Unfit(remedy);
        });
  }

  private static double share(double number, double min, double max) throws Unfit {
    if (number > max) {
      throw new Unfit("Write " + percent(max) + " or less.");
    }
    if (number < min) {
      throw new Unfit("Write " + percent(min) + " or more.");
    }
    return number;
  }

  private static double within(double number, double min, double max) throws Unfit {
    if (number > max) {
      throw new Unfit("Write " + plain(max) + " or less.");
    }
    if (number < min) {
      throw new Unfit("Write " + plain(min) + " or more.");
    }
    return number;
  }

  private static String percent(double share) {
    return plain(share * 100) + "%";
  }

  private static String plain(double number) {
    return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
  }
}
