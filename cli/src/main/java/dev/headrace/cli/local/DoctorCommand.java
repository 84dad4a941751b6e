package dev.headrace.cli.local;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import dev.headrace.cli.terminal.Ink;
import dev.headrace.cli.terminal.Table;
import dev.headrace.cli.terminal.Table.Cell;
import dev.headrace.cli.terminal.Table.Column;
import dev.headrace.cli.terminal.Terminal;
import dev.headrace.cli.terminal.Wording;
import dev.headrace.store.StoreRefusedException;
import dev.headrace.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** Looks at what this machine has, and says what to do about what it has not. */
@Command(
    name = "doctor",
    description =
        "Check what this machine has: Java, Python, memory, disk, ports. Tells of events that could"
            + " not be served.")
public final class DoctorCommand extends SessionCommand {
  private final Checkup checkup;

  public DoctorCommand(Session session, Checkup checkup) {
    super(session);
    this.checkup = checkup;
  }

  @Override
  protected Answer answer() {
    List<Checkup.Finding> findings = new ArrayList<>(checkup.findings());
    refusedEvents().ifPresent(findings::add);
    boolean well = findings.stream().allMatch(Checkup.Finding::well);
    return new Answer(
        well ? ExitCode.OK : ExitCode.UNREACHABLE, findings, terminal -> print(terminal, findings));
  }

  /** Where the environment can be asked, and only if there is something to look at. */
  private Optional<Checkup.Finding> refusedEvents() {
    List<String> kept;
    try {
      kept = session().environment().engine().refusedEvents().names();
    } catch (Failure | StoreUnavailableException | StoreRefusedException e) {
      return Optional.empty();
    }
    return kept.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Checkup.Finding(
                "events",
                false,
                Wording.count(kept.size(), "event") + " could not be served",
                "The reason stands in the control bucket, the newest in "
                    + kept.get(kept.size() - 1)
                    + ". Delete it once it is looked at."));
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
