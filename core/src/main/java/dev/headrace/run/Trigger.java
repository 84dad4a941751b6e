package dev.headrace.run;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What made a run, or made it run again. */
public enum Trigger {
  SCHEDULE,
  ARRIVAL,
  LATE_DATA,
  MANUAL;

  @JsonValue
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
