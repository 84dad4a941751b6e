package dev.headrace.engine;

import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.job.AttemptId;
import dev.headrace.job.JobId;
import dev.headrace.job.JobInput;
import dev.headrace.job.JobOutput;
import dev.headrace.job.JobSpec;
import dev.headrace.job.JobWork;
import dev.headrace.job.ModelVersion;
import dev.headrace.job.Outcome;
import dev.headrace.pipeline.Code;
import dev.headrace.pipeline.Definition;
import dev.headrace.pipeline.Input;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.Read;
import dev.headrace.pipeline.Stage;
import dev.headrace.pipeline.StageName;
import dev.headrace.pipeline.Table;
import dev.headrace.pipeline.TableName;
import dev.headrace.pipeline.Work;
import dev.headrace.run.Run;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Derives what an attempt is to do from the committed run and its definition: the same run gives
 * the same spec, so a submit can be repeated at any time.
 */
public record JobSpecs(Places places) {

  /** The id under which the job service knows the attempt. */
  public JobId id(AttemptId attempt) {
    return JobId.of(places.installation(), attempt);
  }

  /** The spec of the current attempt of a stage. */
  public JobSpec of(Definition definition, Run run, StageName name) {
    Stage stage = definition.pipeline().stage(name);
    AttemptId attempt = run.attemptId(name);
    return new JobSpec(
        JobSpec.VERSION,
        id(attempt),
        attempt,
        run.interval(),
        run.stage(name).current().orElseThrow().deadline(),
        inputs(definition.pipeline(), stage, run),
        stage.parameters(),
        stage.work().match(new Resolve(definition, run, stage)),
        places.code(program(definition, stage)),
        places.staging(attempt),
        places.outcome(attempt));
  }

  private static Code program(Definition definition, Stage stage) {
    if (stage.work() instanceof Work.Python) {
      return definition.stage().orElseThrow();
    }
    return stage.work() instanceof Work.Train ? definition.trainer() : definition.jobs();
  }

  private SortedMap<String, JobInput> inputs(Pipeline pipeline, Stage stage, Run run) {
    SortedMap<String, JobInput> resolved = new TreeMap<>();
    stage.reads().forEach((name, read) -> resolved.put(name, input(pipeline, read, run)));
    return resolved;
  }

  private JobInput input(Pipeline pipeline, Read read, Run run) {
    return read.match(
        new Read.Cases<JobInput>() {
          @Override
          public JobInput files(Read.Files files) {
            Input input = pipeline.inputs().get(files.input());
            return new JobInput.Files(
                input.format(),
                input.columns(),
                input.maxCorruptShare(),
                run.inputs().get(files.input()).files());
          }

          @Override
          public JobInput rows(Read.Rows rows) {
            Table table = pipeline.table(rows.table());
            return new JobInput.Rows(
                table.name(),
                places.table(table),
                table.intervalColumn(),
                Calendar.of(pipeline.schedule().orElseThrow())
                    .last(rows.lastIntervals(), run.interval())
                    .stream()
                    .map(Interval::key)
                    .toList());
          }
        });
  }

  /** Turns the names of a definition into addresses. */
  private final class Resolve implements Work.Cases<JobWork> {
    private final Definition definition;
    private final Run run;
    private final Stage stage;

    Resolve(Definition definition, Run run, Stage stage) {
      this.definition = definition;
      this.run = run;
      this.stage = stage;
    }

    @Override
    public JobWork sql(Work.Sql work) {
      return new JobWork.Sql(places.code(work.sql()), work.sql().sha256(), output(work.writes()));
    }

    @Override
    public JobWork snapshot(Work.Snapshot work) {
      return new JobWork.Snapshot(
          work.model(),
          work.features(),
          work.holdout().lastIntervals(),
          work.holdout().labelMaturity());
    }

    @Override
    public JobWork train(Work.Train work) {
      return new JobWork.Train(
          work.model(),
          work.features(),
          places.code(work.script()),
          work.script().sha256(),
          stagingOf(work.snapshot()) + "/train",
          seed());
    }

    @Override
    public JobWork grade(Work.Grade work) {
      return new JobWork.Grade(
          work.model(),
          work.features(),
          work.holdout(),
          work.promote(),
          places.model(work.model()),
          stagingOf(work.snapshot()),
          stagingOf(work.trainer()));
    }

    @Override
    public JobWork score(Work.Score work) {
      ModelVersion champion = run.champions().get(work.model());
      return new JobWork.Score(
          work.model(),
          places.model(work.model()),
          champion,
          work.keys(),
          run.startedAt().orElseThrow(),
          output(work.writes()));
    }

    @Override
    public JobWork transform(Work.Transform work) {
      return new JobWork.Transform(
          places.code(work.jar()), work.jar().sha256(), work.className(), output(work.writes()));
    }

    @Override
    public JobWork main(Work.Main work) {
      return new JobWork.Main(places.code(work.jar()), work.jar().sha256(), work.className());
    }

    @Override
    public JobWork python(Work.Python work) {
      return new JobWork.Python(
          places.code(work.script()),
          work.script().sha256(),
          places.code(definition.jobs()),
          output(work.writes()));
    }

    @Override
    public JobWork load(Work.Load work) {
      Table table = definition.pipeline().table(work.table());
      return new JobWork.Load(
          table.name(),
          places.table(table),
          published(table, work.writer()),
          table.columns(),
          table.intervalColumn(),
          definition.pipeline().schedule().orElseThrow().every(),
          work.dataset(),
          work.into(),
          work.location());
    }

    /** The version that the writer of this run published, and no later one. */
    private long published(Table table, StageName writer) {
      return run.stage(writer).outcome().stream()
          .flatMap(outcome -> outcome.tablesWritten().stream())
          .filter(written -> written.uri().equals(places.table(table)))
          .mapToLong(Outcome.TableVersion::version)
          .findFirst()
          .orElseThrow(
              () ->
                  new CorruptDocumentException(
                      Places.outcomeName(run.attemptId(writer)),
                      "it does not say which version of table " + table.name() + " it wrote"));
    }

    private JobOutput output(TableName name) {
      Table table = definition.pipeline().table(name);
      return new JobOutput(table, places.table(table));
    }

    private String stagingOf(StageName earlier) {
      return places.staging(run.attemptId(earlier));
    }

    /** The same for every attempt: a retry trains the same model. */
    private long seed() {
      return Integer.toUnsignedLong((run.key() + "/" + stage.origin()).hashCode());
    }
  }
}
