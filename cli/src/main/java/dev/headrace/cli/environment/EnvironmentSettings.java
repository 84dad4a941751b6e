package dev.headrace.cli.environment;

import dev.headrace.engine.Places;
import java.net.URI;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How an environment is reached.
 *
 * @param installation tells it from another in the same project
 * @param storage another address of Cloud Storage than Google's; so for the other services
 * @param more settings of the job service, as the functions name them
 */
public record EnvironmentSettings(
    String project,
    String region,
    String installation,
    Buckets buckets,
    Optional<URI> storage,
    Optional<URI> dataproc,
    Optional<URI> scheduler,
    Optional<URI> console,
    SortedMap<String, String> more) {
  public EnvironmentSettings {
    more = Collections.unmodifiableSortedMap(new TreeMap<>(more));
  }

  /** The names of the buckets. */
  public record Buckets(
      String landing, String lake, String control, String outcomes, String code) {}

  /** The buckets as the engine wants them. */
  public Places places() {
    return new Places(
        installation,
        buckets.landing(),
        buckets.lake(),
        buckets.control(),
        buckets.outcomes(),
        buckets.code());
  }

  /** The same as the functions read it from their environment variables. */
  SortedMap<String, String> variables() {
    SortedMap<String, String> variables = new TreeMap<>(more);
    variables.put("HEADRACE_PROJECT", project);
    variables.put("HEADRACE_REGION", region);
    variables.put("HEADRACE_INSTALLATION", installation);
    variables.put("HEADRACE_LANDING_BUCKET", buckets.landing());
    variables.put("HEADRACE_LAKE_BUCKET", buckets.lake());
    variables.put("HEADRACE_CONTROL_BUCKET", buckets.control());
    variables.put("HEADRACE_OUTCOMES_BUCKET", buckets.outcomes());
    variables.put("HEADRACE_CODE_BUCKET", buckets.code());
    storage.ifPresent(uri -> variables.put("HEADRACE_STORAGE_ENDPOINT", uri.toString()));
    dataproc.ifPresent(uri -> variables.put("HEADRACE_DATAPROC_ENDPOINT", uri.toString()));
    scheduler.ifPresent(uri -> variables.put("HEADRACE_SCHEDULER_ENDPOINT", uri.toString()));
    return variables;
  }
}
