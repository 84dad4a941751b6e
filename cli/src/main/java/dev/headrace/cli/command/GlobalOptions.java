package dev.headrace.cli.command;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes, before or after its name. */
public final class GlobalOptions {
  /** The environment that needs no entry in any file. */
  public static final String LOCAL = "local";

  @Option(
      names = "--env",
      paramLabel = "NAME",
      defaultValue = LOCAL,
      scope = ScopeType.INHERIT,
      description =
          "The environment to work with: \"local\", or one of headrace.yaml (${DEFAULT-VALUE}).")
  private String environment = LOCAL;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      scope = ScopeType.INHERIT,
      description =
          "The file of environments, if it is not headrace.yaml beside the pipeline or here.")
  private Path file;

  @Option(names = "--json", scope = ScopeType.INHERIT, description = "Print JSON for programs.")
  private boolean json;

  @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Say what is being done.")
  private boolean verbose;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Say everything, with stack traces.")
  private boolean debug;

  @Option(
      names = "--no-color",
      scope = ScopeType.INHERIT,
      description = "No colours; NO_COLOR in the environment does the same.")
  private boolean plain;

  public String environment() {
    return environment;
  }

  /** The file of environments, if one was named. */
  public Optional<Path> file() {
    return Optional.ofNullable(file);
  }

  public boolean json() {
    return json;
  }

  public boolean verbose() {
    return verbose || debug;
  }

  public boolean debug() {
    return debug;
  }

  public boolean plain() {
    return plain;
  }
}
