package dev.headrace.cli.local;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import dev.headrace.cli.environment.LocalInterface;
import dev.headrace.cli.environment.LocalInterface.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows the local clock; its own commands move it and show it then. */
@Command(
    name = "clock",
    description = "Show the local clock; set it, or step it on and fire what falls due.",
    synopsisSubcommandLabel = "[set|step|freeze|run]")
public class ClockCommand extends SessionCommand {
  private final LocalService service;

  public ClockCommand(Session session, LocalService service) {
    super(session);
    this.service = service;
  }

  /** What is done to the clock, or nothing: how it stands then. */
  Clock moved(LocalInterface local) {
    return local.clock();
  }

  @Override
  protected final Answer answer() {
    Clock clock =
        moved(new LocalInterface(service.running().orElseThrow(LocalCommand::notRunning).local()));
    return Answer.of(clock, terminal -> terminal.line(clock.time() + "  " + clock.mode()));
  }

  /** Jumps. */
  @Command(name = "set", description = "Jump to a time; schedules in between do not fire.")
  public static final class SetTo extends ClockCommand {
    @Parameters(paramLabel = "TIME", description = "In UTC, such as 2001-01-05T00:00:00Z.")
    private String time;

    public SetTo(Session session, LocalService service) {
      super(session, service);
    }

    @Override
    Clock moved(LocalInterface local) {
      return local.set(Map.of("time", instant(time).toString()));
    }
  }

  /** Goes on. */
  @Command(
      name = "step",
      description =
          "Go on so far, or to a time, firing every schedule on the way and waiting for what it"
              + " starts.")
  public static final class Step extends ClockCommand {
    @Parameters(
        paramLabel = "DURATION|TIME",
        description = "Such as 6h, 30m or 1d; or in UTC, such as 2001-01-05T04:15:00Z.")
    private String far;

    public Step(Session session, LocalService service) {
      super(session, service);
    }

    @Override
    Clock moved(LocalInterface local) {
      return local.advance(
          looksLikeATime(far)
              ? Map.of("to", instant(far).toString())
              : Map.of("by", duration(far).toString()));
    }
  }

  /** Stops it where it is. */
  @Command(name = "freeze", description = "Stop the clock where it is.")
  public static final class Freeze extends ClockCommand {
    public Freeze(Session session, LocalService service) {
      super(session, service);
    }

    @Override
    Clock moved(LocalInterface local) {
      return local.set(Map.of("mode", "frozen"));
    }
  }

  /** Lets it run. */
  @Command(name = "run", description = "Let the clock run.")
  public static final class LetRun extends ClockCommand {
    public LetRun(Session session, LocalService service) {
      super(session, service);
    }

    @Override
    Clock moved(LocalInterface local) {
      return local.set(Map.of("mode", "running"));
    }
  }

  private static boolean looksLikeATime(String text) {
    return text.matches("\\d+-.*");
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
      String iso = text.toUpperCase(Locale.ROOT);
      return Duration.parse(iso.startsWith("P") ? iso : iso.endsWith("D") ? "P" + iso : "PT" + iso);
    } catch (DateTimeException e) {
      throw Failure.usage(
          "\"" + text + "\" is neither a duration nor a time.",
          "Write it like 6h, 30m or 1d, or in UTC, such as 2001-01-05T04:15:00Z.");
    }
  }
}
