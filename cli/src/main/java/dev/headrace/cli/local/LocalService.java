package dev.headrace.cli.local;

import dev.headrace.cli.environment.LocalEndpoints;
import java.nio.file.Path;
import java.util.Optional;

/** The process of the local cloud. */
public interface LocalService {
  /** What runs now, if it runs. */
  Optional<LocalEndpoints> running();

  /**
   * Makes sure that it runs, and waits until it answers.
   *
   * @param data the folder of its state, if it is not the usual one
   * @throws dev.headrace.cli.command.Failure when it does not start, or runs over another folder
   */
  LocalEndpoints start(Optional<Path> data);

  /** Asks it to stop and waits for its end; false when it was not running. */
  boolean stop();

  /** What it writes while it runs. */
  Path log();
}
