package dev.headrace.cli.doctor;

import dev.headrace.engine.Engine;
import dev.headrace.functions.Settings;
import dev.headrace.functions.Wiring;
import dev.headrace.functions.storage.GcsObjectStore;
import dev.headrace.store.ObjectStore;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A deployment as its own functions describe it.
 *
 * @param functions those that are there
 * @param settings as the functions read them
 * @param storage another address of Cloud Storage than Google's
 */
record Deployment(
    String project,
    String region,
    Map<Part, DeployedFunction> functions,
    Settings settings,
    Optional<URI> storage) {
  private static final String ENDPOINT = "HEADRACE_STORAGE_ENDPOINT";

  /**
   * @param storage where this machine reaches Cloud Storage: the functions may have a way of theirs
   * @throws dev.headrace.functions.SettingsException when the function's settings are wrong
   */
  static Settings settings(DeployedFunction function, Optional<URI> storage) {
    SortedMap<String, String> variables = new TreeMap<>(function.variables());
    variables.remove(ENDPOINT);
    storage.ifPresent(uri -> variables.put(ENDPOINT, uri.toString()));
    return Settings.of(variables);
  }

  Optional<DeployedFunction> function(Part part) {
    return Optional.ofNullable(functions.get(part));
  }

  /** The engine over its buckets, to read what is deployed. */
  Engine engine(InstantSource clock) {
    PrintStream silent =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return new Wiring(settings, clock, silent).engine();
  }

  /** The bucket whose events wake a function. */
  String bucketOf(Part part) {
    return part == Part.ARRIVAL ? settings.buckets().landing() : settings.buckets().outcomes();
  }

  ObjectStore store(String bucket) {
    return GcsObjectStore.connect(storage).bucket(bucket);
  }

  /** What commands of gcloud need to find things of a region. */
  String inRegion() {
    return " --region=" + region + " --project=" + project;
  }

  /** The same for services that call a region a location. */
  String inLocation() {
    return " --location=" + region + " --project=" + project;
  }
}
