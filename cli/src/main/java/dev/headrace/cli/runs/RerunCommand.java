package dev.headrace.cli.runs;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import dev.headrace.cli.terminal.Wording;
import dev.headrace.run.Run;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs an interval once more. */
@Command(
    name = "rerun",
    description = "Run an interval once more, under the definition that is in force.")
public final class RerunCommand extends SessionCommand {
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

  public RerunCommand(Session session) {
    super(session);
  }

  @Override
  protected Answer answer() {
    Deployed deployed = Deployed.in(session().environment());
    Run before = deployed.run(run);
    if (!before.state().terminal()) {
      throw new Failure(
          ExitCode.FAILED,
          "Run " + before.key() + " has not ended: it is " + Wording.word(before.state()) + ".",
          "A run is made again only after its end, so that two epochs never work at once.",
          "Wait for its end, or stop it with \"headrace cancel " + before.key() + "\".");
    }
    deployed.engine().rerun(before.key(), Moved.person(), why);
    Run after = deployed.run(before.key().toString());
    return Moved.of(after, "runs again, epoch " + after.epoch() + ": " + after.reason());
  }
}
