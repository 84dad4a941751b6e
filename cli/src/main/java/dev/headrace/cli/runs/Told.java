package dev.headrace.cli.runs;

import dev.headrace.cli.terminal.Wording;
import dev.headrace.notify.Notification;

/** How it is written that people were told of a missed deadline. */
final class Told {
  private Told() {}

  /** Whom, when, and of what: {@code oncall at 2001-01-30 14:00Z: failed by its deadline}. */
  static String line(Notification notification) {
    return String.join(", ", notification.recipients())
        + " at "
        + Wording.minute(notification.seenAt())
        + ": "
        + Wording.word(notification.kind())
        + " by its deadline "
        + Wording.minute(notification.deadline());
  }
}
