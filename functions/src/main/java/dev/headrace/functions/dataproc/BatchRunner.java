package dev.headrace.functions.dataproc;

import com.google.cloud.dataproc.v1.Batch;
import com.google.cloud.dataproc.v1.BatchControllerClient;
import com.google.cloud.dataproc.v1.CreateBatchRequest;
import com.google.cloud.dataproc.v1.GetBatchRequest;
import dev.headrace.functions.Settings;
import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import dev.headrace.runner.JobReport;
import java.time.Duration;
import java.util.SortedMap;
import java.util.function.Supplier;

/** Runs jobs as Dataproc serverless batches. */
public final class BatchRunner extends DataprocRunner<CreateBatchRequest, Batch> {
  private final BatchRequests requests;
  private final Supplier<BatchControllerClient> connect;
  private BatchControllerClient client;

  /** Connects with the first call. */
  public BatchRunner(Settings settings) {
    this(settings, () -> BatchClient.connect(settings.region(), settings.dataprocEndpoint()));
  }

  BatchRunner(Settings settings, Supplier<BatchControllerClient> connect) {
    super("batch");
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
    this.connect = connect;
  }

  @Override
  CreateBatchRequest request(JobId id, JobSpec spec, Duration timeout) {
    return requests.create(id, spec, timeout);
  }

  @Override
  void send(CreateBatchRequest request) {
    // Its operation ends when the batch does: nobody waits for it.
    client().createBatchCallable().call(request);
  }

  @Override
  Batch fetch(JobId id) {
    GetBatchRequest request = GetBatchRequest.newBuilder().setName(requests.name(id)).build();
    return client().getBatchCallable().call(request);
  }

  @Override
  void stop(JobId id, Batch found) {
    client().getHttpJsonOperationsClient().cancelOperation(found.getOperation());
  }

  @Override
  JobReport translated(Batch found) {
    return BatchStates.report(found);
  }

  @Override
  SortedMap<String, String> labels(JobSpec spec) {
    return requests.labels(spec);
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
    }
  }

  private synchronized BatchControllerClient client() {
    if (client == null) {
      client = connect.get();
    }
    return client;
  }
}
