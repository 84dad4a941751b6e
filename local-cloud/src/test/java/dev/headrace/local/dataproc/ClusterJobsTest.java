package dev.headrace.local.dataproc;

import static com.google.cloud.dataproc.v1.JobStatus.State.CANCELLED;
import static com.google.cloud.dataproc.v1.JobStatus.State.CANCEL_PENDING;
import static com.google.cloud.dataproc.v1.JobStatus.State.CANCEL_STARTED;
import static com.google.cloud.dataproc.v1.JobStatus.State.DONE;
import static com.google.cloud.dataproc.v1.JobStatus.State.ERROR;
import static com.google.cloud.dataproc.v1.JobStatus.State.PENDING;
import static com.google.cloud.dataproc.v1.JobStatus.State.RUNNING;
import static com.google.cloud.dataproc.v1.JobStatus.State.SETUP_DONE;
import static dev.headrace.local.dataproc.LocalDataproc.sparkBatch;
import static dev.headrace.local.dataproc.LocalDataproc.sparkJob;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.gax.rpc.AbortedException;
import com.google.api.gax.rpc.InvalidArgumentException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.api.gax.rpc.ResourceExhaustedException;
import com.google.cloud.NoCredentials;
import com.google.cloud.dataproc.v1.Batch;
import com.google.cloud.dataproc.v1.Job;
import com.google.cloud.dataproc.v1.JobMetadata;
import com.google.cloud.dataproc.v1.JobPlacement;
import com.google.cloud.dataproc.v1.JobScheduling;
import com.google.cloud.dataproc.v1.JobStatus;
import com.google.cloud.dataproc.v1.ListJobsRequest;
import com.google.cloud.dataproc.v1.ListJobsRequest.JobStateMatcher;
import com.google.cloud.dataproc.v1.SubmitJobRequest;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BucketInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import com.google.longrunning.Operation;
import dev.headrace.local.driver.DriverEnd.Result;
import dev.headrace.local.driver.PythonJob;
import dev.headrace.local.driver.SparkJob;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The API of jobs, as the official client sees it. */
@Timeout(60)
class ClusterJobsTest {
  @TempDir Path folder;

  private ScriptedDriver<SparkJob> spark;
  private LocalDataproc local;

  @BeforeEach
  void open() throws IOException {
    spark = new ScriptedDriver<>();
    local = new LocalDataproc(folder, spark, new ScriptedDriver<PythonJob>());
  }

  @AfterEach
  void close() throws IOException {
    local.close();
  }

  @Test
  void aJobRunsToItsEnd() throws Exception {
    Job.Builder asked = sparkJob("clean-1", "a.Main").putLabels("env", "prod");
    asked.getSparkJobBuilder().addArgs("x").putProperties("spark.sql.shuffle.partitions", "2");
    Job submitted = local.submit(asked.build());
    assertThat(submitted.getReference().getProjectId()).isEqualTo("local-test");
    assertThat(submitted.getDone()).isFalse();
    SparkJob running = spark.began.take();
    assertThat(local.job("clean-1").getStatus().getState()).isEqualTo(RUNNING);
    assertThat(local.dataproc.active()).isEqualTo(1);

    spark.end(Result.SUCCEEDED, "");

    Job job = local.awaitJob("clean-1");
    assertThat(job.getStatus().getState()).isEqualTo(DONE);
    assertThat(states(job)).containsExactly(PENDING, SETUP_DONE, RUNNING);
    assertThat(job.getJobUuid()).isEqualTo(running.id());
    assertThat(running.mainClass()).isEqualTo("a.Main");
    assertThat(running.args()).containsExactly("x");
    assertThat(running.properties()).containsEntry("spark.sql.shuffle.partitions", "2");
    assertThat(job.getPlacement().getClusterUuid()).isNotEmpty();
    assertThat(job.getLabelsMap()).containsEntry("env", "prod");
    assertThat(local.dataproc.active()).isZero();
  }

