package dev.headrace.local.dataproc;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.cloud.dataproc.v1.AuthenticationConfig;
import com.google.cloud.dataproc.v1.Batch;
import com.google.cloud.dataproc.v1.BatchControllerClient;
import com.google.cloud.dataproc.v1.BatchControllerSettings;
import com.google.cloud.dataproc.v1.BatchName;
import com.google.cloud.dataproc.v1.CreateBatchRequest;
import com.google.cloud.dataproc.v1.EnvironmentConfig;
import com.google.cloud.dataproc.v1.ExecutionConfig;
import com.google.cloud.dataproc.v1.Job;
import com.google.cloud.dataproc.v1.JobControllerClient;
import com.google.cloud.dataproc.v1.JobControllerSettings;
import com.google.cloud.dataproc.v1.JobPlacement;
import com.google.cloud.dataproc.v1.JobReference;
import com.google.cloud.dataproc.v1.PySparkBatch;
import com.google.cloud.dataproc.v1.RuntimeConfig;
import com.google.cloud.dataproc.v1.SparkBatch;
import com.google.cloud.dataproc.v1.SparkJob;
import com.google.cloud.dataproc.v1.SubmitJobRequest;
import com.google.longrunning.Operation;
import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.driver.Driver;
import dev.headrace.local.driver.LakeAccess;
import dev.headrace.local.driver.PythonJob;
import dev.headrace.local.driver.SparkSettings;
import dev.headrace.local.http.ApiServer;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.storage.ChangeFeed;
import dev.headrace.local.storage.ObjectStorage;
import dev.headrace.local.storage.StorageApi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A local Dataproc over a folder, and the official client for it. */
final class LocalDataproc implements AutoCloseable {
  static final String PARENT = "projects/local-test/locations/europe-west1";

  final LocalClock clock;
  final ObjectStorage storage;
  final ApiServer server;
  final Dataproc dataproc;
  final BatchControllerClient client;
  final JobControllerClient jobs;

  LocalDataproc(
      Path folder, Driver<dev.headrace.local.driver.SparkJob> spark, Driver<PythonJob> python)
      throws IOException {
    this(folder, List.of(spark), python, unused());
  }

  /** With the drivers of the product. */
  LocalDataproc(Path folder, SparkSettings spark) throws IOException {
    this(folder, null, null, Dataproc.Settings.of(spark, "python3"));
  }

  private LocalDataproc(
      Path folder,
      List<Driver<dev.headrace.local.driver.SparkJob>> spark,
      Driver<PythonJob> python,
      Dataproc.Settings settings)
      throws IOException {
    clock = LocalClock.open(folder);
    storage = ObjectStorage.open(folder.resolve("storage"), clock, false, ChangeFeed.NONE);
    Dispatcher dispatcher = new Dispatcher();
    StorageApi.register(dispatcher, storage);
    server = ApiServer.start(ApiServer.Settings.loopback(0), dispatcher, clock);
    LakeAccess lake = lake();
    dataproc =
        spark == null
            ? Dataproc.open(folder.resolve("dataproc"), clock, lake, settings)
            : Dataproc.open(folder.resolve("dataproc"), clock, lake, settings, spark, python);
    dataproc.register(dispatcher);
    client =
        BatchControllerClient.create(
            BatchControllerSettings.newHttpJsonBuilder()
                .setEndpoint(server.url())
                .setCredentialsProvider(NoCredentialsProvider.create())
                .build());
    jobs =
        JobControllerClient.create(
            JobControllerSettings.newHttpJsonBuilder()
                .setEndpoint(server.url())
                .setCredentialsProvider(NoCredentialsProvider.create())
                .build());
  }

  /** A job that the API accepts, with this main class. */
  static Job.Builder sparkJob(String id, String mainClass) {
    return Job.newBuilder()
        .setReference(JobReference.newBuilder().setJobId(id))
        .setPlacement(JobPlacement.newBuilder().setClusterName("local"))
        .setSparkJob(SparkJob.newBuilder().setMainClass(mainClass));
  }

  Job submit(Job job) {
    return submit("", job);
  }

  Job submit(String requestId, Job job) {
    return jobs.submitJob(
        SubmitJobRequest.newBuilder()
            .setProjectId("local-test")
            .setRegion("europe-west1")
            .setRequestId(requestId)
            .setJob(job)
            .build());
  }

  Job job(String id) {
    return jobs.getJob("local-test", "europe-west1", id);
  }

  /** The job when it has ended. */
  Job awaitJob(String id) {
    Job job = job(id);
    while (!job.getDone()) {
      Thread.onSpinWait();
      job = job(id);
    }
    return job;
  }

  LakeAccess lake() {
    return new LakeAccess(server.url(), "local-test");
  }

  private static Dataproc.Settings unused() {
    return new Dataproc.Settings(
        SparkSettings.of(List.of(Path.of("none"))),
        1,
        "python3",
        3,
        false,
        Map.of("local", "dataproc-staging"));
  }

  /** A batch that the API accepts, with this main class. */
  static Batch.Builder sparkBatch(String mainClass) {
    return emptyBatch().setSparkBatch(SparkBatch.newBuilder().setMainClass(mainClass));
  }

  static Batch.Builder pythonBatch(Path script, String... args) {
    return emptyBatch()
        .setPysparkBatch(
            PySparkBatch.newBuilder()
                .setMainPythonFileUri(script.toUri().toString())
                .addAllArgs(List.of(args)));
  }

  /** A batch that the API accepts once it has a program. */
  static Batch.Builder emptyBatch() {
    return Batch.newBuilder()
        .setRuntimeConfig(RuntimeConfig.newBuilder().setVersion("3.0"))
        .setEnvironmentConfig(
            EnvironmentConfig.newBuilder()
                .setExecutionConfig(
                    ExecutionConfig.newBuilder()
                        .setAuthenticationConfig(
                            AuthenticationConfig.newBuilder()
                                .setUserWorkloadAuthenticationType(
                                    AuthenticationConfig.AuthenticationType.SERVICE_ACCOUNT))));
  }

  Operation create(String id, Batch batch) {
    return create(id, "", batch);
  }

  Operation create(String id, String requestId, Batch batch) {
    return client
        .createBatchCallable()
        .call(
            CreateBatchRequest.newBuilder()
                .setParent(PARENT)
                .setBatchId(id)
                .setRequestId(requestId)
                .setBatch(batch)
                .build());
  }

  Batch get(String id) {
    return client.getBatch(BatchName.of("local-test", "europe-west1", id));
  }

  /** The batch when it is in this state; the test's own limit ends the wait. */
  Batch await(String id, Batch.State state) {
    Batch batch = get(id);
    while (batch.getState() != state) {
      Thread.onSpinWait();
      batch = get(id);
    }
    return batch;
  }

  /** The batch when it has ended. */
  Batch awaitEnd(String id) {
    Batch batch = get(id);
    while (batch.getState().getNumber() <= Batch.State.RUNNING_VALUE
        || batch.getState() == Batch.State.CANCELLING) {
      Thread.onSpinWait();
      batch = get(id);
    }
    return batch;
  }

  @Override
  public void close() throws IOException {
    client.close();
    jobs.close();
    dataproc.close();
    server.close();
    storage.close();
  }
}
