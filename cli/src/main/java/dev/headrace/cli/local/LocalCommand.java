package dev.headrace.cli.local;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import dev.headrace.cli.environment.LocalEndpoints;
import dev.headrace.cli.terminal.Ink;
import dev.headrace.cli.terminal.Table;
import dev.headrace.cli.terminal.Table.Column;
import dev.headrace.cli.terminal.Terminal;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Google's interfaces on this machine: storage, Dataproc, Scheduler, functions. */
@Command(
    name = "local",
    description = "Start, stop and look at the local cloud of this machine.",
    synopsisSubcommandLabel = "COMMAND")
public final class LocalCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command of local?");
  }

  /** What {@code --json} prints of a local cloud. */
  record Status(
      boolean running, Optional<LocalEndpoints> endpoints, SortedMap<String, URI> interfaces) {
    static Status of(Optional<LocalEndpoints> endpoints) {
      return new Status(
          endpoints.isPresent(),
          endpoints,
          endpoints.map(LocalEndpoints::interfaces).orElseGet(TreeMap::new));
    }
  }

  static Failure notRunning() {
    return new Failure(
        ExitCode.UNREACHABLE,
        "The local cloud is not running.",
        "",
        "Start it with \"headrace local start\".");
  }

  private static void print(Terminal terminal, LocalEndpoints endpoints, LocalService service) {
    terminal.line("The local cloud is " + terminal.ink(Ink.GOOD, "running") + ".");
    Table table = Table.of(Column.words(""), Column.words(""));
    endpoints.interfaces().forEach((name, uri) -> table.row("  " + name, uri.toString()));
    endpoints.functions().forEach((name, uri) -> table.row("  " + name, uri.toString()));
    table.row("  project", endpoints.settings().project());
    table.row("  process", Long.toString(endpoints.pid()));
    endpoints.data().ifPresent(data -> table.row("  state", data.toString()));
    table.row("  log", service.log().toString());
    terminal.table(table);
  }

  /** Starts it. */
  @Command(name = "start", description = "Start the local cloud; it goes on in the background.")
  public static final class Start extends SessionCommand {
    private final LocalService service;

    @Option(
        names = "--dir",
        paramLabel = "DIR",
        description = "Keep the state in this folder, and go on with what is in it.")
    private Optional<Path> dir = Optional.empty();

    @Option(
        names = "--detach",
        description = "Leave it in the background, which is done without this too.")
    @SuppressWarnings("UnusedVariable") // says what is done anyway
    private boolean detach;

    public Start(Session session, LocalService service) {
      super(session);
      this.service = service;
    }

    @Override
    protected Answer answer() {
      boolean starts = service.running().isEmpty();
      if (starts) {
        session().terminal().aside("Starting the local cloud ...");
      }
      LocalEndpoints endpoints = service.start(dir.map(session().folders().working()::resolve));
      if (starts) {
        endpoints.notes().forEach(note -> session().terminal().aside("headrace: " + note));
      }
      return Answer.of(
          Status.of(Optional.of(endpoints)), terminal -> print(terminal, endpoints, service));
    }
  }

  /** Stops it. */
  @Command(name = "stop", description = "Stop the local cloud; its data stay.")
  public static final class Stop extends SessionCommand {
    private final LocalService service;

    public Stop(Session session, LocalService service) {
      super(session);
      this.service = service;
    }

    @Override
    protected Answer answer() {
      boolean stopped = service.stop();
      return Answer.of(
          Map.of("stopped", stopped),
          terminal ->
              terminal.line(
                  stopped
                      ? "The local cloud is stopped; its data stay."
                      : "The local cloud was not running."));
    }
  }

  /** Says whether it runs, and where. */
  @Command(name = "status", description = "Say whether the local cloud runs, and where.")
  public static final class StatusOf extends SessionCommand {
    private final LocalService service;

    public StatusOf(Session session, LocalService service) {
      super(session);
      this.service = service;
    }

    @Override
    protected Answer answer() {
      Optional<LocalEndpoints> running = service.running();
      return new Answer(
          running.isPresent() ? ExitCode.OK : ExitCode.UNREACHABLE,
          Status.of(running),
          terminal ->
              running.ifPresentOrElse(
                  endpoints -> print(terminal, endpoints, service),
                  () ->
                      terminal.line(
                          "The local cloud is not running."
                              + " Start it with \"headrace local start\".")));
    }
  }

  /** Prints its settings for a shell. */
  @Command(
      name = "env",
      description = "Print the settings that point clients here: eval \"$$(headrace local env)\"")
  public static final class Env extends SessionCommand {
    private final LocalService service;

    public Env(Session session, LocalService service) {
      super(session);
      this.service = service;
    }

    @Override
    protected Answer answer() {
      LocalEndpoints endpoints = service.running().orElseThrow(LocalCommand::notRunning);
      Map<String, String> variables = LocalVariables.of(endpoints);
      return Answer.of(
          variables,
          terminal ->
              variables.forEach(
                  (name, value) ->
                      terminal.line("export " + name + "='" + value.replace("'", "'\\''") + "'")));
    }
  }
}
