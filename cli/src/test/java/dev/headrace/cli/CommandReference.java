package dev.headrace.cli;

import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.SessionCommand;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The command-line reference, as Markdown, from the model that parses the command line. */
record CommandReference(CommandSpec root) {
  private static final String INTRODUCTION =
      """
      # The command line

      `./headrace COMMAND` finds Java, builds what has changed, and runs the command. This page is
      generated from the model that parses the command line; `headrace COMMAND --help` prints the
      same.

      A **RUN** is written `pipeline/interval`, such as `flights/2001-01-07`, or the interval alone
      where one pipeline is deployed. Text is for people; `--json` prints the same data for
      programs, errors included, on standard output. Progress goes to standard error.
      """;

  private static final String AROUND =
      """

      ## Variables

      The launcher reads these; none has to be set.

      | variable | meaning | without it |
      | --- | --- | --- |
      | `JAVA_HOME` | the Java to use | the one on `PATH` |
      | `HEADRACE_HOME` | the folder of state and logs | `.headrace` beside the launcher |
      | `HEADRACE_PYTHON` | a Python that has the packages of the trainer | an environment in `.venv`, made when one is needed |
      | `HEADRACE_MAVEN` | the Maven to build with | `./mvnw` |
      | `HEADRACE_JAVA_OPTS` | further options of Java | none |
      | `NO_COLOR` | set to anything: no colours | colours on a terminal |
      """;

  String markdown() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    page.append("\n## Options of every command\n\nBefore or after the name of the command.\n");
    page.append(options(shared(root)));
    page.append(exitCodes()).append(AROUND);
    root.subcommands().values().stream().distinct().forEach(command -> section(page, command));
    return page.toString();
  }

  private static String exitCodes() {
    return Stream.of(ExitCode.values())
        .map(code -> "| " + code.number() + " | " + code.meaning() + " |\n")
        .collect(
            Collectors.joining("", "\n## Exit codes\n\n| code | meaning |\n| ---: | --- |\n", ""));
  }

  private void section(StringBuilder page, CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    List<CommandLine> below = command.getSubcommands().values().stream().distinct().toList();
    page.append("\n## ").append(spec.qualifiedName()).append("\n\n");
    page.append(text(spec.usageMessage().description())).append("\n");
    if (spec.userObject() instanceof SessionCommand) {
      page.append("\n    ").append(synopsis(spec)).append("\n");
      page.append(parameters(spec.positionalParameters())).append(options(own(spec)));
    }
    below.forEach(deeper -> section(page, deeper));
  }

  private String synopsis(CommandSpec spec) {
    List<String> words = new ArrayList<>(List.of(spec.qualifiedName()));
    own(spec).forEach(option -> words.add("[" + written(option) + "]"));
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      boolean optional = parameter.arity().min() == 0;
      words.add(optional ? "[" + parameter.paramLabel() + "]" : parameter.paramLabel());
    }
    return String.join(" ", words);
  }

  private static String written(OptionSpec option) {
    return option.longestName() + (takesValue(option) ? " " + option.paramLabel() : "");
  }

  private static boolean takesValue(OptionSpec option) {
    return option.arity().max() > 0;
  }

  private static String parameters(List<PositionalParamSpec> parameters) {
    return rows(
        "parameter",
        parameters.stream().map(parameter -> row(parameter.paramLabel(), parameter)).toList());
  }

  private static String options(List<OptionSpec> options) {
    return rows(
        "option",
        options.stream()
            .map(
                option ->
                    row(
                        Stream.of(option.names())
                                .sorted(Comparator.comparingInt(String::length))
                                .collect(Collectors.joining(", "))
                            + (takesValue(option) ? " " + option.paramLabel() : ""),
                        option))
            .toList());
  }

  private static String rows(String what, List<String> rows) {
    return rows.isEmpty()
        ? ""
        : "\n| " + what + " | default | meaning |\n| --- | --- | --- |\n" + String.join("", rows);
  }

  private static String row(String name, ArgSpec argument) {
    String usual = argument.defaultValue() == null ? "" : "`" + argument.defaultValue() + "`";
    return "| `"
        + name.replace("|", "\\|")
        + "` | "
        + usual
        + " | "
        + text(argument.description())
        + " |\n";
  }

  private static String text(String... lines) {
    return String.join(" ", lines).replace("$$", "$").replace("%n", " ").replace("|", "\\|");
  }

  private List<OptionSpec> own(CommandSpec spec) {
    Set<String> everywhere =
        shared(root).stream().map(OptionSpec::longestName).collect(Collectors.toSet());
    return spec.options().stream()
        .filter(option -> !everywhere.contains(option.longestName()))
        .toList();
  }

  private static List<OptionSpec> shared(CommandSpec root) {
    return root.options().stream()
        .sorted(Comparator.comparing(option -> Arrays.asList(option.names()).contains("--help")))
        .toList();
  }
}
