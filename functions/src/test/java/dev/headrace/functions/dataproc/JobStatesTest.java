package dev.headrace.functions.dataproc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.dataproc.v1.Job;
import com.google.cloud.dataproc.v1.JobStatus;
import dev.headrace.job.ErrorClass;
import dev.headrace.runner.JobReport;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobStatesTest {
  @Test
  void everyStateIsTranslated() {
    Map<JobStatus.State, JobReport.State> ends = new EnumMap<>(JobStatus.State.class);
    for (JobStatus.State state : JobStatus.State.values()) {
      if (JobStates.state(state) != JobReport.State.ACTIVE) {
        ends.put(state, JobStates.state(state));
      }
    }

    assertThat(ends)
        .isEqualTo(
            Map.of(
                JobStatus.State.DONE, JobReport.State.SUCCEEDED,
                JobStatus.State.ERROR, JobReport.State.FAILED,
                JobStatus.State.CANCELLED, JobReport.State.CANCELLED));
  }

  @Test
  void theEndOfATryOfTheServiceIsNotTheEndOfTheJob() {
    assertThat(JobStates.state(JobStatus.State.ATTEMPT_FAILURE)).isEqualTo(JobReport.State.ACTIVE);
  }

  @Test
  void onlyABadEndHasAnErrorClass() {
    for (JobStatus.State state : JobStatus.State.values()) {
      boolean bad = state == JobStatus.State.ERROR || state == JobStatus.State.CANCELLED;

      assertThat(JobStates.errorClass(state, "quota").isPresent()).isEqualTo(bad);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ERROR | Task was not acquired | PLATFORM",
        "ERROR | Cluster etl was deleted | PLATFORM",
        "ERROR | Cluster etl is not running | PLATFORM",
        "ERROR | Agent heartbeats were not received | PLATFORM",
        "ERROR | driver lost: the Spark process ended with signal 9 | PLATFORM",
        "ERROR | Job failed with message [Insufficient CPUS quota] | PLATFORM",
        "ERROR | exit code 3 | USER",
        "ERROR | Google Cloud Dataproc Agent reports job failure. | USER",
        "ERROR | '' | UNKNOWN",
        "CANCELLED | Cancelled by its caller. | CANCELLED",
      })
  void theDetailsTellWhy(JobStatus.State state, String details, ErrorClass errorClass) {
    assertThat(JobStates.errorClass(state, details)).contains(errorClass);
  }

  @Test
  void whatTheDriverPrintedDecidesNothing() {
    assertThat(JobStates.errorClass(JobStatus.State.ERROR, "exit code 3\nquota of shop exceeded"))
        .contains(ErrorClass.USER);
  }

  @Test
  void whereTheDriversOutputIsComesWhenItIsKnown() {
    Job.Builder job = Job.newBuilder();
    assertThat(JobStates.report(job.build()).log()).isEmpty();

    job.setDriverOutputResourceUri("gs://staging/jobs/j/driveroutput");
    assertThat(JobStates.report(job.build()).log()).contains("gs://staging/jobs/j/driveroutput");
  }

  @Test
  void labelsAndDetailsComeAsTheyAre() {
    Job job =
        Job.newBuilder()
            .setStatus(
                JobStatus.newBuilder()
                    .setState(JobStatus.State.ERROR)
                    .setDetails("exit code 3\nlast line"))
            .putLabels("pipeline", "flights")
            .build();

    assertThat(JobStates.report(job))
        .isEqualTo(
            new JobReport(
                JobReport.State.FAILED,
                Optional.of(ErrorClass.USER),
                "exit code 3\nlast line",
                new TreeMap<>(Map.of("pipeline", "flights")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }
}
