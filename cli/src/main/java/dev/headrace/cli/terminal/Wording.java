package dev.headrace.cli.terminal;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Locale;

/** How times, durations and numbers are written for people. */
public final class Wording {
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Wording() {}

  /** {@code 2001-05-15 08:15Z}. */
  public static String minute(Instant instant) {
    return MINUTE.format(instant);
  }

  /** {@code 850ms}, {@code 12s}, {@code 3m05s}, {@code 2h10m}, {@code 3d04h}. */
  public static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 1) {
      return duration.toMillis() + "ms";
    }
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3_600) {
      return two("%dm%02ds", seconds / 60, seconds % 60);
    }
    if (seconds < 86_400) {
      return two("%dh%02dm", seconds / 3_600, seconds / 60 % 60);
    }
    return two("%dd%02dh", seconds / 86_400, seconds / 3_600 % 24);
  }

  private static String two(String form, long greater, long smaller) {
    return String.format(Locale.ROOT, form, greater, smaller);
  }

  /** {@code 15,234}. */
  public static String number(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** As many digits as carry meaning: {@code 0.6733}, {@code 15,234}. */
  public static String number(double number) {
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? number((long) number)
        : String.format(Locale.ROOT, "%.4f", number);
  }

  /** A constant as a word: {@code LATE_DATA} is "late data". */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** {@code 1 stage}, {@code 3 stages}. */
  public static String count(int number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /** {@code a, b, c}; "none" for nothing. */
  public static String list(Collection<?> things) {
    return things.isEmpty()
        ? "none"
        : String.join(", ", things.stream().map(Object::toString).toList());
  }

  /** The first twelve digits of a hash. */
  public static String hash(String hash) {
    return hash.substring(0, Math.min(12, hash.length()));
  }
}
