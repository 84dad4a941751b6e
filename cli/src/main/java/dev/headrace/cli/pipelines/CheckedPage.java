package dev.headrace.cli.pipelines;

import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.pipelines.PipelineFinder.Checked;
import dev.headrace.cli.terminal.Ink;
import dev.headrace.cli.terminal.Terminal;
import dev.headrace.cli.terminal.Wording;
import dev.headrace.definition.Compilation;
import dev.headrace.definition.Problem;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.Schedule;
import java.util.List;

/** What became of pipeline files, for people. */
public final class CheckedPage {
  private CheckedPage() {}

  static void print(Terminal terminal, List<Checked> all) {
    all.forEach(checked -> print(terminal, checked));
    int problems = all.stream().mapToInt(CheckedPage::problems).sum();
    if (problems > 0) {
      terminal.gap();
      terminal.line(terminal.ink(Ink.BAD, Wording.count(problems, "problem")));
    }
  }

  private static int problems(Checked checked) {
    return checked.compilation() instanceof Compilation.Refused refused
        ? refused.problems().size()
        : 0;
  }

  private static void print(Terminal terminal, Checked checked) {
    checked
        .compilation()
        .match(
            new Compilation.Cases<Boolean>() {
              @Override
              public Boolean compiled(Compilation.Compiled result) {
                terminal.line(
                    checked.shown()
                        + "  "
                        + terminal.ink(Ink.GOOD, "ok")
                        + "  "
                        + summary(result.pipeline()));
                result.warnings().forEach(w -> terminal.line(warning(terminal, checked, w)));
                return true;
              }

              @Override
              public Boolean refused(Compilation.Refused result) {
                result.problems().forEach(p -> terminal.line(line(terminal, checked.shown(), p)));
                return false;
              }
            });
  }

  private static String warning(Terminal terminal, Checked checked, Problem warning) {
    return line(terminal, checked.shown(), warning)
        .replaceFirst("  ", "  " + terminal.ink(Ink.WARNING, "warning") + "  ");
  }

  /** One line, position first, as editors and terminals find their way by it. */
  private static String line(Terminal terminal, String file, Problem problem) {
    String position = file + ":" + problem.line() + ":" + problem.column();
    String path = problem.path().isEmpty() ? "" : problem.path() + ": ";
    return terminal.ink(Ink.STRONG, position) + "  " + path + problem.message();
  }

  private static String summary(Pipeline pipeline) {
    return pipeline.name()
        + ": "
        + Wording.count(pipeline.inputs().size(), "input")
        + ", "
        + Wording.count(pipeline.tables().size(), "table")
        + ", "
        + Wording.count(pipeline.stages().size(), "stage")
        + pipeline.schedule().map(schedule -> ", " + summary(schedule)).orElse("");
  }

  private static String summary(Schedule schedule) {
    return "every " + schedule.every().word() + " at " + schedule.at() + " " + schedule.zone();
  }

  /** The compiled pipeline of each file; a failure with all problems when a file is wrong. */
  public static List<Compilation.Compiled> allCompiled(List<Checked> all) {
    List<String> problems =
        all.stream()
            .filter(checked -> checked.compilation() instanceof Compilation.Refused)
            .flatMap(
                checked ->
                    ((Compilation.Refused) checked.compilation())
                        .problems().stream().map(problem -> plain(checked.shown(), problem)))
            .toList();
    if (!problems.isEmpty()) {
      throw new Failure(
          ExitCode.INVALID,
          "The pipeline file is wrong: " + Wording.count(problems.size(), "problem") + ".",
          String.join("\n", problems),
          "Mend them; \"headrace validate\" checks without doing anything.");
    }
    return all.stream().map(checked -> (Compilation.Compiled) checked.compilation()).toList();
  }

  private static String plain(String file, Problem problem) {
    String path = problem.path().isEmpty() ? "" : problem.path() + ": ";
    return file + ":" + problem.line() + ":" + problem.column() + "  " + path + problem.message();
  }
}
