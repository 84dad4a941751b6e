package dev.headrace.local.dataproc;

import static com.google.cloud.dataproc.v1.Batch.State.CANCELLED;
import static com.google.cloud.dataproc.v1.Batch.State.CANCELLING;
import static com.google.cloud.dataproc.v1.Batch.State.FAILED;
import static com.google.cloud.dataproc.v1.Batch.State.PENDING;
import static com.google.cloud.dataproc.v1.Batch.State.RUNNING;
import static com.google.cloud.dataproc.v1.Batch.State.SUCCEEDED;
import static dev.headrace.local.dataproc.LocalDataproc.PARENT;
import static dev.headrace.local.dataproc.LocalDataproc.sparkBatch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.gax.rpc.AbortedException;
import com.google.api.gax.rpc.InvalidArgumentException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.api.gax.rpc.ResourceExhaustedException;
import com.google.cloud.dataproc.v1.Batch;
import com.google.cloud.dataproc.v1.BatchName;
import com.google.cloud.dataproc.v1.ListBatchesRequest;
import com.google.longrunning.Operation;
import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.driver.DriverEnd.Result;
import dev.headrace.local.driver.PythonJob;
import dev.headrace.local.driver.SparkJob;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataprocTest {
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
  void aBatchRunsToItsEnd() throws Exception {
    Operation operation = local.create("score-1", sparkBatch("a.Main").build());
    assertThat(operation.getDone()).isFalse();
    SparkJob job = spark.began.take();
    assertThat(local.get("score-1").getState()).isEqualTo(RUNNING);
    assertThat(local.dataproc.active()).isEqualTo(1);

    spark.end(Result.SUCCEEDED, "");

    Batch batch = local.await("score-1", SUCCEEDED);
    assertThat(job.mainClass()).isEqualTo("a.Main");
    assertThat(batch.getUuid()).isEqualTo(job.id());
    assertThat(batch.getStateHistoryList())
        .extracting(Batch.StateHistory::getState)
        .containsExactly(PENDING, RUNNING);
    assertThat(batch.getRuntimeInfo().getOutputUri()).startsWith("file:///").endsWith(".log");
    assertThat(batch.getOperation()).isEqualTo(operation.getName());
    Operation done = local.client.getHttpJsonOperationsClient().getOperation(operation.getName());
    assertThat(done.getDone()).isTrue();
    assertThat(done.getResponse().unpack(Batch.class).getState()).isEqualTo(SUCCEEDED);
    assertThat(local.dataproc.active()).isZero();
  }

  @Test
  void aFailureHasItsReason() {
    local.create("score-1", sparkBatch("a.Main").build());
    spark.end(Result.FAILED, "exit code 3");

    assertThat(local.await("score-1", FAILED).getStateMessage()).isEqualTo("exit code 3");
  }

  @Test
  void codeThatIsMissingIsAFailure() {
    Batch.Builder batch = sparkBatch("a.Main");
    batch.getSparkBatchBuilder().addJarFileUris("gs://lake/none.jar");
    local.create("score-1", batch.build());

    assertThat(local.await("score-1", FAILED).getStateMessage())
        .isEqualTo("File not found: gs://lake/none.jar");
  }

  @Test
  void theSameIdIsRefusedAlsoAfterTheEnd() {
    local.create("score-1", "first", sparkBatch("a.Main").build());
    assertThatThrownBy(() -> local.create("score-1", "second", sparkBatch("a.Main").build()))
        .isInstanceOf(AbortedException.class);

    spark.end(Result.SUCCEEDED, "");
    local.await("score-1", SUCCEEDED);

    assertThatThrownBy(() -> local.create("score-1", "third", sparkBatch("a.Main").build()))
        .isInstanceOf(AbortedException.class);
  }

  @Test
  void theSameRequestGivesTheFirstOperation() {
    Operation first = local.create("score-1", "q-1", sparkBatch("a.Main").build());

    assertThat(local.create("score-1", "q-1", sparkBatch("a.Main").build()).getName())
        .isEqualTo(first.getName());
    assertThat(local.create("score-2", "q-1", sparkBatch("a.Main").build()).getName())
        .isEqualTo(first.getName());
    assertThatThrownBy(() -> local.get("score-2")).isInstanceOf(NotFoundException.class);
  }

  @Test
  void aRunningBatchIsCancelledByItsOperation() throws Exception {
    Operation operation = local.create("score-1", sparkBatch("a.Main").build());
    SparkJob job = spark.began.take();

    local.client.getHttpJsonOperationsClient().cancelOperation(operation.getName());

    assertThat(spark.cancelled.take()).isEqualTo(job.id());
    Batch batch = local.await("score-1", CANCELLED);
    assertThat(batch.getStateMessage()).isEqualTo("Cancelled by its caller.");
    assertThat(batch.getStateHistoryList())
        .extracting(Batch.StateHistory::getState)
        .containsExactly(PENDING, RUNNING, CANCELLING);
    local.client.getHttpJsonOperationsClient().cancelOperation(operation.getName());
    assertThat(local.get("score-1").getState()).isEqualTo(CANCELLED);
  }

  @Test
  void aWaitingBatchIsCancelledAtOnceAndNeverRuns() throws Exception {
    local.create("score-1", sparkBatch("a.Main").build());
    spark.began.take();
    Operation operation = local.create("score-2", sparkBatch("b.Main").build());
    local.create("score-3", sparkBatch("c.Main").build());

    local.client.getHttpJsonOperationsClient().cancelOperation(operation.getName());

    assertThat(local.get("score-2").getState()).isEqualTo(CANCELLED);
    spark.end(Result.SUCCEEDED, "");
    assertThat(spark.began.take().mainClass()).isEqualTo("c.Main");
  }

  @Test
  void aBatchDoesNotOutliveItsTtl() throws Exception {
    Batch.Builder batch = sparkBatch("a.Main");
    batch
        .getEnvironmentConfigBuilder()
        .getExecutionConfigBuilder()
        .setTtl(com.google.protobuf.Duration.newBuilder().setSeconds(600));
    local.create("score-1", batch.build());
    spark.began.take();

    local.clock.set(local.clock.instant().plus(Duration.ofMinutes(11)), LocalClock.Mode.FROZEN);

    assertThat(local.await("score-1", CANCELLED).getStateMessage())
        .isEqualTo("The batch lived longer than its ttl of PT10M");
  }

  @Test
  void onlyEndedBatchesAreDeleted() {
    local.create("score-1", sparkBatch("a.Main").build());
    BatchName name = BatchName.of("local-test", "europe-west1", "score-1");
    assertThatThrownBy(() -> local.client.deleteBatch(name))
        .isInstanceOf(InvalidArgumentException.class);

    spark.end(Result.SUCCEEDED, "");
    local.await("score-1", SUCCEEDED);
    local.client.deleteBatch(name);

    assertThatThrownBy(() -> local.get("score-1")).isInstanceOf(NotFoundException.class);
    local.create("score-1", sparkBatch("a.Main").build());
  }

  @Test
  void batchesAreListedNewestFirstInPages() {
    for (int i = 1; i <= 3; i++) {
      local.create("score-" + i, sparkBatch("a.Main").putLabels("number", "n" + i).build());
    }
    ListBatchesRequest request =
        ListBatchesRequest.newBuilder().setParent(PARENT).setPageSize(2).build();

    List<String> ids = new ArrayList<>();
    local.client.listBatches(request).iterateAll().forEach(batch -> ids.add(id(batch)));

    assertThat(ids).containsExactly("score-3", "score-2", "score-1");
    assertThat(local.client.listBatches(request).getPage().getValues()).hasSize(2);
  }

  @Test
  void listsAreFiltered() throws Exception {
    local.create("score-1", sparkBatch("a.Main").putLabels("env", "prod").build());
    spark.began.take();
    local.create("score-2", sparkBatch("a.Main").putLabels("env", "prod").build());
    local.create("score-3", sparkBatch("a.Main").putLabels("env", "test").build());

    assertThat(filtered("state = RUNNING and labels.env=prod")).containsExactly("score-1");
    assertThat(filtered("labels.env = \"prod\" AND state=PENDING")).containsExactly("score-2");
    assertThat(filtered("batch_id=score-3")).containsExactly("score-3");
    assertThat(filtered("labels.env:* AND create_time > \"2001-01-01T00:00:00Z\"")).hasSize(3);
    assertThatThrownBy(() -> filtered("colour = red")).isInstanceOf(InvalidArgumentException.class);
    assertThatThrownBy(() -> filtered("state =")).isInstanceOf(InvalidArgumentException.class);
  }

  private List<String> filtered(String filter) {
    List<String> ids = new ArrayList<>();
    local
        .client
        .listBatches(ListBatchesRequest.newBuilder().setParent(PARENT).setFilter(filter).build())
        .iterateAll()
        .forEach(batch -> ids.add(id(batch)));
    return ids;
  }

  private static String id(Batch batch) {
    return batch.getName().substring(batch.getName().lastIndexOf('/') + 1);
  }

  @Test
  void tooManyBatchesAreRefused() {
    for (int i = 1; i <= 3; i++) {
      local.create("score-" + i, sparkBatch("a.Main").build());
    }

    assertThatThrownBy(() -> local.create("score-4", sparkBatch("a.Main").build()))
        .isInstanceOf(ResourceExhaustedException.class);
  }

  @Test
  void afterARestartWaitingBatchesRunAndRunningOnesAreLost() throws Exception {
    local.create("score-1", sparkBatch("a.Main").build());
    spark.began.take();
    local.create("score-2", sparkBatch("b.Main").build());
    Operation first = local.create("score-2b", "q-1", sparkBatch("c.Main").build());
    local.close();

    open();

    Batch lost = local.get("score-1");
    assertThat(lost.getState()).isEqualTo(FAILED);
    assertThat(lost.getStateMessage()).isEqualTo("driver lost: the local cloud was stopped");
    assertThat(spark.began.take().mainClass()).isEqualTo("b.Main");
    assertThat(local.create("score-2b", "q-1", sparkBatch("c.Main").build()).getName())
        .isEqualTo(first.getName());
  }

  @Test
  void whatGoogleRefusesIsRefused() {
    refused("abc", batch -> batch);
    refused("Score_1", batch -> batch);
    refused("score-1", batch -> batch.putLabels("UPPER", "x"));
    refused("score-1", batch -> batch.clearRuntimeConfig());
    refused("score-1", batch -> batch.clearEnvironmentConfig());
    refused("score-1", batch -> batch.clearSparkBatch());
    refused(
        "score-1",
        batch -> {
          batch.getSparkBatchBuilder().addArgs("--conf").addArgs("a=b");
          return batch;
        });
    refused(
        "score-1",
        batch -> {
          batch
              .getEnvironmentConfigBuilder()
              .getExecutionConfigBuilder()
              .setTtl(com.google.protobuf.Duration.newBuilder().setSeconds(599));
          return batch;
        });
  }

  private void refused(String id, UnaryOperator<Batch.Builder> change) {
    Batch batch = change.apply(sparkBatch("a.Main")).build();
    assertThatThrownBy(() -> local.create(id, batch)).isInstanceOf(InvalidArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"sparkBatch\": {\"mainClass\": \"a\", \"colour\": \"red\"}}",
        "{\"colour\": \"red\"}",
        "{\"sparkBatch\": {\"mainClass\": 7}}",
        "{\"sparkSqlBatch\": {\"queryFileUri\": \"gs://lake/a.sql\"}}",
      })
  void unknownFieldsAreRefused(String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(local.server.url() + "/v1/" + PARENT + "/batches"))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();

    assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode())
        .isEqualTo(400);
  }
}
