package dev.headrace.functions.dataproc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.dataproc.v1.Batch;
import com.google.cloud.dataproc.v1.RuntimeInfo;
import com.google.protobuf.Timestamp;
import java.net.URI;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BatchLogTest {
  private static final Batch BATCH =
      Batch.newBuilder()
          .setName("projects/my-project/locations/europe-west1/batches/hr-0f3a")
          .setCreateTime(
              Timestamp.newBuilder()
                  .setSeconds(Instant.parse("2026-11-29T04:15:00Z").getEpochSecond()))
          .build();

  @Test
  void theObjectThatTheServiceNamesIsTheLog() {
    Batch told =
        BATCH.toBuilder()
            .setRuntimeInfo(RuntimeInfo.newBuilder().setOutputUri("gs://staging/driver"))
            .build();

    assertThat(BatchLog.of(told)).contains("gs://staging/driver");
  }

  @Test
  void withoutAStagingBucketTheLogIsASearchOfCloudLogging() {
    String link = BatchLog.of(BATCH).orElseThrow();

    assertThat(link)
        .isEqualTo(
            "https://console.cloud.google.com/logs/query;query="
                + "resource.type%3D%22cloud_dataproc_batch%22%0A"
                + "resource.labels.batch_id%3D%22hr-0f3a%22%0A"
                + "timestamp%3E%3D%222026-11-29T04%3A15%3A00Z%22"
                + "?project=my-project");
    assertThat(URI.create(link).getPath())
        .endsWith(
            """
            query=resource.type="cloud_dataproc_batch"
            resource.labels.batch_id="hr-0f3a"
            timestamp>="2026-11-29T04:15:00Z\"""");
  }

  @Test
  void aBatchWithoutANameHasNoLog() {
    assertThat(BatchLog.of(Batch.getDefaultInstance())).isEmpty();
  }
}
