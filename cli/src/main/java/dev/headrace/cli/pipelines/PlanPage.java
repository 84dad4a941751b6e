package dev.headrace.cli.pipelines;

import dev.headrace.cli.terminal.Ink;
import dev.headrace.cli.terminal.Table;
import dev.headrace.cli.terminal.Table.Cell;
import dev.headrace.cli.terminal.Table.Column;
import dev.headrace.cli.terminal.Terminal;
import dev.headrace.cli.terminal.Wording;
import dev.headrace.job.JobInput;
import dev.headrace.job.JobSpec;
import dev.headrace.job.JobWork;
import dev.headrace.json.Json;
import dev.headrace.run.StageRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A plan for people. */
record PlanPage(Plan plan, boolean jobs) {
  void print(Terminal terminal) {
    terminal.line(
        terminal.ink(Ink.STRONG, plan.definition().pipeline().name().value())
            + "  "
            + terminal.ink(Ink.DIM, "definition " + Wording.hash(Json.hash(plan.definition()))));
    terminal.line(against());
    plan.changes().ifPresent(changes -> changes.forEach(c -> terminal.line("  " + c)));
    terminal.gap();
    if (plan.intervals().isEmpty()) {
      terminal.line("It has no schedule: it runs only when it is asked to.");
      return;
    }
    terminal.table(intervals());
    reasons(terminal);
    if (jobs) {
      plan.intervals().forEach(planned -> jobs(terminal, planned));
    }
  }

  private String against() {
    Standing standing = plan.standing();
    if (standing.unreachable().isPresent()) {
      return "Planned as for an empty environment: " + standing.unreachable().get();
    }
    if (plan.changes().isEmpty()) {
      return "Not deployed in " + standing.environment() + " yet.";
    }
    return plan.changes().get().isEmpty()
        ? "Nothing differs from what is deployed in " + standing.environment() + "."
        : "A deploy to " + standing.environment() + " would change:";
  }

  private Table intervals() {
    Table table =
        Table.of(
            Column.words("INTERVAL"),
            Column.words("FALLS DUE"),
            Column.numbers("HOURS"),
            Column.text("JOBS"),
            Column.text("SKIPPED"));
    for (Plan.Planned planned : plan.intervals()) {
      var interval = planned.rehearsed().run().interval();
      table.row(
          Cell.of(interval.key()),
          Cell.of(planned.due().map(Wording::minute).orElse("never: gap: skip")),
          Cell.of(interval.length().toHours()),
          Cell.of(
              Wording.list(
                  planned.rehearsed().jobs().stream().map(j -> j.attempt().stage()).toList())),
          new Cell(
              String.join(
                  ", ", planned.rehearsed().skipped().stream().map(s -> s.name().value()).toList()),
              Ink.DIM));
    }
    return table;
  }

  /** Why stages are skipped, each reason once. */
  private void reasons(Terminal terminal) {
    Map<String, String> reasons = new LinkedHashMap<>();
    for (Plan.Planned planned : plan.intervals()) {
      for (StageRun stage : planned.rehearsed().skipped()) {
        reasons.merge(
            stage.reason(),
            stage.name().value(),
            (all, one) -> List.of(all.split(", ", -1)).contains(one) ? all : all + ", " + one);
      }
    }
    terminal.gap();
    if (!reasons.isEmpty()) {
      reasons.forEach((reason, stages) -> terminal.line("skipped: " + stages + ": " + reason));
    }
    plan.placed().lines().forEach(line -> terminal.line("on cluster " + line));
    terminal.line(
        terminal.ink(
            Ink.DIM,
            "Taken for granted: all files land, all jobs succeed, and the first model of a name is"
                + " promoted."));
  }

  private static void jobs(Terminal terminal, Plan.Planned planned) {
    terminal.gap();
    terminal.line(
        terminal.ink(Ink.STRONG, "Jobs of " + planned.rehearsed().run().interval().key()));
    Table table =
        Table.of(
            Column.words("  STAGE"),
            Column.text("READS"),
            Column.text("DOES"),
            Column.words("JOB"));
    for (JobSpec spec : planned.rehearsed().jobs()) {
      table.row(
          Cell.of("  " + spec.attempt().stage()),
          Cell.of(String.join(", ", spec.inputs().values().stream().map(PlanPage::read).toList())),
          Cell.of(spec.work().match(new Does())),
          new Cell(spec.job().value(), Ink.DIM));
    }
    terminal.table(table);
  }

  private static String read(JobInput input) {
    return input.match(
        new JobInput.Cases<String>() {
          @Override
          public String files(JobInput.Files files) {
            return String.join(", ", files.files().stream().map(f -> f.uri()).toList());
          }

          @Override
          public String rows(JobInput.Rows rows) {
            List<String> keys = rows.keys();
            String last = keys.get(keys.size() - 1);
            return rows.table()
                + (keys.size() == 1 ? " of " + last : " from " + keys.get(0) + " to " + last);
          }
        });
  }

  private static final class Does implements JobWork.Cases<String> {
    @Override
    public String sql(JobWork.Sql work) {
      return file(work.sql()) + ", writes " + work.output().table().name();
    }

    @Override
    public String snapshot(JobWork.Snapshot work) {
      return "exports rows to train " + work.model();
    }

    @Override
    public String train(JobWork.Train work) {
      return file(work.script()) + ", trains " + work.model();
    }

    @Override
    public String grade(JobWork.Grade work) {
      return "grades " + work.model() + ", promotes it or says why not";
    }

    @Override
    public String score(JobWork.Score work) {
      return "scores with "
          + work.model()
          + " "
          + work.version().version()
          + ", writes "
          + work.output().table().name();
    }

    @Override
    public String transform(JobWork.Transform work) {
      return work.className()
          + " of "
          + file(work.jar())
          + ", writes "
          + work.output().table().name();
    }

    @Override
    public String main(JobWork.Main work) {
      return "main of " + work.className() + " of " + file(work.jar());
    }

    @Override
    public String python(JobWork.Python work) {
      return file(work.script()) + ", writes " + work.output().table().name();
    }

    @Override
    public String load(JobWork.Load work) {
      return "loads " + work.table() + " into " + work.dataset() + "." + work.into();
    }

    private static String file(String uri) {
      return uri.substring(uri.lastIndexOf('/') + 1);
    }
  }
}
