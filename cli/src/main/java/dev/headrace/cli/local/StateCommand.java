package dev.headrace.cli.local;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import dev.headrace.local.archive.StateArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Carries the state of the local cloud to a file or folder and back. */
public abstract class StateCommand extends SessionCommand {
  private static final double MIB = 1024.0 * 1024.0;

  private final LocalService service;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "The state that was started with --dir, instead of the usual one.")
  private Optional<Path> dir = Optional.empty();

  StateCommand(Session session, LocalService service) {
    super(session);
    this.service = service;
  }

  /** What is done with the state while nothing runs over it. */
  abstract StateArchive.Carried carry(Path state) throws IOException;

  final Path at(Path given) {
    return session().folders().working().resolve(given).normalize();
  }

  final Answer answer(String verb, Path archive) {
    if (service.running().isPresent()) {
      throw new Failure(
          ExitCode.FAILED,
          "The local cloud is running.",
          "Its state changes while it runs.",
          "Stop it with \"headrace local stop\", then run the same command again.");
    }
    Path state = dir.map(this::at).orElse(session().folders().local());
    try {
      StateArchive.Carried carried = carry(state);
      String shown = session().folders().shown(archive);
      return Answer.of(
          json(verb, archive, carried),
          terminal ->
              terminal.line(
                  String.format(
                      Locale.ROOT,
                      "%s %s: %,d files, %.1f MiB.",
                      verb,
                      shown,
                      carried.files(),
                      carried.bytes() / MIB)));
    } catch (IOException refused) {
      throw new Failure(
          ExitCode.FAILED,
          String.valueOf(refused.getMessage()),
          "Nothing was changed.",
          "See \"headrace local " + spelled() + " --help\".",
          refused);
    }
  }

  abstract String spelled();

  private static Map<String, Object> json(String verb, Path archive, StateArchive.Carried carried) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(verb.toLowerCase(Locale.ROOT), archive.toString());
    json.put("files", carried.files());
    json.put("bytes", carried.bytes());
    return json;
  }

  /** Writes it. */
  @Command(
      name = "export",
      description =
          "Write the whole state of the local cloud, which must not run, to a file that ends in"
              + " .zip, or to a folder.")
  public static final class Export extends StateCommand {
    @Parameters(paramLabel = "FILE|DIR", description = "Where to; there must be nothing yet.")
    private Path target;

    public Export(Session session, LocalService service) {
      super(session, service);
    }

    @Override
    protected Answer answer() {
      return answer("Exported", at(target));
    }

    @Override
    StateArchive.Carried carry(Path state) throws IOException {
      return StateArchive.write(state, at(target));
    }

    @Override
    String spelled() {
      return "export";
    }
  }

  /** Reads it. */
  @Command(
      name = "import",
      description =
          "Take over the whole state of an export; there must be no state here yet. All of it is"
              + " taken or nothing.")
  public static final class Import extends StateCommand {
    @Parameters(paramLabel = "FILE|DIR", description = "What export wrote.")
    private Path source;

    public Import(Session session, LocalService service) {
      super(session, service);
    }

    @Override
    protected Answer answer() {
      return answer("Imported", at(source));
    }

    @Override
    StateArchive.Carried carry(Path state) throws IOException {
      return StateArchive.read(at(source), state);
    }

    @Override
    String spelled() {
      return "import";
    }
  }
}
