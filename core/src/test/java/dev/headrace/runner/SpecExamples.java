package dev.headrace.runner;

import dev.headrace.interval.Interval;
import dev.headrace.job.AttemptId;
import dev.headrace.job.JobId;
import dev.headrace.job.JobInput;
import dev.headrace.job.JobOutput;
import dev.headrace.job.JobSpec;
import dev.headrace.job.JobWork;
import dev.headrace.pipeline.Cadence;
import dev.headrace.pipeline.Column;
import dev.headrace.pipeline.ModelName;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.StageName;
import dev.headrace.pipeline.Table;
import dev.headrace.pipeline.TableName;
import dev.headrace.pipeline.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Job specs as the engine makes them, for tests of what submits them. */
public final class SpecExamples {
  private SpecExamples() {}

  /** The n-th attempt to train the flights model. */
  public static JobSpec training(int attempt) {
    return spec(
        attempt,
        "train",
        "gs://code/0b5e/trainer.py",
        new JobWork.Train(
            new ModelName("flight_delay"),
            features(),
            "gs://code/77aa/train.py",
            "77aa",
            "gs://lake/staging/flights/2001-05-14/1/train-snapshot/1/train",
            42));
  }

  /** The n-th attempt to export the rows to train on. */
  public static JobSpec snapshot(int attempt) {
    return spec(
        attempt,
        "train-snapshot",
        "gs://code/9f3a/headrace-spark-jobs.jar",
        new JobWork.Snapshot(new ModelName("flight_delay"), features(), 28, Duration.ofDays(1)));
  }

  /** The n-th attempt to run a class that gives rows. */
  public static JobSpec transform(int attempt) {
    return spec(
        attempt,
        "delays",
        "gs://code/9f3a/headrace-spark-jobs.jar",
        new JobWork.Transform("gs://code/51a7/shop.jar", "51a7", "com.acme.Delays", delays()));
  }

  /** The n-th attempt to run a main class. */
  public static JobSpec mainClass(int attempt) {
    return spec(
        attempt,
        "export",
        "gs://code/9f3a/headrace-spark-jobs.jar",
        new JobWork.Main("gs://code/51a7/shop.jar", "51a7", "com.acme.Export"));
  }

  /** The n-th attempt to run a script that gives rows. */
  public static JobSpec python(int attempt) {
    return spec(
        attempt,
        "delays",
        "gs://code/7c21/headrace_stage.py",
        new JobWork.Python(
            "gs://code/3be0/delays.py",
            "3be0",
            "gs://code/9f3a/headrace-spark-jobs.jar",
            delays()));
  }

  private static JobOutput delays() {
    return new JobOutput(
        new Table(
            new TableName("delays"),
            "tables/delays",
            List.of(
                new Column("carrier", "string", false, ""), new Column("day", "string", false, "")),
            "day",
            List.of(),
            0.1,
            new TreeMap<>()),
        "gs://lake/tables/delays");
  }

  /** The n-th attempt to load the day's scores, of which version 12 of their table has some. */
  public static JobSpec load(int attempt) {
    return spec(
        attempt,
        "publish",
        "gs://code/9f3a/headrace-spark-jobs.jar",
        new JobWork.Load(
            new TableName("flight_scores"),
            "gs://lake/tables/flight_scores",
            12,
            List.of(
                new Column("flight", "string", false, "key"),
                new Column("score", "double", true, ""),
                new Column("day", "string", false, "key of the interval")),
            "day",
            Cadence.DAY,
            "analytics",
            "flight_scores",
            Optional.empty()));
  }

  private static Work.Features features() {
    return new Work.Features(List.of("distance", "departure_hour"), "delayed");
  }

  private static JobSpec spec(int attempt, String stage, String program, JobWork work) {
    AttemptId id =
        new AttemptId(new PipelineName("flights"), "2001-05-14", 1, new StageName(stage), attempt);
    return new JobSpec(
        JobSpec.VERSION,
        JobId.of("headrace", id),
        id,
        new Interval(
            "2001-05-14",
            Instant.parse("2001-05-14T04:00:00Z"),
            Instant.parse("2001-05-15T04:00:00Z")),
        Instant.parse("2001-05-15T12:15:00Z"),
        new TreeMap<>(
            Map.of(
                "features",
                new JobInput.Rows(
                    new TableName("flight_features"),
                    "gs://lake/tables/flight_features",
                    "day",
                    List.of("2001-05-13", "2001-05-14")))),
        new TreeMap<>(Map.of("threshold", "15")),
        work,
        program,
        "gs://lake/staging/" + id.path(),
        "gs://outcomes/" + id.path() + ".json");
  }

  /** The same spec, to be done by another time. */
  public static JobSpec withDeadline(JobSpec spec, Instant deadline) {
    return new JobSpec(
        spec.version(),
        spec.job(),
        spec.attempt(),
        spec.interval(),
        deadline,
        spec.inputs(),
        spec.parameters(),
        spec.work(),
        spec.program(),
        spec.staging(),
        spec.outcome());
  }

  /** The same spec with other parameters: another job under the same id. */
  public static JobSpec withParameters(JobSpec spec, Map<String, String> parameters) {
    return new JobSpec(
        spec.version(),
        spec.job(),
        spec.attempt(),
        spec.interval(),
        spec.deadline(),
        spec.inputs(),
        new TreeMap<>(parameters),
        spec.work(),
        spec.program(),
        spec.staging(),
        spec.outcome());
  }
}
