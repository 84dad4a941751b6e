package dev.headrace.cli.runs;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import dev.headrace.run.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks a run to stop. */
@Command(
    name = "cancel",
    description = "Stop a run: its jobs are cancelled, and nothing new is started.")
public final class CancelCommand extends SessionCommand {
  @Parameters(
      index = "0",
      paramLabel = "RUN",
      description = "pipeline/interval, or the interval alone where one pipeline is deployed.")
  private String run;

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      defaultValue = "asked for",
      description = "Kept in the history of the run.")
  private String why;

  public CancelCommand(Session session) {
    super(session);
  }

  @Override
  protected Answer answer() {
    Deployed deployed = Deployed.in(session().environment());
    Run before = deployed.run(run);
    if (before.state().terminal()) {
      return Moved.of(before, "has ended already: nothing is left to cancel");
    }
    deployed.engine().cancel(before.key(), Moved.person(), why);
    Run after = deployed.run(before.key().toString());
    return Moved.of(
        after,
        after.state().terminal()
            ? "is cancelled"
            : "is being cancelled: it ends when its jobs have ended");
  }
}
