package dev.headrace.cli.models;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.command.Nearest;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import dev.headrace.cli.environment.Environment;
import dev.headrace.cli.terminal.Ink;
import dev.headrace.cli.terminal.Table;
import dev.headrace.cli.terminal.Table.Cell;
import dev.headrace.cli.terminal.Table.Column;
import dev.headrace.cli.terminal.Terminal;
import dev.headrace.cli.terminal.Wording;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Versions of models, and which of them led when, and why. */
@Command(name = "models", description = "List models: versions, figures, who led and why.")
public final class ModelsCommand extends SessionCommand {
  @Parameters(index = "0", arity = "0..1", paramLabel = "MODEL", description = "Only this model.")
  private String model;

  public ModelsCommand(Session session) {
    super(session);
  }

  @Override
  protected Answer answer() {
    Environment environment = session().environment();
    ModelLog log = new ModelLog(environment.lake());
    List<String> names = log.names();
    if (names.isEmpty()) {
      throw Failure.notFound(
          "There is no model in \"" + environment.name() + "\" yet.",
          "A model is made by the first run of a stage that trains.");
    }
    if (model != null && !names.contains(model)) {
      throw Failure.notFound(
          "There is no model \"" + model + "\" in \"" + environment.name() + "\".",
          "There is " + String.join(", ", names) + "." + Nearest.hint(model, names));
    }
    List<ModelLog.Model> models =
        (model == null ? names : List.of(model)).stream().map(log::read).toList();
    return Answer.of(models, terminal -> models.forEach(m -> print(terminal, m)));
  }

  private static void print(Terminal terminal, ModelLog.Model model) {
    Optional<String> leader = model.champions().stream().findFirst().map(ModelLog.Entry::version);
    terminal.line(
        terminal.ink(Ink.STRONG, model.model())
            + "  "
            + leader.map(version -> "champion " + version).orElse("no champion yet"));
    Table versions =
        Table.of(
            Column.words("  VERSION"),
            Column.words("INTERVAL"),
            Column.numbers("AUC"),
            Column.numbers("ECE"),
            Column.words("MET"),
            Column.words(""));
    for (ModelLog.Version version : model.versions()) {
      boolean leads = leader.filter(version.version()::equals).isPresent();
      versions.row(
          Cell.of("  " + version.version()),
          Cell.of(version.interval()),
          Cell.of(metric(version, "auc")),
          Cell.of(metric(version, "ece")),
          Cell.of(version.parent().orElse("")),
          new Cell(leads ? "champion" : "", Ink.GOOD));
    }
    terminal.table(versions);
    Table log =
        Table.of(
            Column.numbers("  LOG"),
            Column.words("DECIDED"),
            Column.words("VERSION"),
            Column.words("BY"),
            Column.text("REASON"));
    model
        .champions()
        .forEach(
            entry ->
                log.row(
                    "  " + entry.number(),
                    entry.decidedAt(),
                    entry.version(),
                    entry.by(),
                    entry.reason()));
    if (!model.champions().isEmpty()) {
      terminal.gap();
      terminal.table(log);
    }
    terminal.gap();
  }

  private static String metric(ModelLog.Version version, String name) {
    Double value = version.metrics().get(name);
    return value == null ? "" : Wording.number(value);
  }
}
