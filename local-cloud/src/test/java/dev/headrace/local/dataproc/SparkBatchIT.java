package dev.headrace.local.dataproc;

import static com.google.cloud.dataproc.v1.Batch.State.FAILED;
import static com.google.cloud.dataproc.v1.Batch.State.SUCCEEDED;
import static dev.headrace.local.dataproc.LocalDataproc.sparkBatch;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.NoCredentials;
import com.google.cloud.dataproc.v1.Batch;
import com.google.cloud.dataproc.v1.Job;
import com.google.cloud.dataproc.v1.JobStatus;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.BucketInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import dev.headrace.local.driver.SparkTestSettings;
import dev.headrace.local.driver.TestJar;
import dev.headrace.local.driver.jobs.Jobs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches from the official client to Spark and back: code and tables are in the local lake. */
class SparkBatchIT {
  @TempDir static Path folder;

  private static LocalDataproc local;
  private static Storage storage;

  @BeforeAll
  static void open() throws Exception {
    local = new LocalDataproc(folder.resolve("data"), SparkTestSettings.settings());
    storage =
        StorageOptions.newBuilder()
            .setHost(local.server.url())
            .setProjectId("local-test")
            .setCredentials(NoCredentials.getInstance())
            .build()
            .getService();
    storage.create(BucketInfo.of("lake"));
    Path jar = TestJar.of(Jobs.class, folder.resolve("jobs.jar"));
    storage.create(BlobInfo.newBuilder("lake", "code/jobs.jar").build(), Files.readAllBytes(jar));
  }

  @AfterAll
  static void close() throws IOException {
    local.close();
  }

  @Test
  void aDeltaTableIsWrittenToTheLakeAndTheOutputIsStored() {
    Batch.Builder batch = batch(Jobs.WritesDelta.class, "gs://lake/tables/numbers");
    batch.getEnvironmentConfigBuilder().getExecutionConfigBuilder().setStagingBucket("lake");
    local.create("delta-1", batch.build());

    Batch ended = local.awaitEnd("delta-1");

    assertThat(ended.getStateMessage()).isEmpty();
    assertThat(ended.getState()).isEqualTo(SUCCEEDED);
    assertThat(storage.get("lake", "tables/numbers/_delta_log/00000000000000000000.json"))
        .isNotNull();
    BlobId output = BlobId.fromGsUtilUri(ended.getRuntimeInfo().getOutputUri());
    assertThat(new String(storage.readAllBytes(output), StandardCharsets.UTF_8))
        .contains("rows 100");
  }

  @Test
  void theExitCodeReachesTheClient() {
    local.create("exit-1", batch(Jobs.Exits.class, "3").build());

    Batch ended = local.awaitEnd("exit-1");

    assertThat(ended.getState()).isEqualTo(FAILED);
    assertThat(ended.getStateMessage()).isEqualTo("exit code 3");
  }

  @Test
  void aJobOnAClusterRunsTheSameCode() {
    Job.Builder job = LocalDataproc.sparkJob("exit-1", Jobs.Exits.class.getName());
    job.getSparkJobBuilder().addJarFileUris("gs://lake/code/jobs.jar").addArgs("3");
    local.submit(job.build());

    Job ended = local.awaitJob("exit-1");

    assertThat(ended.getStatus().getState()).isEqualTo(JobStatus.State.ERROR);
    assertThat(ended.getStatus().getDetails()).startsWith("exit code 3");
  }

  private static Batch.Builder batch(Class<?> main, String... args) {
    Batch.Builder batch = sparkBatch(main.getName());
    batch
        .getSparkBatchBuilder()
        .addJarFileUris("gs://lake/code/jobs.jar")
        .addAllArgs(List.of(args));
    return batch;
  }
}