  @Test
  void aFailureHasItsReasonAndTheLastLinesOfTheOutput() throws Exception {
    Storage storage =
        StorageOptions.newBuilder()
            .setHost(local.server.url())
            .setProjectId("local-test")
            .setCredentials(NoCredentials.getInstance())
            .build()
            .getService();
    storage.create(BucketInfo.of("dataproc-staging"));
    local.submit(sparkJob("clean-1", "a.Main").build());
    Path log = spark.began.take().log();
    Files.writeString(log, "first\nno such column: x\n");

    spark.end(Result.FAILED, "exit code 3");

    Job job = local.awaitJob("clean-1");
    assertThat(job.getStatus().getState()).isEqualTo(ERROR);
    assertThat(job.getStatus().getDetails()).isEqualTo("exit code 3\nfirst\nno such column: x");
    assertThat(job.getDriverOutputResourceUri())
        .startsWith("gs://dataproc-staging/google-cloud-dataproc-metainfo/")
        .endsWith("/jobs/clean-1/driveroutput");
    BlobId output = BlobId.fromGsUtilUri(job.getDriverOutputResourceUri() + ".000000000");
    assertThat(new String(storage.readAllBytes(output), StandardCharsets.UTF_8))
        .isEqualTo("first\nno such column: x\n");
  }

