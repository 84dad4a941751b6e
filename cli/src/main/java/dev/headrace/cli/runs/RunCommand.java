package dev.headrace.cli.runs;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import dev.headrace.cli.environment.Environment;
import dev.headrace.cli.terminal.Ink;
import dev.headrace.engine.ManualStart;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs an interval, or looks now for what has fallen due. */
@Command(
    name = "run",
    description = {
      "Run an interval that has ended and has no run.",
      "Without --interval the scheduler ticks once, now: what has fallen due runs, nothing else."
    })
public final class RunCommand extends SessionCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PIPELINE",
      description = "A deployed pipeline; may be left out where there is only one.")
  private String pipeline;

  @Option(
      names = "--interval",
      paramLabel = "KEY",
      description = "The interval, such as 2001-05-14, 2001-05-14T13, 2001-W20 or 2001-05.")
  private String interval;

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      defaultValue = "asked for",
      description = "Kept in the history of the run.")
  private String why;

  @Option(names = "--even-paused", description = "Run the interval though the pipeline is paused.")
  private boolean evenPaused;

  public RunCommand(Session session) {
    super(session);
  }

  /** What {@code --json} prints of a tick. */
  record Ticked(String pipeline, boolean ticked) {}

  @Override
  protected Answer answer() {
    Environment environment = session().environment();
    Deployed deployed = Deployed.in(environment);
    PipelineName name = deployed.pipeline(Optional.ofNullable(pipeline)).name();
    return interval == null ? tick(environment, name) : run(deployed, new RunKey(name, interval));
  }

  private static Answer tick(Environment environment, PipelineName name) {
    if (!environment.tickNow(name)) {
      throw Failure.notFound(
          "The scheduler has no job for " + name + ".",
          "Name the interval with --interval, or deploy the pipeline with a schedule.");
    }
    return Answer.of(
        new Ticked(name.value(), true),
        terminal ->
            terminal.line(
                terminal.ink(Ink.STRONG, name.value())
                    + "  the scheduler ticks now: \"headrace runs "
                    + name
                    + "\" shows what it makes of it"));
  }

  private Answer run(Deployed deployed, RunKey key) {
    ManualStart start = deployed.engine().start(key, Moved.person(), why, evenPaused);
    if (start != ManualStart.STARTED) {
      throw refused(start, key);
    }
    Run run = deployed.run(key.toString());
    return Moved.of(run, run.reason());
  }

  private static Failure refused(ManualStart start, RunKey key) {
    return switch (start) {
      case STARTED -> throw new IllegalStateException("it was started");
      case HAS_A_RUN ->
          new Failure(
              ExitCode.FAILED,
              "There is a run " + key + " already.",
              "An interval has one run, which may have several epochs.",
              "Run it once more with \"headrace rerun " + key + "\".");
      case NOT_OVER ->
          new Failure(
              ExitCode.FAILED,
              "The interval " + key + " has not ended.",
              "A run now would publish a part of it, and the schedule would make no other.",
              "Wait for its end.");
      case NOT_AN_INTERVAL ->
          Failure.notFound(
              "\"" + key.interval() + "\" is no interval of " + key.pipeline() + ".",
              "Its schedule says which there are: \"headrace runs "
                  + key.pipeline()
                  + "\" shows some.");
      case PAUSED ->
          new Failure(
              ExitCode.FAILED,
              "The pipeline " + key.pipeline() + " is paused.",
              "",
              "Add --even-paused, or let it go with \"headrace resume " + key.pipeline() + "\".");
      case NOT_DEPLOYED ->
          Failure.notFound("No pipeline " + key.pipeline() + " is deployed.", "Deploy it first.");
    };
  }
}
