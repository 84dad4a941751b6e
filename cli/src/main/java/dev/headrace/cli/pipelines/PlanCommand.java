package dev.headrace.cli.pipelines;

import dev.headrace.cli.command.Answer;
import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.command.Session;
import dev.headrace.cli.command.SessionCommand;
import dev.headrace.cli.pipelines.PipelineFinder.Checked;
import dev.headrace.cli.server.Installation;
import dev.headrace.definition.Compilation;
import dev.headrace.engine.JobSpecs;
import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.json.Json;
import dev.headrace.pipeline.Code;
import dev.headrace.pipeline.Definition;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.Schedule;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Says what would run, by the code that decides it. Changes nothing. */
@Command(
    name = "plan",
    description = "Say which intervals and jobs would run, and what a deploy would change.")
public final class PlanCommand extends SessionCommand {
  private static final int USUAL = 7;
  private static final int MOST = 400;

  @Parameters(
      index = "0",
      arity = "0..1",
      defaultValue = ".",
      paramLabel = "FILE|DIR",
      description = "A pipeline file, or a folder with pipeline.yaml (here).")
  private Path path;

  @Option(
      names = "--from",
      paramLabel = "INTERVAL",
      description = "The first interval (the next that would be decided).")
  private String from;

  @Option(
      names = "--to",
      paramLabel = "INTERVAL",
      description = "The last interval (" + USUAL + " in all).")
  private String to;

  @Option(names = "--jobs", description = "Show what every job reads and writes.")
  private boolean jobs;

  public PlanCommand(Session session) {
    super(session);
  }

  @Override
  protected Answer answer() {
    List<Checked> all = new PipelineFinder(session().folders()).check(path);
    List<Plan> plans = new ArrayList<>();
    for (Compilation.Compiled compiled : CheckedPage.allCompiled(all)) {
      plans.add(plan(all.get(plans.size()), compiled.pipeline()));
    }
    return Answer.of(
        plans.stream().map(Plan::json).toList(),
        terminal -> plans.forEach(plan -> new PlanPage(plan, jobs).print(terminal)));
  }

  private Plan plan(Checked checked, Pipeline pipeline) {
    Definition definition = definition(pipeline);
    Standing standing = Standing.of(session(), checked.file(), pipeline);
    List<Interval> intervals =
        pipeline.schedule().map(schedule -> intervals(schedule, standing)).orElse(List.of());
    Rehearsal rehearsal =
        new Rehearsal(definition, new JobSpecs(standing.places()), standing.champions());
    List<Plan.Planned> planned = new ArrayList<>();
    for (Interval interval : intervals) {
      Optional<Instant> due = Calendar.due(pipeline.schedule().orElseThrow(), interval);
      planned.add(new Plan.Planned(due, rehearsal.rehearse(interval, due.orElse(interval.end()))));
    }
    return new Plan(
        definition,
        standing,
        standing.deployed().map(old -> Changes.between(old, definition)),
        planned);
  }

  /** A plan needs no build: without one the programs have no content yet. */
  private Definition definition(Pipeline pipeline) {
    try {
      return Installation.of(session().folders()).define(pipeline);
    } catch (Failure e) {
      return unbuilt(pipeline);
    }
  }

  private static Definition unbuilt(Pipeline pipeline) {
    Code none = new Code("not-built", Json.hash("not built"));
    return new Definition(Definition.SCHEMA, pipeline, none, none, Optional.of(none));
  }

  private List<Interval> intervals(Schedule schedule, Standing standing) {
    Calendar calendar = Calendar.of(schedule);
    Interval first = from == null ? standing.next(schedule) : parse(calendar, from);
    Interval last = to == null ? null : parse(calendar, to);
    List<Interval> found = new ArrayList<>();
    Interval interval = first;
    while (last == null ? found.size() < USUAL : !interval.start().isAfter(last.start())) {
      found.add(interval);
      if (found.size() > MOST) {
        throw Failure.usage(
            "From " + first + " to " + last + " there are more than " + MOST + " intervals.",
            "Ask for fewer with --from and --to.");
      }
      interval = calendar.next(interval);
    }
    return found;
  }

  private static Interval parse(Calendar calendar, String key) {
    return calendar
        .parse(key)
        .orElseThrow(
            () ->
                new Failure(
                    ExitCode.USAGE,
                    "\""
                        + key
                        + "\" is no interval of a pipeline that runs every "
                        + calendar.cadence().word()
                        + ".",
                    "",
                    "Write it like "
                        + calendar.containing(Instant.parse("2001-05-14T13:00:00Z"))
                        + "."));
  }
}
