package dev.headrace.functions.dataproc;

import com.google.cloud.dataproc.v1.Job;
import com.google.cloud.dataproc.v1.JobStatus;
import dev.headrace.job.ErrorClass;
import dev.headrace.runner.JobReport;
import java.util.Optional;
import java.util.TreeMap;

/** Translates what Dataproc says of a job on a cluster. Pure. */
final class JobStates {
  private JobStates() {}

  /** What is known of the job; a cluster is billed, not what runs on it. */
  static JobReport report(Job job) {
    JobStatus status = job.getStatus();
    return new JobReport(
        state(status.getState()),
        errorClass(status.getState(), status.getDetails()),
        status.getDetails(),
        new TreeMap<>(job.getLabelsMap()),
        Optional.empty(),
        Optional.of(job.getDriverOutputResourceUri()).filter(uri -> !uri.isEmpty()),
        Optional.empty());
  }

  /**
   * A state that this code does not know is one to wait in, and so is the end of one of the
   * service's own tries: only the service says that it is the last.
   */
  static JobReport.State state(JobStatus.State state) {
    return switch (state) {
      case PENDING,
          SETUP_DONE,
          RUNNING,
          CANCEL_PENDING,
          CANCEL_STARTED,
          ATTEMPT_FAILURE,
          STATE_UNSPECIFIED,
          UNRECOGNIZED ->
          JobReport.State.ACTIVE;
      case DONE -> JobReport.State.SUCCEEDED;
      case ERROR -> JobReport.State.FAILED;
      case CANCELLED -> JobReport.State.CANCELLED;
    };
  }

  /**
   * Why a job ended badly, as far as the details tell. Their first line is the service's; below it
   * stands what the driver printed.
   */
  static Optional<ErrorClass> errorClass(JobStatus.State state, String details) {
    return switch (state) {
      case PENDING,
          SETUP_DONE,
          RUNNING,
          CANCEL_PENDING,
          CANCEL_STARTED,
          ATTEMPT_FAILURE,
          STATE_UNSPECIFIED,
          UNRECOGNIZED,
          DONE ->
          Optional.empty();
      case CANCELLED -> Optional.of(ErrorClass.CANCELLED);
      case ERROR -> Optional.of(failure(details.strip().lines().findFirst().orElse("")));
    };
  }

  private static ErrorClass failure(String line) {
    if (line.isEmpty()) {
      return ErrorClass.UNKNOWN;
    }
    return ServiceFaults.areToldIn(line) ? ErrorClass.PLATFORM : ErrorClass.USER;
  }
}
