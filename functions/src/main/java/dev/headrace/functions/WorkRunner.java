package dev.headrace.functions;

import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import dev.headrace.job.JobWork;
import dev.headrace.runner.JobReport;
import dev.headrace.runner.JobRunner;
import dev.headrace.runner.SubmitResult;
import java.time.Duration;

/**
 * Gives loads to BigQuery and all else to the service that runs programs.
 *
 * <p>An id does not tell of what kind its job is, and no id is ever given to both: whoever knows it
 * is asked, programs first, since most jobs are.
 */
public final class WorkRunner implements JobRunner {
  private final JobRunner programs;
  private final JobRunner loads;

  public WorkRunner(JobRunner programs, JobRunner loads) {
    this.programs = programs;
    this.loads = loads;
  }

  @Override
  public SubmitResult submit(JobId id, JobSpec spec, Duration timeout) {
    JobRunner runner = spec.work() instanceof JobWork.Load ? loads : programs;
    return runner.submit(id, spec, timeout);
  }

  @Override
  public JobReport report(JobId id) {
    JobReport report = programs.report(id);
    return report.state() == JobReport.State.NOT_FOUND ? loads.report(id) : report;
  }

  @Override
  public void cancel(JobId id) {
    if (programs.report(id).state() == JobReport.State.NOT_FOUND) {
      loads.cancel(id);
    } else {
      programs.cancel(id);
    }
  }
}
