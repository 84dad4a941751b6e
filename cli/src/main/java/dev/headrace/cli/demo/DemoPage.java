package dev.headrace.cli.demo;

import dev.headrace.cli.environment.LocalEndpoints;
import dev.headrace.cli.terminal.Ink;
import dev.headrace.cli.terminal.Table;
import dev.headrace.cli.terminal.Table.Cell;
import dev.headrace.cli.terminal.Table.Column;
import dev.headrace.cli.terminal.Terminal;
import dev.headrace.cli.terminal.Wording;
import java.util.Locale;
import java.util.Optional;

/** What a person sees at the end of the demo. */
final class DemoPage {
  private DemoPage() {}

  static void print(
      Terminal terminal, DemoCommand.Result result, Optional<LocalEndpoints> running) {
    terminal.gap();
    terminal.table(days(result));
    terminal.gap();
    if (!result.models().isEmpty()) {
      terminal.table(models(result));
      terminal.gap();
    }
    terminal.line(
        String.format(Locale.ROOT, "%d days in %.0f s", result.days().size(), result.seconds()));
    running.ifPresent(endpoints -> further(terminal, result, endpoints));
  }

  private static void further(
      Terminal terminal, DemoCommand.Result result, LocalEndpoints endpoints) {
    String day = result.days().get(result.days().size() - 1).day();
    terminal.gap();
    result
        .console()
        .ifPresent(
            url -> terminal.line("Console            " + terminal.ink(Ink.STRONG, url.toString())));
    terminal.line("Storage, Dataproc  " + endpoints.local());
    terminal.gap();
    terminal.line("Look further:");
    terminal.line("  ./headrace runs");
    terminal.line("  ./headrace show flights/" + day);
    terminal.line("  ./headrace explain flights 2001-01-29");
    terminal.line("The local cloud keeps running; ./headrace local stop ends it.");
  }

  private static Table days(DemoCommand.Result result) {
    Table table =
        Table.of(
            Column.words("DAY"),
            Column.words("RUN"),
            Column.numbers("LANDED"),
            Column.numbers("QUARANTINED"),
            Column.numbers("LATE"),
            Column.numbers("EXPECTED"),
            Column.words("MODEL"),
            Column.numbers("WORKED"));
    for (DayReport day : result.days()) {
      table.row(
          Cell.of(day.day()),
          Cell.of(day.state().toLowerCase(Locale.ROOT)),
          Cell.of(Wording.number(day.landed())),
          Cell.of(Wording.number(day.quarantined())),
          Cell.of(percent(day.lateShare())),
          Cell.of(percent(day.meanProbability())),
          Cell.of(day.model().orElse("none yet")),
          Cell.of(String.format(Locale.ROOT, "%.1fs", day.seconds())));
    }
    return table;
  }

  private static Table models(DemoCommand.Result result) {
    Table table =
        Table.of(
            Column.words("TRAINED"),
            Column.words("MODEL"),
            Column.numbers("AUC"),
            Column.numbers("CALIBRATION ERROR"),
            Column.words("DECISION"),
            Column.text("WHY"));
    for (ModelReport model : result.models()) {
      table.row(
          Cell.of(model.day()),
          Cell.of(model.version()),
          Cell.of(model.auc().map(Wording::number).orElse("")),
          Cell.of(model.calibrationError().map(Wording::number).orElse("")),
          Cell.of(model.promoted() ? "promoted" : "refused"),
          Cell.of(model.reason()));
    }
    return table;
  }

  private static String percent(Optional<Double> share) {
    return share.map(s -> String.format(Locale.ROOT, "%.1f %%", 100 * s)).orElse("");
  }
}
