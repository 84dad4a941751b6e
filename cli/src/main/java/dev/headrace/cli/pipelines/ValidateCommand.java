package dev.headrace.cli.pipelines;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import dev.headrace.cli.pipelines.PipelineFinder.Checked;
import dev.headrace.definition.Compilation;
import dev.headrace.definition.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Finds everything that is wrong in pipeline files. Needs no environment. */
@Command(
    name = "validate",
    description = "Check pipeline files: all problems at once. Needs no environment.")
public final class ValidateCommand extends SessionCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      defaultValue = ".",
      paramLabel = "FILE|DIR",
      description = "A pipeline file, or a folder with pipeline.yaml (here).")
  private Path path;

  public ValidateCommand(Session session) {
    super(session);
  }

  /** What {@code --json} prints. */
  record Validated(boolean valid, List<FileResult> files) {
    Validated {
      files = List.copyOf(files);
    }
  }

  record FileResult(
      String file,
      boolean valid,
      Optional<String> pipeline,
      List<Finding> problems,
      List<Finding> warnings) {
    FileResult {
      problems = List.copyOf(problems);
      warnings = List.copyOf(warnings);
    }

    static FileResult of(Checked checked) {
      return checked
          .compilation()
          .match(
              new Compilation.Cases<FileResult>() {
                @Override
                public FileResult compiled(Compilation.Compiled result) {
                  String name = result.pipeline().name().value();
                  List<Finding> warned = result.warnings().stream().map(Finding::of).toList();
                  return new FileResult(
                      checked.shown(), true, Optional.of(name), List.of(), warned);
                }

                @Override
                public FileResult refused(Compilation.Refused result) {
                  List<Finding> found = result.problems().stream().map(Finding::of).toList();
                  return new FileResult(checked.shown(), false, Optional.empty(), found, List.of());
                }
              });
    }
  }

  record Finding(int line, int column, String path, String message) {
    static Finding of(Problem problem) {
      return new Finding(problem.line(), problem.column(), problem.path(), problem.message());
    }
  }

  @Override
  protected Answer answer() {
    List<Checked> all = new PipelineFinder(session().folders()).check(path);
    List<FileResult> results = all.stream().map(FileResult::of).toList();
    boolean valid = results.stream().allMatch(FileResult::valid);
    return new Answer(
        valid ? ExitCode.OK : ExitCode.INVALID,
        new Validated(valid, results),
        terminal -> CheckedPage.print(terminal, all));
  }
}
