package dev.headrace.cli.environment;

import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.command.GlobalOptions;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * The local cloud of this machine, and what the file of environments names.
 *
 * @param local the folder of the local cloud
 */
public record KnownEnvironments(Path local) implements Environments {
  @Override
  public Environment open(String name, Path file) {
    if (!name.equals(GlobalOptions.LOCAL)) {
      return new CloudEnvironment(name, EnvironmentFile.read(file, name), InstantSource.system());
    }
    LocalEndpoints endpoints =
        LocalEndpoints.running(local)
            .orElseThrow(
                () ->
                    new Failure(
                        ExitCode.UNREACHABLE,
                        "The local cloud is not running.",
                        "",
                        "Start it with \"headrace local start\", or name another environment with"
                            + " --env."));
    return new CloudEnvironment(
        name, endpoints.settings(), () -> new LocalInterface(endpoints.local()).clock().time());
  }
}
