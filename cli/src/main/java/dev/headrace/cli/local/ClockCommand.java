package dev.headrace.cli.local;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import dev.headrace.cli.environment.LocalInterface;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows and moves the local clock. */
@Command(
    name = "clock",
    description = "Show the local clock, set it, or let it go on and fire what falls due.")
public final class ClockCommand extends SessionCommand {
  private final LocalService service;

  @ArgGroup(exclusive = true)
  private Move move;

  /** At most one of these. */
  static final class Move {
    @Option(
        names = "--set",
        paramLabel = "TIME",
        description = "Jump there, such as 2001-01-05T00:00:00Z; schedules in between do not fire.")
    private String set;

    @Option(
        names = "--to",
        paramLabel = "TIME",
        description = "Go there, firing every schedule on the way and waiting for what it starts.")
    private String to;

    @Option(
        names = "--by",
        paramLabel = "DURATION",
        description = "Go on so far, such as 6h, 30m or 1d, as --to does.")
    private String by;

    @Option(names = "--freeze", description = "Stop the clock where it is.")
    private boolean freeze;

    @Option(names = "--run", description = "Let the clock run.")
    private boolean run;
  }

  public ClockCommand(Session session, LocalService service) {
    super(session);
    this.service = service;
  }

  @Override
  protected Answer answer() {
    LocalInterface local =
        new LocalInterface(service.running().orElseThrow(LocalCommand::notRunning).local());
    LocalInterface.Clock clock = move == null ? local.clock() : moved(local);
    return Answer.of(clock, terminal -> terminal.line(clock.time() + "  " + clock.mode()));
  }

  private LocalInterface.Clock moved(LocalInterface local) {
    if (move.set != null) {
      return local.set(Map.of("time", instant(move.set).toString()));
    }
    if (move.to != null) {
      return local.advance(Map.of("to", instant(move.to).toString()));
    }
    if (move.by != null) {
      return local.advance(Map.of("by", duration(move.by).toString()));
    }
    if (move.freeze) {
      return local.set(Map.of("mode", "frozen"));
    }
    return move.run ? local.set(Map.of("mode", "running")) : local.clock();
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw Failure.usage(
          "\"" + text + "\" is no time.", "Write it in UTC, such as 2001-01-05T04:15:00Z.");
    }
  }

  private static Duration duration(String text) {
    try {
      String iso = text.toUpperCase(java.util.Locale.ROOT);
      return Duration.parse(iso.startsWith("P") ? iso : iso.endsWith("D") ? "P" + iso : "PT" + iso);
    } catch (DateTimeException e) {
      throw Failure.usage("\"" + text + "\" is no duration.", "Write it like 6h, 30m or 1d.");
    }
  }
}
