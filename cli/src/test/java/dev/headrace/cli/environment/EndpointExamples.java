package dev.headrace.cli.environment;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a local cloud says of itself when it is ready. */
public final class EndpointExamples {
  private EndpointExamples() {}

  /** All of Google's interfaces at one address, as a local cloud serves them. */
  public static LocalEndpoints at(
      URI address, long pid, Optional<URI> console, Optional<String> data) {
    return new LocalEndpoints(
        pid,
        address,
        new EnvironmentSettings(
            "local-headrace",
            "local-region1",
            "headrace",
            new EnvironmentSettings.Buckets("landing", "lake", "control", "outcomes", "code"),
            Optional.of(address),
            Optional.of(address),
            Optional.of(address),
            console,
            new TreeMap<>(Map.of("HEADRACE_BIGQUERY_ENDPOINT", address.toString()))),
        functions(console),
        data,
        List.of());
  }

  private static SortedMap<String, URI> functions(Optional<URI> console) {
    SortedMap<String, URI> functions = new TreeMap<>();
    int port = 8081;
    for (String name : List.of("schedule", "arrival", "advance", "reconcile")) {
      functions.put(name, URI.create("http://127.0.0.1:" + port++));
    }
    console.ifPresent(uri -> functions.put("console", uri));
    return functions;
  }
}
