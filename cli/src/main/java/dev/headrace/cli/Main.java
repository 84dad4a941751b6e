package dev.headrace.cli;

import dev.headrace.cli.command.Folders;
import dev.headrace.cli.environment.KnownEnvironments;
import dev.headrace.cli.local.ThisMachine;
import dev.headrace.cli.server.LocalProcess;
import dev.headrace.cli.terminal.Terminal;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What the launcher starts. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    Map<String, String> variables = System.getenv();
    Path working = Path.of("").toAbsolutePath();
    Path home =
        Path.of(System.getProperty("headrace.home", working.resolve(".headrace").toString()));
    Folders folders =
        new Folders(
            working,
            working.resolve(home),
            Optional.ofNullable(System.getProperty("headrace.root")).map(Path::of));
    Terminal terminal = Terminal.system(System.getProperty("headrace.columns"), variables);
    LocalProcess local = new LocalProcess(folders);
    Headrace headrace =
        new Headrace(
            terminal,
            folders,
            new KnownEnvironments(folders.local()),
            local,
            new ThisMachine(folders, local, variables));
    System.exit(headrace.run(arguments));
  }
}
