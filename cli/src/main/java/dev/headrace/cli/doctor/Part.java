package dev.headrace.cli.doctor;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The functions of a deployment. */
enum Part {
  SCHEDULE,
  ARRIVAL,
  ADVANCE,
  RECONCILE,
  CONSOLE;

  /** Those without which nothing runs. */
  static final List<Part> NEEDED = List.of(SCHEDULE, ARRIVAL, ADVANCE, RECONCILE);

  /** Those that events of a bucket wake. */
  static final List<Part> WOKEN = List.of(ARRIVAL, ADVANCE);

  /** Those that Cloud Scheduler calls. */
  static final List<Part> CALLED = List.of(SCHEDULE, RECONCILE);

  /** As people call it, and as it is called in the state. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The class that is its entry point. */
  String entryPoint() {
    String word = word();
    return "dev.headrace.functions."
        + word.substring(0, 1).toUpperCase(Locale.ROOT)
        + word.substring(1)
        + "Function";
  }

  static Optional<Part> of(String entryPoint) {
    for (Part part : values()) {
      if (part.entryPoint().equals(entryPoint)) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }
}