  @Test
  void aClusterThatIsNotThereIsNotFound() {
    Job job =
        sparkJob("clean-1", "a.Main")
            .setPlacement(JobPlacement.newBuilder().setClusterName("etl"))
            .build();

    assertThatThrownBy(() -> local.submit(job)).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> local.job("clean-1")).isInstanceOf(NotFoundException.class);
  }

  @Test
  void theSameIdIsRefusedAlsoAfterTheEnd() {
    local.submit("first", sparkJob("clean-1", "a.Main").build());
    assertThatThrownBy(() -> local.submit("second", sparkJob("clean-1", "a.Main").build()))
        .isInstanceOf(AbortedException.class);

    spark.end(Result.SUCCEEDED, "");
    local.awaitJob("clean-1");

    assertThatThrownBy(() -> local.submit("third", sparkJob("clean-1", "a.Main").build()))
        .isInstanceOf(AbortedException.class);
  }

  @Test
  void theSameRequestGivesTheFirstJob() {
    Job first = local.submit("q-1", sparkJob("clean-1", "a.Main").build());

    Job again = local.submit("q-1", sparkJob("clean-2", "a.Main").build());

    assertThat(again.getJobUuid()).isEqualTo(first.getJobUuid());
    assertThatThrownBy(() -> local.job("clean-2")).isInstanceOf(NotFoundException.class);
  }

  @Test
  void aJobWithoutAnIdGetsOne() {
    Job job = local.submit(sparkJob("", "a.Main").build());

    assertThat(local.job(job.getReference().getJobId()).getJobUuid()).isEqualTo(job.getJobUuid());
  }

  @Test
  void aJobAndABatchOfOneIdAreTwoThings() {
    local.submit(sparkJob("clean-1", "a.Main").build());
    local.create("clean-1", sparkBatch("b.Main").build());

    assertThat(local.get("clean-1").getState()).isEqualTo(Batch.State.PENDING);
    assertThat(listed(ListJobsRequest.newBuilder())).containsExactly("clean-1");
  }

  @Test
  void aRunningJobIsCancelled() throws Exception {
    local.submit(sparkJob("clean-1", "a.Main").build());
    SparkJob running = spark.began.take();

    Job answer = local.jobs.cancelJob("local-test", "europe-west1", "clean-1");

    assertThat(answer.getStatus().getState()).isIn(CANCEL_STARTED, CANCELLED);
    assertThat(spark.cancelled.take()).isEqualTo(running.id());
    Job job = local.awaitJob("clean-1");
    assertThat(job.getStatus().getState()).isEqualTo(CANCELLED);
    assertThat(job.getStatus().getDetails()).isEqualTo("Cancelled by its caller.");
    assertThat(states(job))
        .containsExactly(PENDING, SETUP_DONE, RUNNING, CANCEL_PENDING, CANCEL_STARTED);
    assertThat(local.jobs.cancelJob("local-test", "europe-west1", "clean-1")).isEqualTo(job);
  }

  @Test
  void aWaitingJobIsCancelledAtOnceAndNeverRuns() throws Exception {
    local.submit(sparkJob("clean-1", "a.Main").build());
    spark.began.take();
    local.submit(sparkJob("clean-2", "b.Main").build());
    local.submit(sparkJob("clean-3", "c.Main").build());

    local.jobs.cancelJob("local-test", "europe-west1", "clean-2");

    assertThat(local.job("clean-2").getStatus().getState()).isEqualTo(CANCELLED);
    spark.end(Result.SUCCEEDED, "");
    assertThat(spark.began.take().mainClass()).isEqualTo("c.Main");
  }

  @Test
  void anOperationEndsWithItsJob() throws Exception {
    Operation operation =
        local
            .jobs
            .submitJobAsOperationCallable()
            .call(
                SubmitJobRequest.newBuilder()
                    .setProjectId("local-test")
                    .setRegion("europe-west1")
                    .setJob(sparkJob("clean-1", "a.Main"))
                    .build());
    assertThat(operation.getDone()).isFalse();
    assertThat(operation.getMetadata().unpack(JobMetadata.class).getJobId()).isEqualTo("clean-1");

    spark.end(Result.SUCCEEDED, "");
    local.awaitJob("clean-1");

    Operation done = local.jobs.getHttpJsonOperationsClient().getOperation(operation.getName());
    assertThat(done.getDone()).isTrue();
    assertThat(done.getResponse().unpack(Job.class).getStatus().getState()).isEqualTo(DONE);
  }

  @Test
  void onlyEndedJobsAreDeleted() {
    local.submit(sparkJob("clean-1", "a.Main").build());
    assertThatThrownBy(() -> local.jobs.deleteJob("local-test", "europe-west1", "clean-1"))
        .isInstanceOf(InvalidArgumentException.class);

    spark.end(Result.SUCCEEDED, "");
    local.awaitJob("clean-1");
    local.jobs.deleteJob("local-test", "europe-west1", "clean-1");

    assertThatThrownBy(() -> local.job("clean-1")).isInstanceOf(NotFoundException.class);
    local.submit(sparkJob("clean-1", "a.Main").build());
  }

  @Test
  void jobsAreListedNewestFirstInPagesAndFiltered() throws Exception {
    local.submit(sparkJob("clean-1", "a.Main").putLabels("env", "prod").build());
    spark.began.take();
    spark.end(Result.SUCCEEDED, "");
    local.awaitJob("clean-1");
    local.submit(sparkJob("clean-2", "a.Main").putLabels("env", "prod").build());
    local.submit(sparkJob("clean-3", "a.Main").putLabels("env", "test").build());

    assertThat(listed(ListJobsRequest.newBuilder().setPageSize(2)))
        .containsExactly("clean-3", "clean-2", "clean-1");
    assertThat(listed(ListJobsRequest.newBuilder().setJobStateMatcher(JobStateMatcher.NON_ACTIVE)))
        .containsExactly("clean-1");
    assertThat(listed(ListJobsRequest.newBuilder().setClusterName("etl"))).isEmpty();
    assertThat(filtered("status.state = ACTIVE AND labels.env = prod")).containsExactly("clean-2");
    assertThat(filtered("status.state = NON_ACTIVE")).containsExactly("clean-1");
    assertThat(filtered("labels.env:*")).hasSize(3);
    assertThatThrownBy(() -> filtered("state = RUNNING"))
        .isInstanceOf(InvalidArgumentException.class);
    assertThatThrownBy(() -> filtered("status.state = RUNNING"))
        .isInstanceOf(InvalidArgumentException.class);
  }

  @Test
  void jobsAndBatchesShareTheRoomThatThereIs() {
    local.submit(sparkJob("clean-1", "a.Main").build());
    local.submit(sparkJob("clean-2", "a.Main").build());
    local.create("score-1", sparkBatch("a.Main").build());

    assertThatThrownBy(() -> local.submit(sparkJob("clean-3", "a.Main").build()))
        .isInstanceOf(ResourceExhaustedException.class);
  }

  @Test
  void afterARestartWaitingJobsRunAndRunningOnesAreLost() throws Exception {
    local.submit(sparkJob("clean-1", "a.Main").build());
    spark.began.take();
    local.submit(sparkJob("clean-2", "b.Main").build());
    Job third = local.submit("q-1", sparkJob("clean-3", "c.Main").build());
    local.close();

    open();

    Job lost = local.job("clean-1");
    assertThat(lost.getStatus().getState()).isEqualTo(ERROR);
    assertThat(lost.getStatus().getDetails()).isEqualTo("driver lost: the local cloud was stopped");
    assertThat(spark.began.take().mainClass()).isEqualTo("b.Main");
    assertThat(local.submit("q-1", sparkJob("clean-3", "c.Main").build()).getJobUuid())
        .isEqualTo(third.getJobUuid());
  }

  @Test
  void whatGoogleRefusesIsRefused() {
    refused(job -> sparkJob("no/slash", "a.Main"));
    refused(job -> sparkJob("x".repeat(101), "a.Main"));
    refused(Job.Builder::clearSparkJob);
    refused(Job.Builder::clearPlacement);
    refused(job -> job.putLabels("UPPER", "x"));
    refused(job -> job.setScheduling(JobScheduling.newBuilder().setMaxFailuresPerHour(1)));
    refused(job -> job.setScheduling(JobScheduling.newBuilder().setMaxFailuresTotal(1)));
    refused(
        job -> {
          job.getReferenceBuilder().setProjectId("another");
          return job;
        });
    refused(
        job -> {
          job.getSparkJobBuilder().addArgs("--conf=a=b");
          return job;
        });
    refused(
        job -> {
          job.getSparkJobBuilder().addArchiveUris("gs://lake/a.zip");
          return job;
        });
    assertThatThrownBy(() -> local.submit("x".repeat(41), sparkJob("a", "a.Main").build()))
        .isInstanceOf(InvalidArgumentException.class);
  }

  private void refused(UnaryOperator<Job.Builder> change) {
    Job job = change.apply(sparkJob("clean-1", "a.Main")).build();
    assertThatThrownBy(() -> local.submit(job)).isInstanceOf(InvalidArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"job\": {\"placement\": {\"clusterName\": \"local\"},"
            + " \"sparkJob\": {\"mainClass\": \"a\", \"colour\": \"red\"}}}",
        "{\"job\": {\"colour\": \"red\"}}",
        "{\"colour\": \"red\"}",
        "{\"job\": {\"placement\": {\"clusterName\": \"local\"},"
            + " \"sparkSqlJob\": {\"queryFileUri\": \"gs://lake/a.sql\"}}}",
        "{\"job\": {\"placement\": {\"clusterLabels\": {\"a\": \"b\"}}}}",
      })
  void unknownFieldsAreRefused(String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    local.server.url()
                        + "/v1/projects/local-test/regions/europe-west1/jobs:submit"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();

    HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("\"status\":\"INVALID_ARGUMENT\"");
  }

  private List<String> filtered(String filter) {
    return listed(ListJobsRequest.newBuilder().setFilter(filter));
  }

  private List<String> listed(ListJobsRequest.Builder request) {
    List<String> ids = new ArrayList<>();
    local
        .jobs
        .listJobs(request.setProjectId("local-test").setRegion("europe-west1").build())
        .iterateAll()
        .forEach(job -> ids.add(job.getReference().getJobId()));
    return ids;
  }

  private static List<JobStatus.State> states(Job job) {
    return job.getStatusHistoryList().stream().map(JobStatus::getState).toList();
  }
}
