package dev.headrace.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every sentence of {@link JobRunner}, for whatever stands behind it. */
public abstract class JobRunnerContract {
  private static final Duration TIMEOUT = Duration.ofHours(2);
  private static final int SUBMITTERS = 16;

  private JobRunner runner;

  /** The n-th attempt of work that the service does. */
  protected JobSpec job(int attempt) {
    return SpecExamples.training(attempt);
  }

  /** A service without jobs, which runs what it accepts until told otherwise. */
  protected abstract JobRunner emptyService() throws Exception;

  /** Lets a job of {@link #emptyService} succeed, and returns when the service says so. */
  protected abstract void succeed(JobId id) throws Exception;

  /** Returns when a cancel that was asked for has ended the job. */
  protected abstract void awaitCancelled(JobId id) throws Exception;

  /** How many jobs the service ever accepted. */
  protected abstract int jobs();

  @BeforeEach
  void makeTheService() throws Exception {
    runner = emptyService();
  }

  @Test
  void anUnknownIdIsNotFound() {
    JobReport report = runner.report(job(1).job());

    assertThat(report.state()).isEqualTo(JobReport.State.NOT_FOUND);
    assertThat(report.errorClass()).isEmpty();
  }

  @Test
  void anAcceptedJobIsActiveUntilItEnds() throws Exception {
    JobSpec spec = job(1);
    assertThat(submit(spec)).isEqualTo(new SubmitResult.Accepted());
    assertThat(runner.report(spec.job()).state()).isEqualTo(JobReport.State.ACTIVE);

    succeed(spec.job());

    assertThat(runner.report(spec.job()).state()).isEqualTo(JobReport.State.SUCCEEDED);
    assertThat(runner.report(spec.job()).errorClass()).isEmpty();
  }

  @Test
  void submittingTwiceMakesOneJob() {
    JobSpec spec = job(1);

    assertThat(submit(spec)).isEqualTo(new SubmitResult.Accepted());
    assertThat(submit(spec)).isEqualTo(new SubmitResult.Accepted());
    assertThat(jobs()).isEqualTo(1);
  }

  @Test
  void submittingAJobThatEndedDoesNotRunItAgain() throws Exception {
    JobSpec spec = job(1);
    submit(spec);
    succeed(spec.job());

    assertThat(submit(spec)).isEqualTo(new SubmitResult.Accepted());
    assertThat(runner.report(spec.job()).state()).isEqualTo(JobReport.State.SUCCEEDED);
    assertThat(jobs()).isEqualTo(1);
  }

  @Test
  void aRenewedDeadlineMakesNoOtherJob() {
    JobSpec spec = job(1);
    submit(spec);

    JobSpec renewed = SpecExamples.withDeadline(spec, spec.deadline().plusSeconds(3_600));

    assertThat(submit(renewed)).isEqualTo(new SubmitResult.Accepted());
    assertThat(jobs()).isEqualTo(1);
  }

  @Test
  void anotherSpecUnderATakenIdIsForeignAndChangesNothing() {
    JobSpec spec = job(1);
    submit(spec);

    JobSpec other = SpecExamples.withParameters(spec, Map.of("threshold", "30"));

    assertThat(submit(other)).isInstanceOf(SubmitResult.Foreign.class);
    assertThat(runner.report(spec.job()).state()).isEqualTo(JobReport.State.ACTIVE);
    assertThat(jobs()).isEqualTo(1);
  }

  @Test
  void attemptsAreDifferentJobs() {
    submit(job(1));
    submit(job(2));

    assertThat(jobs()).isEqualTo(2);
  }

  @Test
  void aCancelledJobEndsAsCancelled() throws Exception {
    JobSpec spec = job(1);
    submit(spec);

    runner.cancel(spec.job());
    awaitCancelled(spec.job());

    JobReport report = runner.report(spec.job());
    assertThat(report.state()).isEqualTo(JobReport.State.CANCELLED);
    assertThat(report.errorClass()).contains(ErrorClass.CANCELLED);
  }

  @Test
  void cancellingTwiceIsNoMoreThanOnce() throws Exception {
    JobSpec spec = job(1);
    submit(spec);

    runner.cancel(spec.job());
    runner.cancel(spec.job());
    awaitCancelled(spec.job());

    assertThat(runner.report(spec.job()).state()).isEqualTo(JobReport.State.CANCELLED);
  }

  @Test
  void cancellingAJobThatEndedChangesNothing() throws Exception {
    JobSpec spec = job(1);
    submit(spec);
    succeed(spec.job());

    runner.cancel(spec.job());

    assertThat(runner.report(spec.job()).state()).isEqualTo(JobReport.State.SUCCEEDED);
  }

  @Test
  void cancellingAnUnknownIdMakesNothing() {
    JobSpec spec = job(1);

    runner.cancel(spec.job());

    assertThat(runner.report(spec.job()).state()).isEqualTo(JobReport.State.NOT_FOUND);
  }

  @Test
  void manySubmittersOfOneIdMakeOneJob() throws Exception {
    JobSpec spec = job(1);
    var barrier = new CyclicBarrier(SUBMITTERS);
    ExecutorService threads = Executors.newFixedThreadPool(SUBMITTERS);
    try {
      List<Future<SubmitResult>> results = new ArrayList<>();
      for (int i = 0; i < SUBMITTERS; i++) {
        results.add(
            threads.submit(
                () -> {
                  barrier.await(60, TimeUnit.SECONDS);
                  return submit(spec);
                }));
      }
      for (Future<SubmitResult> result : results) {
        assertThat(result.get(120, TimeUnit.SECONDS)).isEqualTo(new SubmitResult.Accepted());
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(jobs()).isEqualTo(1);
  }

  private SubmitResult submit(JobSpec spec) {
    return runner.submit(spec.job(), spec, TIMEOUT);
  }
}
