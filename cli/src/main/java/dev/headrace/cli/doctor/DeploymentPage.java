package dev.headrace.cli.doctor;

import dev.headrace.cli.doctor.Finding.Mark;
import dev.headrace.cli.terminal.Ink;
import dev.headrace.cli.terminal.Table;
import dev.headrace.cli.terminal.Table.Cell;
import dev.headrace.cli.terminal.Table.Column;
import dev.headrace.cli.terminal.Terminal;
import dev.headrace.cli.terminal.Wording;
import java.util.List;

/** What is found of a deployment, for people: everything in a table, then what to do. */
public final class DeploymentPage {
  private DeploymentPage() {}

  public static void print(Terminal terminal, List<Finding> findings) {
    Table table = Table.of(Column.words(""), Column.words(""), Column.words(""));
    for (Finding finding : findings) {
      table.row(
          new Cell(finding.mark().word(), ink(finding.mark())),
          Cell.of(finding.what()),
          Cell.of(finding.found()));
    }
    terminal.table(table);
    findings.stream()
        .filter(finding -> finding.mark() != Mark.OK)
        .forEach(finding -> terminal.line(finding.what() + ": " + finding.remedy()));
    terminal.line(summary(findings));
  }

  private static Ink ink(Mark mark) {
    return switch (mark) {
      case OK -> Ink.GOOD;
      case BAD -> Ink.BAD;
      case UNSEEN -> Ink.WARNING;
    };
  }

  private static String summary(List<Finding> findings) {
    long bad = count(findings, Mark.BAD);
    long unseen = count(findings, Mark.UNSEEN);
    String judged = bad == 0 ? "Nothing is wrong" : Wording.count((int) bad, "problem");
    return judged + (unseen == 0 ? "." : "; " + unseen + " could not be looked at.");
  }

  private static long count(List<Finding> findings, Mark mark) {
    return findings.stream().filter(finding -> finding.mark() == mark).count();
  }
}
