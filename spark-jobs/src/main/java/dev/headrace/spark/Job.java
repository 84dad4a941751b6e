package dev.headrace.spark;

import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobSpec;
import dev.headrace.job.Outcome;
import dev.headrace.json.Json;
import dev.headrace.spark.failure.Diagnosis;
import dev.headrace.spark.failure.JobFailure;
import dev.headrace.spark.store.LakeFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One attempt from its deadline check to its outcome. */
public final class Job {
  private static final Logger LOG = LoggerFactory.getLogger(Job.class);

  private final JobSpec spec;
  private final LakeFiles files;
  private final InstantSource clock;
  private final Phases phases;
  private final Instant started;

  /** Begins an attempt now. */
  public Job(JobSpec spec, LakeFiles files, InstantSource clock, Phases phases) {
    this.spec = spec;
    this.files = files;
    this.clock = clock;
    this.phases = phases;
    this.started = clock.instant();
  }

  /**
   * Works, publishes, creates the outcome.
   *
   * @throws JobFailure when the attempt failed; its outcome is in place then
   */
  public void run(Callable<Result> work) {
    Result result;
    Optional<JobFailure> failure = Optional.empty();
    try {
      Deadline.check(spec, clock, "the work began");
      result = work.call();
    } catch (Exception | OutOfMemoryError | ExceptionInInitializerError e) {
      failure = Optional.of(Diagnosis.of(e));
      LOG.warn("{} failed: {}", spec.attempt(), failure.get().getMessage(), e);
      result = Result.failed(failure.get().told());
    }
    conclude(outcome(result));
    if (failure.isPresent()) {
      throw failure.get();
    }
    if (result.failure().isPresent()) {
      Outcome.Failure told = result.failure().get();
      throw new JobFailure(told.errorClass(), told.message());
    }
  }

  private Outcome outcome(Result result) {
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
        phases.milliseconds(),
        application(),
        started,
        clock.instant());
  }

  /** A main class may have made no session, or have stopped it. */
  private static Optional<String> application() {
    return SparkSession.getDefaultSession().isEmpty()
        ? Optional.empty()
        : Optional.of(SparkSession.getDefaultSession().get().sparkContext().applicationId());
  }

  /** An outcome of the same job is as good as this one: the first word counts. */
  private void conclude(Outcome outcome) {
    String uri = spec.outcome();
    try {
      if (files.create(uri, Json.bytes(outcome)) == LakeFiles.Created.EXISTED) {
        Outcome earlier = Json.read(files.require(uri), Outcome.class);
        if (!earlier.job().equals(outcome.job())) {
          throw new JobFailure(
              ErrorClass.PLATFORM, uri + " belongs to job " + earlier.job() + ", not to this one");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the outcome could not be written to " + uri, e);
    }
  }
}
