package dev.headrace.cli;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import java.util.Map;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a shell needs to complete commands and options. */
@Command(
    name = "completion",
    description = "Print the completion script of a shell: source <(headrace completion bash)")
final class Completion extends SessionCommand {
  /** The shells that are served; zsh reads what bash reads. */
  enum Shell {
    bash,
    zsh
  }

  @Parameters(index = "0", paramLabel = "SHELL", description = "One of ${COMPLETION-CANDIDATES}.")
  private Shell shell;

  @Spec private CommandSpec spec;

  Completion(Session session) {
    super(session);
  }

  @Override
  protected Answer answer() {
    String script = AutoComplete.bash("headrace", spec.root().commandLine());
    return Answer.of(
        Map.of("shell", shell.name(), "script", script), terminal -> terminal.line(script));
  }
}
