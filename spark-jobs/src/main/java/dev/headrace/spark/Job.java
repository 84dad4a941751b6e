package dev.headrace.spark;

import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobSpec;
import dev.headrace.job.JobWork;
import dev.headrace.job.Outcome;
import dev.headrace.json.Json;
import dev.headrace.spark.failure.Diagnosis;
import dev.headrace.spark.failure.JobFailure;
import dev.headrace.spark.model.GradeStage;
import dev.headrace.spark.model.ScoreStage;
import dev.headrace.spark.model.SnapshotStage;
import dev.headrace.spark.sql.SqlStage;
import dev.headrace.spark.store.LakeFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt from its deadline check to its outcome. */
final class Job {
  private static final Logger LOG = LoggerFactory.getLogger(Job.class);

  private final Attempt attempt;

  Job(Attempt attempt) {
    this.attempt = attempt;
  }

  /**
   * Works, publishes, creates the outcome.
   *
   * @throws JobFailure when the attempt failed; its outcome is in place then
   */
  void run() {
    Instant started = attempt.clock().instant();
    Result result;
    Optional<JobFailure> failure = Optional.empty();
    try {
      attempt.checkDeadline("the work began");
      result = attempt.spec().work().match(new Stages()).call();
    } catch (Exception | OutOfMemoryError | ExceptionInInitializerError e) {
      failure = Optional.of(Diagnosis.of(e));
      LOG.warn("{} failed: {}", attempt.spec().attempt(), failure.get().getMessage(), e);
      result = Result.failed(failure.get().told());
    }
    conclude(outcome(result, started));
    if (failure.isPresent()) {
      throw failure.get();
    }
    if (result.failure().isPresent()) {
      Outcome.Failure told = result.failure().get();
      throw new JobFailure(told.errorClass(), told.message());
    }
  }

  private Outcome outcome(Result result, Instant started) {
    JobSpec spec = attempt.spec();
    return new Outcome(
        Outcome.VERSION,
        spec.job(),
        spec.attempt(),
        result.status(),
        result.failure(),
        result.rows(),
        result.expectations(),
        result.measures(),
        result.tablesRead(),
        result.tablesWritten(),
        result.model(),
        attempt.phases().milliseconds(),
        Optional.of(attempt.spark().sparkContext().applicationId()),
        started,
        attempt.clock().instant());
  }

  /** An outcome of the same job is as good as this one: the first word counts. */
  private void conclude(Outcome outcome) {
    String uri = attempt.spec().outcome();
    try {
      if (attempt.files().create(uri, Json.bytes(outcome)) == LakeFiles.Created.EXISTED) {
        Outcome earlier = Json.read(attempt.files().require(uri), Outcome.class);
        if (!earlier.job().equals(outcome.job())) {
          throw new JobFailure(
              ErrorClass.PLATFORM, uri + " belongs to job " + earlier.job() + ", not to this one");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the outcome could not be written to " + uri, e);
    }
  }

  /** One stage per kind of work. */
  private final class Stages implements JobWork.Cases<Callable<Result>> {
    @Override
    public Callable<Result> sql(JobWork.Sql work) {
      return new SqlStage(attempt, work)::run;
    }

    @Override
    public Callable<Result> snapshot(JobWork.Snapshot work) {
      return new SnapshotStage(attempt, work)::run;
    }

    @Override
    public Callable<Result> train(JobWork.Train work) {
      return () -> {
        throw JobFailure.user("train runs in Python (headrace_trainer.py), not in this jar");
      };
    }

    @Override
    public Callable<Result> grade(JobWork.Grade work) {
      return new GradeStage(attempt, work)::run;
    }

    @Override
    public Callable<Result> score(JobWork.Score work) {
      return new ScoreStage(attempt, work)::run;
    }

    @Override
    public Callable<Result> load(JobWork.Load work) {
      return () -> {
        throw JobFailure.user("load runs as a BigQuery job, not in this jar");
      };
    }
  }
}
