package dev.headrace.cli;

import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Folders;
import dev.headrace.cli.command.Nearest;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.demo.DemoCommand;
import dev.headrace.cli.deploy.DeployCommand;
import dev.headrace.cli.deploy.PackageCommand;
import dev.headrace.cli.environment.Environments;
import dev.headrace.cli.local.Checkup;
import dev.headrace.cli.local.ClockCommand;
import dev.headrace.cli.local.ConsoleCommand;
import dev.headrace.cli.local.DoctorCommand;
import dev.headrace.cli.local.LocalCommand;
import dev.headrace.cli.local.LocalService;
import dev.headrace.cli.local.StateCommand;
import dev.headrace.cli.models.ModelsCommand;
import dev.headrace.cli.pipelines.PlanCommand;
import dev.headrace.cli.pipelines.ValidateCommand;
import dev.headrace.cli.runs.CancelCommand;
import dev.headrace.cli.runs.ExplainCommand;
import dev.headrace.cli.runs.PauseCommand;
import dev.headrace.cli.runs.RerunCommand;
import dev.headrace.cli.runs.RunCommand;
import dev.headrace.cli.runs.RunsCommand;
import dev.headrace.cli.runs.ShowCommand;
import dev.headrace.cli.terminal.Ink;
import dev.headrace.cli.terminal.Terminal;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command: every subcommand over one terminal and one way to environments. */
public final class Headrace {
  private final Terminal terminal;
  private final Session session;
  private final CommandLine line;

  public Headrace(
      Terminal terminal,
      Folders folders,
      Environments environments,
      LocalService service,
      Checkup checkup) {
    this.terminal = terminal;
    Root root = new Root();
    this.session = new Session(root.options(), terminal, environments, folders);
    this.line = new CommandLine(root);
    List.of(
            new DemoCommand(session),
            new ValidateCommand(session),
            new PlanCommand(session),
            new PackageCommand(session),
            new DeployCommand(session),
            new RunCommand(session),
            new RunsCommand(session),
            new ShowCommand(session),
            new ExplainCommand(session),
            new CancelCommand(session),
            new RerunCommand(session),
            new PauseCommand.Pause(session),
            new PauseCommand.Resume(session),
            new ModelsCommand(session),
            local(service),
            new ConsoleCommand(session),
            new DoctorCommand(session, service, checkup),
            new Completion(session))
        .forEach(line::addSubcommand);
    // "local" is a command, and the name of an environment.
    line.setAllowSubcommandsAsOptionParameters(true);
    line.setOut(terminal.out());
    line.setErr(terminal.err());
    line.setColorScheme(
        CommandLine.Help.defaultColorScheme(terminal.coloured() ? Ansi.ON : Ansi.OFF));
    line.getCommandSpec()
        .usageMessage()
        .exitCodeListHeading("%nExit codes:%n")
        .exitCodeList(ExitCode.forHelp());
    line.setParameterExceptionHandler((wrong, arguments) -> misused(wrong));
    line.setExecutionExceptionHandler((thrown, command, parsed) -> session.fail(thrown));
    line.setExitCodeExceptionMapper(thrown -> ExitCode.FAILED.number());
  }

  private CommandLine local(LocalService service) {
    CommandLine local = new CommandLine(new LocalCommand());
    List.of(
            new LocalCommand.Start(session, service),
            new LocalCommand.Stop(session, service),
            new LocalCommand.StatusOf(session, service),
            new LocalCommand.Env(session, service),
            new StateCommand.Export(session, service),
            new StateCommand.Import(session, service),
            clock(session, service))
        .forEach(local::addSubcommand);
    return local;
  }

  private static CommandLine clock(Session session, LocalService service) {
    CommandLine clock = new CommandLine(new ClockCommand(session, service));
    List.of(
            new ClockCommand.SetTo(session, service),
            new ClockCommand.Step(session, service),
            new ClockCommand.Freeze(session, service),
            new ClockCommand.LetRun(session, service))
        .forEach(clock::addSubcommand);
    return clock;
  }

  /** Every command with its options, as {@code --help} shows them. */
  CommandSpec commands() {
    return line.getCommandSpec();
  }

  /** Runs one command line; gives its exit code. */
  public int run(String... arguments) {
    int exit = line.execute(arguments);
    terminal.flush();
    return exit;
  }

  private int misused(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    terminal.aside(terminal.ink(Ink.BAD, "headrace: ") + problem(wrong, command));
    terminal.aside(
        "  \"" + command.getCommandSpec().qualifiedName() + " --help\" shows how it is used.");
    return ExitCode.USAGE.number();
  }

  private static String problem(ParameterException wrong, CommandLine command) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      String word = unmatched.getUnmatched().get(0);
      boolean option = word.startsWith("-");
      boolean leaf = command.getSubcommands().isEmpty();
      Collection<String> known =
          option
              ? command.getCommandSpec().optionsMap().keySet()
              : command.getSubcommands().keySet();
      String what = option ? "There is no option \"" : "There is no command \"";
      return (leaf && !option ? "One argument is too many: \"" : what)
          + word
          + (leaf && !option ? "\"." : "\"." + Nearest.hint(word, known));
    }
    return wrong.getMessage();
  }
}
