package dev.headrace.cli.command;

import dev.headrace.cli.environment.Environment;
import dev.headrace.cli.environment.Environments;
import dev.headrace.cli.terminal.Ink;
import dev.headrace.cli.terminal.Terminal;
import dev.headrace.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** One call of the command: its options, the terminal, and the way to an environment. */
public final class Session {
  private final GlobalOptions options;
  private final Terminal terminal;
  private final Environments environments;
  private final Folders folders;

  public Session(
      GlobalOptions options, Terminal terminal, Environments environments, Folders folders) {
    this.options = options;
    this.terminal = terminal;
    this.environments = environments;
    this.folders = folders;
  }

  public GlobalOptions options() {
    return options;
  }

  /** Where things are on this machine. */
  public Folders folders() {
    return folders;
  }

  /** The terminal, as the options want it. */
  public Terminal terminal() {
    return options.plain() || options.json() ? terminal.plain() : terminal;
  }

  /** The environment that the options name. */
  public Environment environment() {
    return environments.open(options.environment(), environmentsFile(Optional.empty()));
  }

  /** The same, for a command on a pipeline file: its folder may hold the file of environments. */
  public Environment environmentBeside(Path pipelineFile) {
    return environments.open(options.environment(), environmentsFile(Optional.of(pipelineFile)));
  }

  private Path environmentsFile(Optional<Path> pipelineFile) {
    return options
        .file()
        .map(folders.working()::resolve)
        .or(
            () ->
                pipelineFile
                    .map(file -> file.resolveSibling(Folders.ENVIRONMENTS))
                    .filter(Files::exists))
        .orElseGet(() -> folders.working().resolve(Folders.ENVIRONMENTS));
  }

  /** Prints the answer as the options want it. */
  public int answer(Answer answer) {
    if (options.json()) {
      terminal.line(Json.pretty(answer.json()));
    } else {
      answer.text().accept(terminal());
    }
    terminal.flush();
    return answer.exit().number();
  }

  /** Says on the side what is being done, if that was asked for. */
  public void doing(String what) {
    if (options.verbose()) {
      terminal().aside(terminal().ink(Ink.DIM, what));
    }
  }

  /** Prints why the command cannot do what it was asked for. */
  public int fail(Throwable thrown) {
    Failure failure = Failures.of(thrown);
    if (options.json()) {
      terminal.line(Json.pretty(Map.of("error", parts(failure))));
    } else {
      Terminal to = terminal();
      to.aside(to.ink(Ink.BAD, "headrace: ") + failure.problem());
      failure.reason().lines().forEach(line -> to.aside("  " + line));
      to.aside("  " + failure.remedy());
    }
    if (options.debug()) {
      terminal.aside(thrown);
    }
    terminal.flush();
    return failure.exit().number();
  }

  private static Map<String, Object> parts(Failure failure) {
    Map<String, Object> parts = new LinkedHashMap<>();
    parts.put("problem", failure.problem());
    parts.put("reason", failure.reason());
    parts.put("remedy", failure.remedy());
    parts.put("exit", failure.exit().number());
    return parts;
  }
}
