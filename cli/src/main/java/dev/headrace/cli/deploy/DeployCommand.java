package dev.headrace.cli.deploy;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import dev.headrace.cli.deploy.Deployer.Deployed;
import dev.headrace.cli.server.Installation;
import dev.headrace.cli.terminal.Ink;
import dev.headrace.cli.terminal.Terminal;
import dev.headrace.cli.terminal.Wording;
import dev.headrace.definition.Compilation;
import dev.headrace.definition.PipelineFiles;
import dev.headrace.definition.Problem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Puts a pipeline in force. */
@Command(
    name = "deploy",
    description = "Put a pipeline in force: its code, its definition and its schedule.")
public final class DeployCommand extends SessionCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      defaultValue = ".",
      paramLabel = "FILE|DIR",
      description = "A pipeline file, or a folder with pipeline.yaml (here).")
  private Path path;

  public DeployCommand(Session session) {
    super(session);
  }

  @Override
  protected Answer answer() {
    Path given = session().folders().working().resolve(path).normalize();
    Path file = Files.isDirectory(given) ? given.resolve("pipeline.yaml") : given;
    Compilation.Compiled compiled = compiled(file);
    Deployed deployed =
        new Deployer(session().environmentBeside(file), Installation.of(session().folders()))
            .deploy(compiled.pipeline(), compiled.files(), file.getParent());
    return Answer.of(deployed, terminal -> print(terminal, deployed));
  }

  /**
   * The compiled file.
   *
   * @throws Failure with every problem of the file
   */
  public static Compilation.Compiled compiled(Path file) {
    return PipelineFiles.compile(file)
        .match(
            new Compilation.Cases<Compilation.Compiled>() {
              @Override
              public Compilation.Compiled compiled(Compilation.Compiled result) {
                return result;
              }

              @Override
              public Compilation.Compiled refused(Compilation.Refused result) {
                String problems =
                    result.problems().stream()
                        .map(Problem::toString)
                        .collect(Collectors.joining("\n"));
                throw new Failure(
                    ExitCode.INVALID,
                    "The pipeline file has "
                        + Wording.count(result.problems().size(), "problem")
                        + ".",
                    problems,
                    "Nothing was deployed.");
              }
            });
  }

  private static void print(Terminal terminal, Deployed deployed) {
    terminal.line(
        terminal.ink(Ink.STRONG, deployed.pipeline())
            + (deployed.changed() ? "  deployed, definition " : "  unchanged, definition ")
            + Wording.hash(deployed.definition()));
    if (!deployed.uploaded().isEmpty()) {
      terminal.line("  uploaded " + Wording.list(deployed.uploaded()));
    }
    terminal.line("  " + deployed.schedule());
  }
}
