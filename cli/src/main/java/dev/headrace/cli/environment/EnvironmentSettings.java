package dev.headrace.cli.environment;

import dev.headrace.engine.Places;
import dev.headrace.functions.Settings;
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
 * @param more further settings, by the names of the functions' environment variables, such as
 *     {@code HEADRACE_SERVICE_ACCOUNT}
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

  /** The same as the functions' environment variables name it. */
  public SortedMap<String, String> variables() {
    SortedMap<String, String> all = new TreeMap<>(more);
    all.put("HEADRACE_PROJECT", project);
    all.put("HEADRACE_REGION", region);
    all.put("HEADRACE_INSTALLATION", installation);
    all.put("HEADRACE_LANDING_BUCKET", buckets.landing());
    all.put("HEADRACE_LAKE_BUCKET", buckets.lake());
    all.put("HEADRACE_CONTROL_BUCKET", buckets.control());
    all.put("HEADRACE_OUTCOMES_BUCKET", buckets.outcomes());
    all.put("HEADRACE_CODE_BUCKET", buckets.code());
    storage.ifPresent(uri -> all.put("HEADRACE_STORAGE_ENDPOINT", uri.toString()));
    dataproc.ifPresent(uri -> all.put("HEADRACE_DATAPROC_ENDPOINT", uri.toString()));
    scheduler.ifPresent(uri -> all.put("HEADRACE_SCHEDULER_ENDPOINT", uri.toString()));
    return Collections.unmodifiableSortedMap(all);
  }

  /**
   * The same as the functions read it.
   *
   * @throws dev.headrace.functions.SettingsException with every problem at once
   */
  Settings asFunctionsReadIt() {
    return Settings.of(variables());
  }
}
