package dev.headrace.cli.runs;

import dev.headrace.cli.pipelines.PlacedStages;
import dev.headrace.cli.terminal.Ink;
import dev.headrace.cli.terminal.Table;
import dev.headrace.cli.terminal.Table.Cell;
import dev.headrace.cli.terminal.Table.Column;
import dev.headrace.cli.terminal.Terminal;
import dev.headrace.cli.terminal.Wording;
import dev.headrace.engine.RunUsage;
import dev.headrace.job.Outcome;
import dev.headrace.notify.Notification;
import dev.headrace.run.Attempt;
import dev.headrace.run.Note;
import dev.headrace.run.Run;
import dev.headrace.run.StageRun;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;

/** A run for people, section by section; a section without content is left out. */
record RunPage(
    Run run,
    SortedMap<String, String> jobs,
    PlacedStages placed,
    Optional<RunUsage> usage,
    List<Notification> told,
    Look look) {
  private static final int NOTES = 12;

  void print(Terminal terminal) {
    head(terminal);
    section(terminal, "Stages", stages());
    if (run.stages().stream().anyMatch(s -> s.attempt() > 0)) {
      section(terminal, "Attempts", attempts());
    }
    usage.ifPresent(known -> section(terminal, "Usage", usage(known)));
    if (!run.inputs().isEmpty()) {
      section(terminal, "Inputs", inputs());
    }
    if (outcomes().stream().anyMatch(o -> !o.expectations().isEmpty())) {
      section(terminal, "Expectations", expectations());
    }
    if (outcomes().stream().anyMatch(o -> !o.measures().isEmpty())) {
      section(terminal, "Measures", measures());
    }
    outcomes().stream().flatMap(o -> o.model().stream()).forEach(model -> model(terminal, model));
    history(terminal);
  }

  private void head(Terminal terminal) {
    Cell state = Look.state(run.state());
    terminal.line(
        terminal.ink(Ink.STRONG, run.key().toString())
            + "  "
            + terminal.ink(state.ink(), state.text())
            + (run.reason().isEmpty() ? "" : ": " + run.reason()));
    Table facts = Table.of(Column.words(""), Column.text(""));
    facts.row("  interval", run.interval().start() + " to " + run.interval().end());
    facts.row("  epoch", run.epoch() + ", by " + Wording.word(run.trigger()));
    facts.row("  definition", Wording.hash(run.definition()));
    facts.row("  created", Wording.minute(run.createdAt()));
    run.startedAt().ifPresent(at -> facts.row("  started", Wording.minute(at)));
    run.endedAt().ifPresent(at -> facts.row("  ended", Wording.minute(at)));
    look.took(run).ifPresent(took -> facts.row("  took", Wording.duration(took)));
    run.champions()
        .forEach((name, version) -> facts.row("  scores with", name + " " + version.version()));
    placed.lines().forEach(line -> facts.row("  on cluster", line));
    run.warnings().forEach(warning -> facts.row("  warning", warning));
    told.forEach(notification -> facts.row("  told", Told.line(notification)));
    terminal.table(facts);
  }

  private static void section(Terminal terminal, String title, Table table) {
    terminal.gap();
    terminal.line(terminal.ink(Ink.STRONG, title));
    terminal.table(table);
  }

  private static Table usage(RunUsage usage) {
    Table table =
        Table.of(
            Column.words("  ATTEMPT"),
            Column.numbers("DCU SECONDS"),
            Column.numbers("SHUFFLE GB SECONDS"),
            Column.text("LOG"));
    usage
        .attempts()
        .forEach(
            (attempt, took) ->
                table.row(
                    "  " + attempt,
                    took.milliDcuSeconds().map(RunPage::thousandths).orElse("not told"),
                    took.shuffleGbSeconds().map(Wording::number).orElse("not told"),
                    took.log().orElse("")));
    return table;
  }

  private static String thousandths(long milli) {
    return String.format(Locale.ROOT, "%,.1f", milli / 1000.0);
  }

  private Table stages() {
    Table table =
        Table.of(
            Column.words("  STAGE"),
            Column.words("STATE"),
            Column.numbers("TOOK"),
            Column.numbers("IN"),
            Column.numbers("OUT"),
            Column.numbers("QUARANTINED"),
            Column.text("REASON"));
    for (StageRun stage : run.stages()) {
      Outcome.Rows rows = stage.outcome().map(Outcome::rows).orElse(Outcome.Rows.NONE);
      boolean counted = stage.outcome().isPresent();
      table.row(
          Cell.of("  " + stage.name()),
          Look.state(stage.state()),
          Cell.of(look.took(stage).map(Wording::duration).orElse("")),
          Cell.of(counted ? Wording.number(rows.in()) : ""),
          Cell.of(
              counted
                  ? Wording.number(rows.out())
                  : stage.current().flatMap(Attempt::rows).map(Wording::number).orElse("")),
          Cell.of(counted ? Wording.number(rows.quarantined()) : ""),
          Cell.of(stage.reason()));
    }
    return table;
  }

  private Table attempts() {
    Table table =
        Table.of(
            Column.words("  ATTEMPT"),
            Column.words("INTENDED"),
            Column.numbers("TOOK"),
            Column.words("CLASS"),
            Column.text("MESSAGE"),
            Column.words("JOB"));
    for (StageRun stage : run.stages()) {
      for (Attempt attempt : stage.attempts()) {
        String name = stage.name() + "/" + attempt.number();
        table.row(
            Cell.of("  " + name),
            Cell.of(Wording.minute(attempt.intendedAt())),
            Cell.of(Wording.duration(look.took(attempt))),
            new Cell(attempt.errorClass().map(Wording::word).orElse(""), Ink.BAD),
            Cell.of(attempt.message()),
            new Cell(jobs.getOrDefault(name, ""), Ink.DIM));
      }
    }
    return table;
  }

  private Table inputs() {
    Table table =
        Table.of(
            Column.words("  INPUT"),
            Column.numbers("FILES"),
            Column.numbers("BYTES"),
            Column.text("MISSING"));
    run.inputs()
        .forEach(
            (name, report) ->
                table.row(
                    "  " + name,
                    Wording.number(report.files().size()),
                    Wording.number(report.files().stream().mapToLong(f -> f.bytes()).sum()),
                    String.join(", ", report.missing())));
    return table;
  }

  private List<Outcome> outcomes() {
    return run.stages().stream().flatMap(stage -> stage.outcome().stream()).toList();
  }

  private Table expectations() {
    Table table =
        Table.of(
            Column.words("  STAGE"),
            Column.words("EXPECTATION"),
            Column.numbers("FOUND"),
            Column.text("ASKED"),
            Column.words("VERDICT"));
    for (Outcome outcome : outcomes()) {
      outcome
          .expectations()
          .forEach(
              e ->
                  table.row(
                      Cell.of("  " + outcome.attempt().stage()),
                      Cell.of(e.expectation()),
                      Cell.of(Wording.number(e.value())),
                      Cell.of(e.limit()),
                      verdict(e.verdict())));
    }
    return table;
  }

  private static Cell verdict(Outcome.Verdict verdict) {
    Ink ink =
        switch (verdict) {
          case PASSED -> Ink.GOOD;
          case WARNED, QUARANTINED -> Ink.WARNING;
          case FAILED -> Ink.BAD;
        };
    return new Cell(Wording.word(verdict), ink);
  }

  private Table measures() {
    Table table =
        Table.of(Column.words("  STAGE"), Column.words("MEASURE"), Column.numbers("VALUE"));
    for (Outcome outcome : outcomes()) {
      outcome
          .measures()
          .forEach(
              (name, value) ->
                  table.row("  " + outcome.attempt().stage(), name, Wording.number(value)));
    }
    return table;
  }

  private static void model(Terminal terminal, Outcome.ModelOutcome model) {
    String decision =
        model.promoted()
            ? terminal.ink(Ink.GOOD, "promoted")
            : terminal.ink(Ink.WARNING, "not promoted");
    terminal.gap();
    terminal.line(
        terminal.ink(Ink.STRONG, "Model " + model.model())
            + "  "
            + model.version()
            + "  "
            + decision
            + ": "
            + model.reason());
    Table facts = Table.of(Column.words(""), Column.numbers(""), Column.text(""), Column.words(""));
    model.metrics().forEach((name, value) -> facts.row("  " + name, Wording.number(value), "", ""));
    model
        .gates()
        .forEach(
            gate ->
                facts.row(
                    Cell.of("  gate " + gate.gate()),
                    Cell.of(Wording.number(gate.value())),
                    Cell.of(gate.limit()),
                    verdict(gate.verdict())));
    terminal.table(facts);
  }

  private void history(Terminal terminal) {
    List<Note> notes = run.history();
    List<Note> newest = notes.subList(Math.max(0, notes.size() - NOTES), notes.size());
    Table table = Table.of(Column.words(""), Column.text(""));
    newest.forEach(note -> table.row("  " + Wording.minute(note.at()), note.text()));
    section(
        terminal, newest.size() < notes.size() ? "History, the newest " + NOTES : "History", table);
  }
}
