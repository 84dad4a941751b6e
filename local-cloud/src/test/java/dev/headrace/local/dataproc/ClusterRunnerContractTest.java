package dev.headrace.local.dataproc;

import com.google.cloud.NoCredentials;
import com.google.cloud.dataproc.v1.Job;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.BucketInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import dev.headrace.functions.Settings;
import dev.headrace.functions.dataproc.ClusterRunner;
import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import dev.headrace.local.driver.DriverEnd.Result;
import dev.headrace.local.driver.PythonJob;
import dev.headrace.local.driver.SparkJob;
import dev.headrace.pipeline.ClusterName;
import dev.headrace.runner.JobRunner;
import dev.headrace.runner.JobRunnerContract;
import dev.headrace.runner.SpecExamples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the functions submit jobs to a cluster with, over the local cloud's Dataproc. */
@Timeout(30)
class ClusterRunnerContractTest extends JobRunnerContract {
  @TempDir Path folder;

  private ScriptedDriver<PythonJob> python;
  private LocalDataproc local;
  private ClusterRunner runner;

  @Override
  protected JobRunner emptyService() throws IOException {
    python = new ScriptedDriver<>();
    local = new LocalDataproc(folder, new ScriptedDriver<SparkJob>(), python);
    uploadPrograms();
    runner =
        new ClusterRunner(
            Settings.of(
                Map.of(
                    "HEADRACE_PROJECT", "local-test",
                    "HEADRACE_REGION", "europe-west1",
                    "HEADRACE_LANDING_BUCKET", "landing",
                    "HEADRACE_LAKE_BUCKET", "lake",
                    "HEADRACE_CONTROL_BUCKET", "control",
                    "HEADRACE_OUTCOMES_BUCKET", "outcomes",
                    "HEADRACE_CODE_BUCKET", "code",
                    "HEADRACE_DATAPROC_ENDPOINT", local.server.url())),
            new ClusterName("local"));
    return runner;
  }

  /** A job whose program is missing fails before it runs. */
  private void uploadPrograms() {
    Storage client =
        StorageOptions.newBuilder()
            .setHost(local.server.url())
            .setProjectId("local-test")
            .setCredentials(NoCredentials.getInstance())
            .build()
            .getService();
    client.create(BucketInfo.of("code"));
    for (JobSpec spec : List.of(SpecExamples.training(1), SpecExamples.snapshot(1))) {
      BlobId program = BlobId.fromGsUtilUri(spec.program());
      client.create(BlobInfo.newBuilder(program).build(), new byte[] {'#'});
    }
  }

  @AfterEach
  void close() throws IOException {
    runner.close();
    local.close();
  }

  @Override
  protected void succeed(JobId id) {
    python.end(Result.SUCCEEDED, "");
    local.awaitJob(id.value());
  }

  @Override
  protected void awaitCancelled(JobId id) {
    local.awaitJob(id.value());
  }

  @Override
  protected int jobs() {
    int jobs = 0;
    for (Job job : local.jobs.listJobs("local-test", "europe-west1").iterateAll()) {
      jobs += job.getJobUuid().isEmpty() ? 0 : 1;
    }
    return jobs;
  }
}
