package dev.headrace.functions;

import java.util.List;

/** Settings that cannot be worked with: every problem, one a line, each with its remedy. */
public final class SettingsException extends RuntimeException {
  private final List<String> problems;

  SettingsException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /** Each begins with the name of its variable. */
  public List<String> problems() {
    return problems;
  }
}
