package dev.headrace.job;

import dev.headrace.pipeline.Table;

/**
 * The table interval that a job replaces.
 *
 * @param uri {@code gs://lake/tables/flights}; rows in quarantine go to the same address with
 *     {@code _quarantine} at its end
 */
public record JobOutput(Table table, String uri) {
  /** Where rows that break an expectation go. */
  public String quarantineUri() {
    return uri + "_quarantine";
  }
}
