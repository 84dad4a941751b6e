package dev.headrace.spark;

import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;

/** The clock of a job. */
public final class Clocks {
  /** Clock offset for testing against a simulated clock, an ISO-8601 duration; PT0S by default. */
  static final String OFFSET_PROPERTY = "headrace.clock-offset";

  private Clocks() {}

  /** The system's clock, moved by the offset. */
  public static InstantSource system() {
    Duration offset = Duration.parse(System.getProperty(OFFSET_PROPERTY, "PT0S"));
    return Clock.offset(Clock.systemUTC(), offset);
  }
}
