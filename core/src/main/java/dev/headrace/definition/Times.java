package dev.headrace.definition;

import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations, dates, wall times and zones. */
final class Times {
  private static final Pattern DURATION =
      Pattern.compile("([0-9]{1,9}) ?(s|seconds?|m|min|minutes?|h|hours?|d|days?|w|weeks?)");
  private static final Pattern TIME = Pattern.compile("(?:[01][0-9]|2[0-3]):[0-5][0-9]");
  private static final Pattern DATE = Pattern.compile("[12][0-9]{3}-[0-9]{2}-[0-9]{2}");
  private static final Pattern INTERVALS = Pattern.compile("([0-9]{1,9}) intervals?");

  private Times() {}

  /** A duration, both bounds included. */
  static Scalar<Duration> duration(String min, String max) {
    Duration least = parse(min);
    Duration most = parse(max);
    String remedy = "Write a number and a unit, such as 60s, 10m, 6h or 7 days.";
    return new Scalar<>(
        "a duration between " + min + " and " + max,
        remedy,
        Map.of("type", "string", "pattern", "^" + DURATION.pattern() + "$"),
        value -> {
          if (!value.isText() || !DURATION.matcher(value.written()).matches()) {
            throw new Unfit(remedy);
          }
          Duration read = parse(value.written());
          if (read.compareTo(most) > 0) {
            throw new Unfit("Write " + max + " or less.");
          }
          if (read.compareTo(least) < 0) {
            throw new Unfit("Write " + min + " or more.");
          }
          return read;
        });
  }

  /** As people write hours and minutes: 4h 15m. */
  static String text(Duration duration) {
    String hours = duration.toHours() == 0 ? "" : duration.toHours() + "h";
    String minutes = duration.toMinutesPart() == 0 ? "" : duration.toMinutesPart() + "m";
    String text = (hours + " " + minutes).strip();
    return text.isEmpty() ? "0m" : text;
  }

  static Duration parse(String written) {
    Matcher matcher = DURATION.matcher(written);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("not a duration: " + written);
    }
    long n = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2).charAt(0)) {
      case 's' -> Duration.ofSeconds(n);
      case 'm' -> Duration.ofMinutes(n);
      case 'h' -> Duration.ofHours(n);
      case 'd' -> Duration.ofDays(n);
      default -> Duration.ofDays(7 * n);
    };
  }

  /** A number of intervals, written {@code 8 intervals}. */
  static Scalar<Integer> intervals(int max) {
    String remedy = "Write for example 8 intervals.";
    return new Scalar<>(
        "a number of intervals between 1 and " + max,
        remedy,
        Map.of("type", "string", "pattern", "^" + INTERVALS.pattern() + "$"),
        value -> {
          Matcher matcher = INTERVALS.matcher(value.written());
          if (!matcher.matches()) {
            throw new Unfit(value.isNumber() ? "Write " + value.written() + " intervals." : remedy);
          }
          try {
            return Math.toIntExact(Numbers.within(new BigInteger(matcher.group(1)), 1, max));
          } catch (Unfit e) {
            throw new Unfit(e.getMessage().replace(" or ", " intervals or "));
          }
        });
  }

  static Scalar<LocalTime> time() {
    String remedy = "Write for example \"04:15\".";
    return new Scalar<>(
        "a wall time from 00:00 to 23:59",
        remedy,
        Map.of("type", "string", "pattern", "^" + TIME.pattern() + "$"),
        value -> {
          if (!TIME.matcher(value.written()).matches()) {
            throw new Unfit(remedy);
          }
          return LocalTime.parse(value.written());
        });
  }

  static Scalar<LocalDate> date() {
    String remedy = "Write for example 2001-01-01.";
    return new Scalar<>(
        "a day of the calendar",
        remedy,
        Map.of("type", "string", "pattern", "^" + DATE.pattern() + "$"),
        value -> {
          try {
            if (DATE.matcher(value.written()).matches()) {
              return LocalDate.parse(value.written());
            }
          } catch (DateTimeParseException e) {
            throw new Unfit("There is no such day. " + remedy);
          }
          throw new Unfit(remedy);
        });
  }

  static Scalar<ZoneId> zone() {
    return new Scalar<>(
        "the name of a time zone",
        "Write for example Europe/Paris.",
        Map.of("type", "string"),
        value -> {
          TreeSet<String> known = new TreeSet<>(ZoneId.getAvailableZoneIds());
          // Zones without a region (EST, PST8PDT) are kept for old programs only.
          known.removeIf(
              id -> (!id.contains("/") && !id.equals("UTC")) || id.startsWith("SystemV/"));
          if (!known.contains(value.written())) {
            String question = Nearest.question(value.written(), List.copyOf(known));
            throw new Unfit(question.isEmpty() ? "Write for example Europe/Paris." : question);
          }
          return ZoneId.of(value.written());
        });
  }
}
