package dev.headrace.functions.dataproc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.dataproc.v1.Batch;
import com.google.cloud.dataproc.v1.RuntimeInfo;
import com.google.cloud.dataproc.v1.UsageMetrics;
import dev.headrace.job.ErrorClass;
import dev.headrace.runner.JobReport;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchStatesTest {
  @Test
  void everyStateIsTranslated() {
    Map<Batch.State, JobReport.State> states = new EnumMap<>(Batch.State.class);
    for (Batch.State state : Batch.State.values()) {
      states.put(state, BatchStates.state(state));
    }

    assertThat(states)
        .isEqualTo(
            new EnumMap<>(
                Map.of(
                    Batch.State.STATE_UNSPECIFIED, JobReport.State.ACTIVE,
                    Batch.State.PENDING, JobReport.State.ACTIVE,
                    Batch.State.RUNNING, JobReport.State.ACTIVE,
                    Batch.State.CANCELLING, JobReport.State.ACTIVE,
                    Batch.State.UNRECOGNIZED, JobReport.State.ACTIVE,
                    Batch.State.SUCCEEDED, JobReport.State.SUCCEEDED,
                    Batch.State.FAILED, JobReport.State.FAILED,
                    Batch.State.CANCELLED, JobReport.State.CANCELLED)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "FAILED | Insufficient 'CPUS_ALL_REGIONS' quota. Requested 12.0, available 0.0. | PLATFORM",
        "FAILED | ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS | PLATFORM",
        "FAILED | The zone does not have enough resources available | PLATFORM",
        "FAILED | Instance was preempted | PLATFORM",
        "FAILED | Driver was lost | PLATFORM",
        "FAILED | INTERNAL ERROR, try again | PLATFORM",
        "FAILED | Stockout in europe-west1 | PLATFORM",
        "FAILED | Batch exceeded its TTL of 1800s | TIMEOUT",
        "CANCELLED | Cancelled: time to live exceeded | TIMEOUT",
        "CANCELLED | Cancelled by a person | CANCELLED",
        "FAILED | Job failed with message [java.net.SocketTimeoutException: timed out] | USER",
        "FAILED | Application exited with code 1 (littler things) | USER",
        "FAILED | '' | UNKNOWN",
      })
  void theMessageTellsWhy(Batch.State state, String message, ErrorClass errorClass) {
    assertThat(BatchStates.errorClass(state, message)).contains(errorClass);
  }

  @Test
  void onlyABadEndHasAnErrorClass() {
    for (Batch.State state : Batch.State.values()) {
      boolean bad = state == Batch.State.FAILED || state == Batch.State.CANCELLED;

      assertThat(BatchStates.errorClass(state, "quota").isPresent()).isEqualTo(bad);
    }
  }

  @Test
  void labelsAndMessageComeAsTheyAre() {
    Batch batch =
        Batch.newBuilder()
            .setState(Batch.State.FAILED)
            .setStateMessage("Instance was preempted")
            .putLabels("pipeline", "flights")
            .build();

    assertThat(BatchStates.report(batch))
        .isEqualTo(
            new JobReport(
                JobReport.State.FAILED,
                Optional.of(ErrorClass.PLATFORM),
                "Instance was preempted",
                new TreeMap<>(Map.of("pipeline", "flights")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  @Test
  void whatABatchTookAndWhereItsLogIsComeWhenTheyAreKnown() {
    Batch.Builder batch = Batch.newBuilder().setState(Batch.State.SUCCEEDED);
    assertThat(BatchStates.report(batch.build()).usage()).isEmpty();
    assertThat(BatchStates.report(batch.build()).log()).isEmpty();

    batch.setRuntimeInfo(
        RuntimeInfo.newBuilder()
            .setOutputUri("gs://staging/driver")
            .setApproximateUsage(
                UsageMetrics.newBuilder()
                    .setMilliDcuSeconds(1_584_000)
                    .setShuffleStorageGbSeconds(120)));

    assertThat(BatchStates.report(batch.build()).usage())
        .contains(new JobReport.Usage(1_584_000, 120));
    assertThat(BatchStates.report(batch.build()).log()).contains("gs://staging/driver");
  }
}
