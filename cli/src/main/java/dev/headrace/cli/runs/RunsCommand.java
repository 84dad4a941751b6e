package dev.headrace.cli.runs;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import dev.headrace.cli.environment.Environment;
import dev.headrace.cli.terminal.Ink;
import dev.headrace.cli.terminal.Table;
import dev.headrace.cli.terminal.Table.Cell;
import dev.headrace.cli.terminal.Table.Column;
import dev.headrace.cli.terminal.Terminal;
import dev.headrace.cli.terminal.Wording;
import dev.headrace.engine.Deployments;
import dev.headrace.engine.Engine;
import dev.headrace.pipeline.StageName;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The newest runs of one pipeline or of all, stage by stage. */
@Command(name = "runs", description = "List runs, stage by stage.")
public final class RunsCommand extends SessionCommand {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "PIPELINE",
      description = "Only this pipeline.")
  private String pipeline;

  @Option(
      names = "--last",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many of each pipeline, the newest intervals (${DEFAULT-VALUE}).")
  private int last;

  public RunsCommand(Session session) {
    super(session);
  }

  /** A pipeline with its newest runs, newest first, as {@code --json} prints it. */
  record Listing(
      String pipeline,
      String definition,
      boolean paused,
      int total,
      List<RunLine> runs,
      List<Run> full) {
    Listing {
      runs = List.copyOf(runs);
      full = List.copyOf(full);
    }
  }

  /** What {@code --json} prints of a run; {@code show} prints the rest. */
  record RunLine(
      String interval,
      int epoch,
      String state,
      String reason,
      Optional<Instant> startedAt,
      Optional<Instant> endedAt,
      List<StageLine> stages) {
    RunLine {
      stages = List.copyOf(stages);
    }

    static RunLine of(Run run) {
      return new RunLine(
          run.interval().key(),
          run.epoch(),
          run.state().name(),
          run.reason(),
          run.startedAt(),
          run.endedAt(),
          run.stages().stream()
              .map(s -> new StageLine(s.name().value(), s.state().name(), s.attempt(), s.reason()))
              .toList());
    }
  }

  record StageLine(String stage, String state, int attempts, String reason) {}

  @Override
  protected Answer answer() {
    Environment environment = session().environment();
    Deployed deployed = Deployed.in(environment);
    List<Deployments.Deployed> wanted =
        pipeline == null ? all(deployed) : List.of(deployed.pipeline(pipeline));
    List<Listing> listings = wanted.stream().map(d -> listing(deployed.engine(), d)).toList();
    Look look = new Look(environment.clock().instant());
    return Answer.of(
        listings.stream().map(RunsCommand::json).toList(),
        terminal -> listings.forEach(listing -> print(terminal, look, listing)));
  }

  /** One survey serves both: what can be listed, and what is named because it cannot. */
  private List<Deployments.Deployed> all(Deployed deployed) {
    Deployments.Survey survey = deployed.survey();
    survey
        .corrupt()
        .forEach(problem -> session().terminal().aside("headrace: " + problem.getMessage()));
    return survey.deployed();
  }

  private Listing listing(Engine engine, Deployments.Deployed deployed) {
    List<RunKey> keys = engine.runs(deployed.name());
    List<Run> newest =
        keys.subList(Math.max(0, keys.size() - last), keys.size()).parallelStream()
            .map(key -> engine.run(key).orElse(null))
            .filter(Objects::nonNull)
            .toList();
    List<Run> runs = new ArrayList<>(newest);
    Collections.reverse(runs);
    return new Listing(
        deployed.name().value(),
        deployed.deployment().definition(),
        deployed.deployment().paused(),
        keys.size(),
        runs.stream().map(RunLine::of).toList(),
        runs);
  }

  private static Object json(Listing listing) {
    record Json(
        String pipeline, String definition, boolean paused, int total, List<RunLine> runs) {}
    return new Json(
        listing.pipeline(),
        listing.definition(),
        listing.paused(),
        listing.total(),
        listing.runs());
  }

  private static void print(Terminal terminal, Look look, Listing listing) {
    List<Run> runs = listing.full();
    String shown =
        listing.total() > runs.size()
            ? "the newest " + runs.size() + " of " + Wording.count(listing.total(), "run")
            : Wording.count(listing.total(), "run");
    terminal.line(
        terminal.ink(Ink.STRONG, listing.pipeline())
            + "  "
            + shown
            + (listing.paused() ? "  " + terminal.ink(Ink.WARNING, "paused") : "")
            + "  "
            + terminal.ink(Ink.DIM, "definition " + Wording.hash(listing.definition())));
    if (!runs.isEmpty()) {
      terminal.table(table(look, runs));
    }
    terminal.gap();
  }

  private static Table table(Look look, List<Run> runs) {
    Set<StageName> stages = new LinkedHashSet<>();
    runs.forEach(run -> run.stages().forEach(stage -> stages.add(stage.name())));
    List<Column> columns = new ArrayList<>();
    columns.add(Column.words("INTERVAL"));
    columns.add(Column.words("STATE"));
    stages.forEach(stage -> columns.add(Column.text(stage.value())));
    columns.add(Column.words("STARTED"));
    columns.add(Column.numbers("TOOK"));
    columns.add(Column.text("REASON"));
    Table table = Table.of(columns);
    runs.forEach(run -> table.row(row(look, run, stages)));
    return table;
  }

  private static List<Cell> row(Look look, Run run, Set<StageName> stages) {
    List<Cell> cells = new ArrayList<>();
    String again = run.epoch() > 1 ? " (epoch " + run.epoch() + ")" : "";
    cells.add(Cell.of(run.interval().key() + again));
    cells.add(Look.state(run.state()));
    for (StageName stage : stages) {
      cells.add(run.has(stage) ? look.brief(run.stage(stage)) : Cell.of(""));
    }
    cells.add(Cell.of(run.startedAt().map(Wording::minute).orElse("")));
    cells.add(Cell.of(look.took(run).map(Wording::duration).orElse("")));
    cells.add(Cell.of(run.reason()));
    return cells;
  }
}
