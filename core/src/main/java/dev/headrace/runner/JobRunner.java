package dev.headrace.runner;

import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import java.time.Duration;

/**
 * A service that runs jobs.
 *
 * <p>Idempotent by id: submitting one id twice makes one job. Nothing is kept in memory that cannot
 * be found again by the id. Every method is safe to call from many threads at once.
 */
public interface JobRunner {
  /**
   * Asks for a job under this id. If the id already has a job of the same spec, that is the job; of
   * another spec, it is {@link SubmitResult.Foreign}, and nothing is made or changed. Two specs
   * that differ in their deadlines only are the same: the deadline is renewed while an answer is
   * awaited.
   *
   * @param timeout after which the service stops the job by itself, if it is one that can; whoever
   *     submits cancels a job that runs longer in any case
   */
  SubmitResult submit(JobId id, JobSpec spec, Duration timeout);

  /**
   * What the service knows of the id. An unknown id is {@link JobReport.State#NOT_FOUND}.
   *
   * @throws RunnerUnavailableException when the service does not answer
   */
  JobReport report(JobId id);

  /**
   * Asks the service to stop the job. A no-op for a job that ended and for an unknown id; the end
   * is seen with {@link #report}.
   *
   * @throws RunnerUnavailableException when the service does not answer
   */
  void cancel(JobId id);
}
