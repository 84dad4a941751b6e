package dev.headrace.interval;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** How long something is, in the words of a sentence. */
public final class Lengths {
  private Lengths() {}

  /** {@code 1 hour 30 minutes}: every unit that is not zero, the largest first. */
  public static String inWords(Duration length) {
    List<String> parts = new ArrayList<>();
    add(parts, length.toDaysPart(), "day");
    add(parts, length.toHoursPart(), "hour");
    add(parts, length.toMinutesPart(), "minute");
    add(parts, length.toSecondsPart(), "second");
    return parts.isEmpty() ? "0 seconds" : String.join(" ", parts);
  }

  private static void add(List<String> parts, long number, String unit) {
    if (number != 0) {
      parts.add(number + " " + unit + (number == 1 ? "" : "s"));
    }
  }
}
