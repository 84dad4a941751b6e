package dev.headrace.local.dataproc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.gax.rpc.AbortedException;
import com.google.api.gax.rpc.InvalidArgumentException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.cloud.dataproc.v1.Batch;
import com.google.cloud.dataproc.v1.BatchControllerClient;
import com.google.cloud.dataproc.v1.CreateBatchRequest;
import com.google.cloud.dataproc.v1.ListBatchesRequest;
import com.google.cloud.dataproc.v1.PySparkBatch;
import com.google.longrunning.Operation;
import dev.headrace.local.GoogleProject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Dataproc promises of serverless batches, by the official client. */
abstract class DataprocContract {
  /** A script that waits as many seconds as its first argument says, and exits with the second. */
  static final String SCRIPT =
      "import sys, time\ntime.sleep(int(sys.argv[1]))\nsys.exit(int(sys.argv[2]))\n";

  private final String id = GoogleProject.fresh("batch");

  abstract BatchControllerClient client();

  /** {@code projects/P/locations/R}. */
  abstract String parent();

  /** Where {@link #SCRIPT} is. */
  abstract String script();

  /** How long to wait before a batch is looked at again. */
  abstract Duration pause();

  @AfterEach
  void delete() {
    try {
      Batch batch = get();
      if (!ended(batch)) {
        client().getHttpJsonOperationsClient().cancelOperation(batch.getOperation());
        awaitEnd();
      }
      client().deleteBatch(name());
    } catch (NotFoundException e) {
      // The test has deleted it, or made none.
    }
  }

  @Test
  void aBatchRunsToItsEndAndItsIdIsTakenOnce() throws Exception {
    Operation operation = create("first", batch(0, 0));
    assertThatThrownBy(() -> create("second", batch(0, 0))).isInstanceOf(AbortedException.class);
    assertThat(create("first", batch(0, 0)).getName()).isEqualTo(operation.getName());

    Batch ended = awaitEnd();

    assertThat(ended.getState()).as(ended.getStateMessage()).isEqualTo(Batch.State.SUCCEEDED);
    assertThat(ended.getLabelsMap()).containsEntry("contract", id);
    assertThat(ended.getOperation()).isEqualTo(operation.getName());
    assertThat(
            client()
                .getHttpJsonOperationsClient()
                .getOperation(operation.getName())
                .getResponse()
                .unpack(Batch.class)
                .getState())
        .isEqualTo(Batch.State.SUCCEEDED);
    assertThatThrownBy(() -> create("third", batch(0, 0))).isInstanceOf(AbortedException.class);
  }

  @Test
  void aScriptThatExitsOtherwiseThanWellFails() {
    create("first", batch(0, 3));

    assertThat(awaitEnd().getState()).isEqualTo(Batch.State.FAILED);
  }

  @Test
  void aLiveBatchIsFoundByItsLabelsCancelledByItsOperationAndNotDeleted() {
    Operation operation = create("first", batch(600, 0));
    assertThatThrownBy(() -> client().deleteBatch(name()))
        .isInstanceOf(InvalidArgumentException.class);
    ListBatchesRequest ours =
        ListBatchesRequest.newBuilder()
            .setParent(parent())
            .setFilter("labels.contract = " + id)
            .build();
    assertThat(client().listBatches(ours).iterateAll())
        .extracting(Batch::getName)
        .containsExactly(name());

    client().getHttpJsonOperationsClient().cancelOperation(operation.getName());

    assertThat(awaitEnd().getState()).isEqualTo(Batch.State.CANCELLED);
    client().getHttpJsonOperationsClient().cancelOperation(operation.getName());
    assertThat(get().getState()).isEqualTo(Batch.State.CANCELLED);
  }

  @Test
  void aMissingBatchIsNotFound() {
    assertThatThrownBy(this::get).isInstanceOf(NotFoundException.class);
  }

  private Batch batch(int seconds, int exit) {
    Batch.Builder batch = LocalDataproc.emptyBatch();
    batch
        .putLabels("contract", id)
        .setPysparkBatch(
            PySparkBatch.newBuilder()
                .setMainPythonFileUri(script())
                .addAllArgs(List.of(String.valueOf(seconds), String.valueOf(exit))));
    return batch.build();
  }

  private Operation create(String requestId, Batch batch) {
    return client()
        .createBatchCallable()
        .call(
            CreateBatchRequest.newBuilder()
                .setParent(parent())
                .setBatchId(id)
                .setRequestId(id.substring(id.length() - 8) + "-" + requestId)
                .setBatch(batch)
                .build());
  }

  private Batch awaitEnd() {
    Batch batch = get();
    while (!ended(batch)) {
      LockSupport.parkNanos(pause().toNanos());
      batch = get();
    }
    return batch;
  }

  private static boolean ended(Batch batch) {
    return switch (batch.getState()) {
      case SUCCEEDED, FAILED, CANCELLED -> true;
      case PENDING, RUNNING, CANCELLING, STATE_UNSPECIFIED, UNRECOGNIZED -> false;
    };
  }

  private Batch get() {
    return client().getBatch(name());
  }

  private String name() {
    return parent() + "/batches/" + id;
  }
}
