package dev.headrace.cli.local;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import dev.headrace.cli.terminal.Ink;
import dev.headrace.cli.terminal.Table;
import dev.headrace.cli.terminal.Table.Cell;
import dev.headrace.cli.terminal.Table.Column;
import dev.headrace.cli.terminal.Terminal;
import java.util.List;
import picocli.CommandLine.Command;

/** Looks at what this machine has, and says what to do about what it has not. */
@Command(
    name = "doctor",
    description = "Check what this machine has: Java, Python, memory, disk, ports.")
public final class DoctorCommand extends SessionCommand {
  private final Checkup checkup;

  public DoctorCommand(Session session, Checkup checkup) {
    super(session);
    this.checkup = checkup;
  }

  @Override
  protected Answer answer() {
    List<Checkup.Finding> findings = checkup.findings();
    boolean well = findings.stream().allMatch(Checkup.Finding::well);
    return new Answer(
        well ? ExitCode.OK : ExitCode.UNREACHABLE, findings, terminal -> print(terminal, findings));
  }

  private static void print(Terminal terminal, List<Checkup.Finding> findings) {
    Table table = Table.of(Column.words(""), Column.words(""), Column.words(""));
    findings.forEach(
        finding ->
            table.row(
                new Cell(finding.well() ? "ok" : "bad", finding.well() ? Ink.GOOD : Ink.BAD),
                Cell.of(finding.what()),
                Cell.of(finding.found())));
    terminal.table(table);
    findings.stream()
        .filter(finding -> !finding.well())
        .forEach(finding -> terminal.line(finding.what() + ": " + finding.remedy()));
  }
}
