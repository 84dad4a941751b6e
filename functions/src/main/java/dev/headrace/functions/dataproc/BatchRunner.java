package dev.headrace.functions.dataproc;

import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode;
import com.google.cloud.dataproc.v1.Batch;
import com.google.cloud.dataproc.v1.BatchControllerClient;
import com.google.cloud.dataproc.v1.CreateBatchRequest;
import com.google.cloud.dataproc.v1.GetBatchRequest;
import dev.headrace.functions.Settings;
import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import dev.headrace.runner.JobReport;
import dev.headrace.runner.JobRunner;
import dev.headrace.runner.RunnerUnavailableException;
import dev.headrace.runner.SubmitResult;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Runs jobs as Dataproc serverless batches.
 *
 * <p>The batch id is the job id, so that the service itself refuses a second job under one id; what
 * it then holds is looked up and compared by its labels.
 */
public final class BatchRunner implements JobRunner, AutoCloseable {
  /** Answers to a request that may be right the next time. */
  private static final Set<Integer> PASSING = Set.of(408, 409, 425, 429, 499);

  private final BatchRequests requests;
  private final Supplier<BatchControllerClient> connect;
  private BatchControllerClient client;

  /** Connects with the first call. */
  public BatchRunner(Settings settings) {
    this.requests =
        new BatchRequests(
            settings.project(),
            settings.region(),
            settings.installation(),
            settings.runtimeVersion(),
            settings.containerImage(),
            settings.serviceAccount(),
            settings.subnetwork(),
            settings.sparkProperties());
    this.connect = () -> BatchClient.connect(settings.region(), settings.dataprocEndpoint());
  }

  @Override
  public SubmitResult submit(JobId id, JobSpec spec, Duration timeout) {
    CreateBatchRequest request;
    try {
      request = requests.create(id, spec, timeout);
    } catch (IllegalArgumentException e) {
      return new SubmitResult.Rejected(e.getMessage());
    }
    try {
      // Its operation ends when the batch does: nobody waits for it.
      client().createBatchCallable().call(request);
      return new SubmitResult.Accepted();
    } catch (ApiException e) {
      return afterRefusal(id, spec, e);
    } catch (RuntimeException e) {
      return new SubmitResult.Unknown("submit " + id + ": " + reason(e));
    }
  }

  @Override
  public JobReport report(JobId id) {
    return find(id).map(BatchStates::report).orElse(BatchStates.NOT_FOUND);
  }

  @Override
  public void cancel(JobId id) {
    Optional<Batch> batch =
        find(id).filter(found -> !BatchStates.state(found.getState()).terminal());
    if (batch.isEmpty()) {
      return;
    }
    try {
      client().getHttpJsonOperationsClient().cancelOperation(batch.get().getOperation());
    } catch (ApiException e) {
      if (!endedMeanwhile(id)) {
        throw new RunnerUnavailableException("cannot cancel batch " + id + ": " + reason(e), e);
      }
    }
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
    }
  }

  private SubmitResult afterRefusal(JobId id, JobSpec spec, ApiException e) {
    if (mayAlreadyExist(e)) {
      return compared(id, spec);
    }
    String reason = "submit " + id + ": " + reason(e);
    return isDefinite(e) ? new SubmitResult.Rejected(reason) : new SubmitResult.Unknown(reason);
  }

  private SubmitResult compared(JobId id, JobSpec spec) {
    Optional<Batch> batch;
    try {
      batch = find(id);
    } catch (RunnerUnavailableException e) {
      return new SubmitResult.Unknown(e.getMessage());
    }
    if (batch.isEmpty()) {
      return new SubmitResult.Unknown("batch " + id + " exists, and is not found");
    }
    Map<String, String> labels = batch.get().getLabelsMap();
    Map<String, String> ours = requests.labels(spec);
    return labels.entrySet().containsAll(ours.entrySet())
        ? new SubmitResult.Accepted()
        : new SubmitResult.Foreign("batch " + id + " has labels " + labels + ", not " + ours);
  }

  private Optional<Batch> find(JobId id) {
    GetBatchRequest request = GetBatchRequest.newBuilder().setName(requests.name(id)).build();
    try {
      return Optional.of(client().getBatchCallable().call(request));
    } catch (ApiException e) {
      if (e.getStatusCode().getCode() == StatusCode.Code.NOT_FOUND) {
        return Optional.empty();
      }
      throw new RunnerUnavailableException("cannot read batch " + id + ": " + reason(e), e);
    }
  }

  private boolean endedMeanwhile(JobId id) {
    return find(id).map(batch -> BatchStates.state(batch.getState()).terminal()).orElse(true);
  }

  /** Over gRPC the service says ALREADY_EXISTS; over HTTP the client makes ABORTED of its 409. */
  private static boolean mayAlreadyExist(ApiException e) {
    StatusCode.Code code = e.getStatusCode().getCode();
    return code == StatusCode.Code.ALREADY_EXISTS || code == StatusCode.Code.ABORTED;
  }

  /** Only a status of HTTP is an answer: the client makes codes of its own when there was none. */
  private static boolean isDefinite(ApiException e) {
    return e.getStatusCode().getTransportCode() instanceof Integer status
        && status >= 400
        && status < 500
        && !PASSING.contains(status);
  }

  private static String reason(RuntimeException e) {
    return e.getMessage() == null
        ? e.getClass().getSimpleName()
        : e.getMessage().lines().findFirst().orElse("");
  }

  private synchronized BatchControllerClient client() {
    if (client == null) {
      client = connect.get();
    }
    return client;
  }
}
