package dev.headrace.local.dataproc;

import com.google.cloud.NoCredentials;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.BucketInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import dev.headrace.functions.Settings;
import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import dev.headrace.local.driver.DriverEnd.Result;
import dev.headrace.local.driver.PythonJob;
import dev.headrace.local.driver.SparkJob;
import dev.headrace.runner.JobRunner;
import dev.headrace.runner.JobRunnerContract;
import dev.headrace.runner.SpecExamples;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** What the functions submit jobs with, over the local cloud's Dataproc. */
abstract class LocalRunnerContract extends JobRunnerContract {
  @TempDir Path folder;

  private ScriptedDriver<PythonJob> python;
  private JobRunner runner;
  LocalDataproc local;

  abstract JobRunner runner(Settings settings);

  /** Returns when the service says that the job has ended. */
  abstract void awaitEnd(String id);

  @Override
  protected JobRunner emptyService() throws IOException {
    python = new ScriptedDriver<>();
    local = new LocalDataproc(folder, new ScriptedDriver<SparkJob>(), python);
    uploadPrograms();
    runner =
        runner(
            Settings.of(
                Map.of(
                    "HEADRACE_PROJECT", "local-test",
                    "HEADRACE_REGION", "europe-west1",
                    "HEADRACE_LANDING_BUCKET", "landing",
                    "HEADRACE_LAKE_BUCKET", "lake",
                    "HEADRACE_CONTROL_BUCKET", "control",
                    "HEADRACE_OUTCOMES_BUCKET", "outcomes",
                    "HEADRACE_CODE_BUCKET", "code",
                    "HEADRACE_DATAPROC_ENDPOINT", local.server.url())));
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
  void close() throws Exception {
    ((AutoCloseable) runner).close();
    local.close();
  }

  @Override
  protected void succeed(JobId id) {
    python.end(Result.SUCCEEDED, "");
    awaitEnd(id.value());
  }

  @Override
  protected void awaitCancelled(JobId id) {
    awaitEnd(id.value());
  }
}
