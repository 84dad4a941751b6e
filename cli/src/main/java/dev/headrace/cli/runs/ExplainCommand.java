package dev.headrace.cli.runs;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import dev.headrace.cli.terminal.Ink;
import dev.headrace.cli.terminal.Terminal;
import dev.headrace.engine.Deployments;
import dev.headrace.engine.Explanation;
import dev.headrace.notify.Notification;
import dev.headrace.run.RunKey;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Why an interval is not running, by the rules by which it would run. */
@Command(name = "explain", description = "Say why an interval is not running, or what it does.")
public final class ExplainCommand extends SessionCommand {
  @Parameters(index = "0", paramLabel = "PIPELINE", description = "A deployed pipeline.")
  private String pipeline;

  @Parameters(
      index = "1",
      paramLabel = "INTERVAL",
      description = "The key of an interval, such as 2001-05-14.")
  private String interval;

  public ExplainCommand(Session session) {
    super(session);
  }

  /** The explanation of one interval. */
  record Explained(
      String pipeline, String interval, Explanation explanation, List<Notification> told) {
    Explained {
      told = List.copyOf(told);
    }
  }

  @Override
  protected Answer answer() {
    Deployed deployed = Deployed.in(session().environment());
    Deployments.Deployed found = deployed.pipeline(pipeline);
    RunKey key = new RunKey(found.name(), interval);
    Explained explained =
        new Explained(
            pipeline,
            interval,
            deployed.engine().explain(key.pipeline(), interval),
            deployed.engine().told(found, interval));
    return Answer.of(explained, terminal -> print(terminal, key, explained));
  }

  private static void print(Terminal terminal, RunKey key, Explained explained) {
    Explanation explanation = explained.explanation();
    terminal.line(
        terminal.ink(Ink.STRONG, key.toString())
            + "  "
            + terminal.ink(ink(explanation.code()), explanation.code().name())
            + "  "
            + explanation.text());
    explanation.details().forEach(detail -> terminal.line("  " + detail));
    explanation.nextLook().ifPresent(at -> terminal.line("  looked at next: " + at));
    explained.told().forEach(told -> terminal.line("  told " + Told.line(told)));
  }

  private static Ink ink(Explanation.Code code) {
    return switch (code) {
      case SUCCEEDED -> Ink.GOOD;
      case RUNNING, SUBMITTING -> Ink.BUSY;
      case FAILED, CORRUPT, NOT_DEPLOYED, NOT_AN_INTERVAL -> Ink.BAD;
      case NOT_DUE, NOT_CREATED, SKIPPED -> Ink.DIM;
      case PAUSED, WAITING_INPUT, OVERLAP, RETRY_AT, CANCELLING, CANCELLED -> Ink.WARNING;
    };
  }
}
