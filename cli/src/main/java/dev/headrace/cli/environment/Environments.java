package dev.headrace.cli.environment;

import java.nio.file.Path;

/** Finds environments by name. */
@FunctionalInterface
public interface Environments {
  /**
   * The environment of that name.
   *
   * @param file the file of environments, which may not exist
   * @throws dev.headrace.cli.command.Failure when there is none, or it is not running
   */
  Environment open(String name, Path file);
}
