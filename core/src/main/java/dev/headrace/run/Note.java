package dev.headrace.run;

import java.time.Instant;

/** One line of a run's history. */
public record Note(Instant at, String text) {}
