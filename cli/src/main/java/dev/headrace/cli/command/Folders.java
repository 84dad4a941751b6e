package dev.headrace.cli.command;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where things are on this machine.
 *
 * @param working the folder from which the command was called
 * @param home the folder of state and logs
 * @param root the folder of the launcher, which holds what was built; unknown when the command was
 *     started without it
 */
public record Folders(Path working, Path home, Optional<Path> root) {
  /** The name of the file of environments. */
  public static final String ENVIRONMENTS = "headrace.yaml";

  /** The folder of the local cloud. */
  public Path local() {
    return home.resolve("local");
  }

  /** How a person at the working folder would write the path. */
  public String shown(Path path) {
    Path absolute = working.resolve(path).normalize();
    Path from = working.normalize();
    return absolute.startsWith(from) && !absolute.equals(from)
        ? from.relativize(absolute).toString()
        : absolute.toString();
  }
}
