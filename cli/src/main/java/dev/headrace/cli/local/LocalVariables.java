package dev.headrace.cli.local;

import dev.headrace.cli.environment.LocalEndpoints;
import java.util.SortedMap;
import java.util.TreeMap;

/** What points functions and clients of Google's libraries to the local cloud. */
final class LocalVariables {
  private LocalVariables() {}

  static SortedMap<String, String> of(LocalEndpoints endpoints) {
    SortedMap<String, String> variables = new TreeMap<>(endpoints.settings().variables());
    variables.put("GOOGLE_CLOUD_PROJECT", endpoints.settings().project());
    endpoints
        .settings()
        .storage()
        .ifPresent(uri -> variables.put("STORAGE_EMULATOR_HOST", uri.toString()));
    return variables;
  }
}
