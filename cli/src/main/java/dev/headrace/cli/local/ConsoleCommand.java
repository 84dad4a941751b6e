package dev.headrace.cli.local;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import dev.headrace.cli.environment.Environment;
import java.net.URI;
import java.util.Map;
import picocli.CommandLine.Command;

/** Where the pages of an environment are. */
@Command(name = "console", description = "Print the address of the environment's pages.")
public final class ConsoleCommand extends SessionCommand {
  public ConsoleCommand(Session session) {
    super(session);
  }

  @Override
  protected Answer answer() {
    Environment environment = session().environment();
    URI console =
        environment
            .console()
            .orElseThrow(
                () ->
                    Failure.notFound(
                        "The address of the pages of \"" + environment.name() + "\" is not known.",
                        "Write it as \"console:\" in its entry of the file of environments."));
    return Answer.of(Map.of("console", console), terminal -> terminal.line(console.toString()));
  }
}
