package dev.headrace.functions.console;

import dev.headrace.engine.Explanation;
import dev.headrace.pipeline.Overlap;
import dev.headrace.pipeline.Schedule;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Values as people read them: instants in UTC, durations and schedules in words. */
public final class Words {
  private static final DateTimeFormatter INSTANT =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Words() {}

  /** {@code 2001-05-15 08:15:00 UTC}. */
  public static String instant(Instant instant) {
    return INSTANT.format(instant);
  }

  /** The two largest units: {@code 3 min 12 s}, {@code 1 day 2 h}. */
  public static String duration(Duration duration) {
    Duration d = duration.isNegative() ? Duration.ZERO : duration;
    if (d.toDays() > 0) {
      return count(d.toDays(), "day") + more(d.toHoursPart(), "h");
    }
    if (d.toHours() > 0) {
      return d.toHours() + " h" + more(d.toMinutesPart(), "min");
    }
    if (d.toMinutes() > 0) {
      return d.toMinutes() + " min" + more(d.toSecondsPart(), "s");
    }
    return d.toSeconds() > 0 || d.toMillis() == 0 ? d.toSeconds() + " s" : d.toMillis() + " ms";
  }

  /** As {@link #duration}, with tenths of a second below a minute. */
  public static String millis(long millis) {
    return millis >= 1000 && millis < 60_000
        ? number(Math.round(millis / 100.0) / 10.0) + " s"
        : duration(Duration.ofMillis(millis));
  }

  private static String more(int part, String unit) {
    return part == 0 ? "" : " " + part + " " + unit;
  }

  /** {@code in 3 h 5 min}, {@code 2 days ago}. */
  public static String fromNow(Instant instant, Instant now) {
    Duration between = Duration.between(now, instant).truncatedTo(ChronoUnit.SECONDS);
    if (between.isZero()) {
      return "now";
    }
    return between.isNegative() ? duration(between.negated()) + " ago" : "in " + duration(between);
  }

  /** {@code 1 file}, {@code 2 files}. */
  public static String count(long n, String noun) {
    return number(n) + " " + noun + (n == 1 ? "" : "s");
  }

  /** A number that is given in thousandths. */
  public static String thousandths(long milli) {
    return String.format(Locale.ROOT, "%,.1f", milli / 1000.0);
  }

  /** {@code 1,234,567}. */
  public static String number(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  /** At most five significant digits, never in the form {@code 1E-5} for what people compare. */
  public static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    BigDecimal exact = BigDecimal.valueOf(value);
    BigDecimal rounded =
        Math.abs(value) >= 10_000
            ? exact.setScale(0, RoundingMode.HALF_UP)
            : exact.round(new MathContext(5));
    if (rounded.signum() == 0 || rounded.stripTrailingZeros().scale() <= 0) {
      return String.format(Locale.ROOT, "%,.0f", rounded);
    }
    return rounded.scale() > 12
        ? String.format(Locale.ROOT, "%.3e", value)
        : rounded.stripTrailingZeros().toPlainString();
  }

  /** {@code 1.4 MB}. */
  public static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = -1;
    while (value >= 999.95) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %sB", value, "kMGTPE".charAt(unit));
  }

  /** {@code Every day at 04:15, America/New_York}. */
  public static String schedule(Schedule schedule) {
    String at = String.format(Locale.ROOT, "%tR", schedule.at());
    String when =
        switch (schedule.every()) {
          case HOUR -> "Every hour at minute " + schedule.at().getMinute();
          case DAY -> "Every day at " + at;
          case WEEK -> "Every Monday at " + at;
          case MONTH -> "On the first of every month at " + at;
        };
    return when + ", " + schedule.zone().getId().replace('_', ' ');
  }

  /** What becomes of intervals that fell due while nobody looked. */
  public static String catchup(Schedule.Catchup catchup) {
    return switch (catchup.rule()) {
      case NONE -> "missed intervals are skipped";
      case LATEST -> "of missed intervals, the latest runs";
      case ALL -> "missed intervals run, at most " + count(catchup.max(), "interval");
    };
  }

  /** How many runs may be live at once. */
  public static String overlap(Overlap overlap) {
    return switch (overlap.rule()) {
      case SEQUENTIAL -> "one at a time, oldest first";
      case PARALLEL -> "up to " + overlap.limit() + " at once";
    };
  }

  /** What an explanation says in a word or two. */
  public static String headline(Explanation.Code code) {
    return switch (code) {
      case NOT_DEPLOYED -> "Not deployed";
      case NOT_AN_INTERVAL -> "Not an interval";
      case NOT_DUE -> "Not due yet";
      case NOT_CREATED -> "Not created yet";
      case PAUSED -> "Paused";
      case WAITING_INPUT -> "Waiting for input";
      case OVERLAP -> "Waiting for its turn";
      case SUBMITTING -> "Being submitted";
      case RUNNING -> "Running";
      case RETRY_AT -> "Waiting to retry";
      case CANCELLING -> "Being cancelled";
      case SKIPPED -> "Skipped";
      case FAILED -> "Failed";
      case CANCELLED -> "Cancelled";
      case SUCCEEDED -> "Succeeded";
      case CORRUPT -> "Its document cannot be read";
    };
  }

  /** Whether the code says more than its headline. */
  public static boolean distinct(Explanation.Code code) {
    return !headline(code).equalsIgnoreCase(word(code));
  }

  /** An enum constant as words: {@code late data}. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Enough of a hash to tell it from others. */
  public static String shortHash(String hash) {
    return hash.substring(0, Math.min(12, hash.length()));
  }
}
