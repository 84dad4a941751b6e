package dev.headrace.functions;

import java.util.Map;
import java.util.TreeMap;

/** Settings for tests. */
public final class SettingsExamples {
  private SettingsExamples() {}

  /** All that must be set. */
  public static Map<String, String> required() {
    return new TreeMap<>(
        Map.of(
            "HEADRACE_PROJECT", "p",
            "HEADRACE_REGION", "europe-west1",
            "HEADRACE_LANDING_BUCKET", "landing",
            "HEADRACE_LAKE_BUCKET", "lake",
            "HEADRACE_CONTROL_BUCKET", "control",
            "HEADRACE_OUTCOMES_BUCKET", "outcomes",
            "HEADRACE_CODE_BUCKET", "code"));
  }

  /** The same for functions that serve whomever the platform lets through. */
  public static Map<String, String> openToCallers() {
    Map<String, String> variables = required();
    variables.put("HEADRACE_CALLER_CHECK", "platform");
    return variables;
  }

  /** The required settings and one more. */
  public static Settings with(String variable, String value) {
    Map<String, String> variables = required();
    variables.put(variable, value);
    return Settings.of(variables);
  }
}
