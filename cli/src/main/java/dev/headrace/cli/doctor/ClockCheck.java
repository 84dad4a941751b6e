package dev.headrace.cli.doctor;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Whether this machine has the time that Google has. */
record ClockCheck(GoogleApis apis, String project, InstantSource clock) {
  /** The header has whole seconds, and nothing that Headrace does minds this much. */
  static final Duration TOLERANCE = Duration.ofSeconds(5);

  void look(Findings findings) {
    Instant before = clock.instant();
    Reply reply =
        apis.get(GoogleApi.STORAGE, "/storage/v1/projects/" + project + "/serviceAccount");
    Instant after = clock.instant();
    Optional<Instant> theirs = reply.date();
    if (theirs.isEmpty()) {
      findings.unseen("clock", "Cloud Storage told no time: " + reply.message(), "Try again.");
      return;
    }
    Instant from = before.minus(TOLERANCE);
    Instant to = after.plus(TOLERANCE);
    if (theirs.get().isBefore(from) || theirs.get().isAfter(to)) {
      Duration off = Duration.between(theirs.get(), before);
      findings.bad(
          "clock",
          "this machine is "
              + Math.abs(off.toSeconds())
              + " s "
              + (off.isNegative() ? "behind" : "ahead of")
              + " Cloud Storage",
          "Let the system keep its time by NTP: timedatectl set-ntp true");
    } else {
      findings.ok("clock", "as Cloud Storage has it, within " + TOLERANCE.toSeconds() + " s");
    }
  }
}
