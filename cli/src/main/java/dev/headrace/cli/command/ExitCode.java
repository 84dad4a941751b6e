package dev.headrace.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;

/** How the command ends, for programs. */
public enum ExitCode {
  OK(0, "done, or the answer is printed"),
  FAILED(1, "the operation failed"),
  USAGE(2, "the command line is wrong"),
  INVALID(3, "a pipeline file is wrong"),
  NOT_FOUND(4, "there is no such pipeline, run, model or environment"),
  UNREACHABLE(5, "the environment, or something it needs, is not there"),
  INTERRUPTED(130, "interrupted");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  /** As the shell sees it. */
  public int number() {
    return number;
  }

  /** What it says, in a few words. */
  public String meaning() {
    return meaning;
  }

  /** All of them for a help page: number to meaning. */
  public static Map<String, String> forHelp() {
    Map<String, String> lines = new LinkedHashMap<>();
    for (ExitCode code : values()) {
      lines.put(Integer.toString(code.number), code.meaning);
    }
    return lines;
  }
}
