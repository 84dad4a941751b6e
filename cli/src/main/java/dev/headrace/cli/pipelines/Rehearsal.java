package dev.headrace.cli.pipelines;

import dev.headrace.engine.JobSpecs;
import dev.headrace.interval.Interval;
import dev.headrace.job.AttemptId;
import dev.headrace.job.FileVersion;
import dev.headrace.job.JobSpec;
import dev.headrace.job.ModelVersion;
import dev.headrace.job.Outcome;
import dev.headrace.json.Json;
import dev.headrace.pipeline.Definition;
import dev.headrace.pipeline.Input;
import dev.headrace.pipeline.ModelName;
import dev.headrace.pipeline.Stage;
import dev.headrace.pipeline.StageName;
import dev.headrace.pipeline.Work;
import dev.headrace.run.Decider;
import dev.headrace.run.Event;
import dev.headrace.run.InputReport;
import dev.headrace.run.Run;
import dev.headrace.run.StageRun;
import dev.headrace.run.StageState;
import dev.headrace.run.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Runs a pipeline in thought: the decider moves the run and the engine's own code makes the specs,
 * while every input is there, every job succeeds, and the first model of each name is promoted.
 */
final class Rehearsal {
  /** Stands for the version of a model that a run of the plan would make. */
  private static final String NEW_MODEL = "made-by-";

  private final Definition definition;
  private final JobSpecs specs;
  private final SortedMap<ModelName, ModelVersion> champions;

  /**
   * @param champions the versions that lead now
   */
  Rehearsal(Definition definition, JobSpecs specs, SortedMap<ModelName, ModelVersion> champions) {
    this.definition = definition;
    this.specs = specs;
    this.champions = new TreeMap<>(champions);
  }

  /** What a run would do: the jobs in the order of their submits, and why stages are left out. */
  record Rehearsed(Run run, List<JobSpec> jobs) {
    Rehearsed {
      jobs = List.copyOf(jobs);
    }

    List<StageRun> skipped() {
      return run.stages().stream().filter(s -> s.state() == StageState.SKIPPED).toList();
    }
  }

  /** Rehearses an interval; the next one knows the models that this one made. */
  Rehearsed rehearse(Interval interval, Instant due) {
    List<JobSpec> jobs = new ArrayList<>();
    Run run =
        Run.waiting(definition.pipeline(), interval, Json.hash(definition), Trigger.SCHEDULE, due);
    run = decide(run, new Event.InputsSeen(inputs(interval)), due);
    run = decide(run, new Event.TurnTaken(champions), due);
    Optional<StageName> next = active(run);
    while (next.isPresent()) {
      AttemptId attempt = run.attemptId(next.get());
      jobs.add(specs.of(definition, run, next.get()));
      run = decide(run, success(definition.pipeline().stage(next.get()), attempt, due), due);
      next = active(run);
    }
    champions.putAll(run.champions());
    return new Rehearsed(run, jobs);
  }

  private Run decide(Run run, Event event, Instant now) {
    return Decider.decide(definition.pipeline(), run, event, now).nextRun();
  }

  private static Optional<StageName> active(Run run) {
    return run.stages().stream()
        .filter(stage -> stage.state().active())
        .map(StageRun::name)
        .findFirst();
  }

  /** The pattern itself stands for the files that will have landed. */
  private SortedMap<String, InputReport> inputs(Interval interval) {
    SortedMap<String, InputReport> all = new TreeMap<>();
    definition
        .pipeline()
        .inputs()
        .forEach(
            (name, input) ->
                all.put(
                    name,
                    new InputReport(
                        List.of(new FileVersion(files(input, interval), 0, 0)), List.of())));
    return all;
  }

  private String files(Input input, Interval interval) {
    String pattern = input.files().value();
    return "gs://"
        + specs.places().landing()
        + "/"
        + input.files().folder(interval.key())
        + pattern.substring(pattern.lastIndexOf('/') + 1);
  }

  private Event success(Stage stage, AttemptId attempt, Instant now) {
    return stage.work() instanceof Work.Load
        ? new Event.JobEnded(
            attempt, Event.JobEnded.How.SUCCEEDED, Optional.empty(), "", Optional.empty())
        : new Event.OutcomeSeen(success(attempt, now));
  }

  private Outcome success(AttemptId attempt, Instant now) {
    return new Outcome(
        Outcome.VERSION,
        specs.id(attempt),
        attempt,
        Outcome.Status.SUCCEEDED,
        Optional.empty(),
        Outcome.Rows.NONE,
        List.of(),
        new TreeMap<>(),
        List.of(),
        written(attempt),
        model(attempt),
        new TreeMap<>(),
        Optional.empty(),
        now,
        now);
  }

  /** Every table that a load may ask for: its next version is as good as any. */
  private List<Outcome.TableVersion> written(AttemptId attempt) {
    return definition.pipeline().stages().stream()
        .map(Stage::work)
        .filter(Work.Load.class::isInstance)
        .map(Work.Load.class::cast)
        .filter(load -> load.writer().equals(attempt.stage()))
        .map(load -> definition.pipeline().table(load.table()))
        .map(
            table ->
                new Outcome.TableVersion(
                    table.name().value(), "gs://" + specs.places().lake() + "/" + table.path(), 0))
        .distinct()
        .toList();
  }

  private Optional<Outcome.ModelOutcome> model(AttemptId attempt) {
    if (!(definition.pipeline().stage(attempt.stage()).work() instanceof Work.Grade grade)) {
      return Optional.empty();
    }
    Optional<ModelVersion> before = Optional.ofNullable(champions.get(grade.model()));
    String made = NEW_MODEL + attempt.interval();
    ModelVersion leads = before.orElseGet(() -> new ModelVersion(made, 1, "0".repeat(64)));
    return Optional.of(
        new Outcome.ModelOutcome(
            grade.model().value(),
            made,
            before.isEmpty(),
            "rehearsed",
            Optional.of(leads),
            new TreeMap<>(),
            List.of()));
  }
}
