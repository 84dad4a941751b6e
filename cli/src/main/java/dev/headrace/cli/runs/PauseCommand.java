package dev.headrace.cli.runs;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import dev.headrace.cli.environment.Environment;
import dev.headrace.cli.terminal.Ink;
import dev.headrace.pipeline.PipelineName;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Stops or lets go the making of new runs. */
public abstract class PauseCommand extends SessionCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PIPELINE",
      description = "A deployed pipeline; may be left out where there is only one.")
  private String pipeline;

  private final boolean paused;
  private final String effect;

  private PauseCommand(Session session, boolean paused, String effect) {
    super(session);
    this.paused = paused;
    this.effect = effect;
  }

  /** No new runs. */
  @Command(name = "pause", description = "Make no new runs of a pipeline; live ones go on.")
  public static final class Pause extends PauseCommand {
    public Pause(Session session) {
      super(session, true, "paused: no new runs are made, live ones go on");
    }
  }

  /** New runs again. */
  @Command(
      name = "resume",
      description = "Make runs of a pipeline again; what was missed is decided by catchup.")
  public static final class Resume extends PauseCommand {
    public Resume(Session session) {
      super(
          session,
          false,
          "resumed: within five minutes what was missed is decided, by its catchup rule");
    }
  }

  /** What {@code --json} prints. */
  record Paused(String pipeline, boolean paused) {}

  @Override
  protected Answer answer() {
    Environment environment = session().environment();
    Deployed deployed = Deployed.in(environment);
    PipelineName name = deployed.pipeline(Optional.ofNullable(pipeline)).name();
    // The deployment decides; ticks that go on, or fail to, change nothing but what calls cost.
    deployed.engine().deployments().pause(name, paused);
    String ticks = environment.pauseTicks(name, paused);
    return Answer.of(
        new Paused(name.value(), paused),
        terminal -> {
          terminal.line(terminal.ink(Ink.STRONG, name.value()) + "  " + effect);
          terminal.line("  " + ticks);
        });
  }
}
