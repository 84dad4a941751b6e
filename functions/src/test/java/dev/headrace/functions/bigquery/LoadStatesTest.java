package dev.headrace.functions.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.bigquery.model.ErrorProto;
import com.google.api.services.bigquery.model.Job;
import com.google.api.services.bigquery.model.JobConfiguration;
import com.google.api.services.bigquery.model.JobStatistics;
import com.google.api.services.bigquery.model.JobStatistics3;
import com.google.api.services.bigquery.model.JobStatus;
import dev.headrace.job.ErrorClass;
import dev.headrace.runner.JobReport;
import dev.headrace.runner.JobReport.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoadStatesTest {
  @ParameterizedTest
  @ValueSource(strings = {"PENDING", "RUNNING", "SOMETHING_NEW"})
  void whatHasNotEndedIsActive(String state) {
    assertThat(LoadStates.report(job(state, null)).state()).isEqualTo(State.ACTIVE);
  }

  @Test
  void aJobWithoutAnErrorSucceededAndCountsItsRows() {
    Job job = job("DONE", null);
    job.setStatistics(new JobStatistics().setLoad(new JobStatistics3().setOutputRows(14_347L)));

    JobReport report = LoadStates.report(job);

    assertThat(report.state()).isEqualTo(State.SUCCEEDED);
    assertThat(report.errorClass()).isEmpty();
    assertThat(report.rows()).contains(14_347L);
  }

  @ParameterizedTest
  @CsvSource({
    "backendError, PLATFORM",
    "internalError, PLATFORM",
    "jobBackendError, PLATFORM",
    "jobInternalError, PLATFORM",
    "tableUnavailable, PLATFORM",
    "rateLimitExceeded, PLATFORM",
    "jobRateLimitExceeded, PLATFORM",
    "quotaExceeded, PLATFORM",
    "timeout, TIMEOUT",
    "invalid, DATA",
    "duplicate, DATA",
    "accessDenied, USER",
    "billingNotEnabled, USER",
    "billingTierLimitExceeded, USER",
    "blocked, USER",
    "invalidQuery, USER",
    "invalidUser, USER",
    "notFound, USER",
    "notImplemented, USER",
    "resourceInUse, USER",
    "resourcesExceeded, USER",
    "responseTooLarge, USER",
    "somethingNew, UNKNOWN"
  })
  void everyReasonHasItsClass(String reason, ErrorClass wanted) {
    JobReport report =
        LoadStates.report(job("DONE", new ErrorProto().setReason(reason).setMessage("why")));

    assertThat(report.state()).isEqualTo(State.FAILED);
    assertThat(report.errorClass()).contains(wanted);
    assertThat(report.message()).isEqualTo(reason + ": why");
    assertThat(report.rows()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "Job execution was cancelled: User requested cancellation, CANCELLED",
    "Job execution was cancelled: Job timed out after 4 h, TIMEOUT"
  })
  void aStoppedJobWasCancelled(String message, ErrorClass wanted) {
    JobReport report =
        LoadStates.report(job("DONE", new ErrorProto().setReason("stopped").setMessage(message)));

    assertThat(report.state()).isEqualTo(State.CANCELLED);
    assertThat(report.errorClass()).contains(wanted);
  }

  @Test
  void anErrorWithoutWordsIsUnknown() {
    assertThat(LoadStates.report(job("DONE", new ErrorProto())).errorClass())
        .contains(ErrorClass.UNKNOWN);
  }

  private static Job job(String state, ErrorProto error) {
    return new Job()
        .setConfiguration(new JobConfiguration())
        .setStatus(new JobStatus().setState(state).setErrorResult(error));
  }
}
