package dev.headrace.pipeline;

import java.time.Duration;
import java.util.List;

/** How long after an interval's end its run should have succeeded, and who is told if not. */
public record Deadline(Duration after, List<String> recipients) {
  public Deadline {
    recipients = List.copyOf(recipients);
  }
}
