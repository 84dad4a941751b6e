package dev.headrace.functions.dataproc;

import com.google.api.gax.rpc.ApiException;
import com.google.api.gax.rpc.StatusCode;
import com.google.cloud.dataproc.v1.CancelJobRequest;
import com.google.cloud.dataproc.v1.GetJobRequest;
import com.google.cloud.dataproc.v1.Job;
import com.google.cloud.dataproc.v1.JobControllerClient;
import com.google.cloud.dataproc.v1.SubmitJobRequest;
import dev.headrace.functions.Settings;
import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import dev.headrace.pipeline.ClusterName;
import dev.headrace.runner.JobReport;
import java.time.Duration;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * Runs jobs on a Dataproc cluster that is there already.
 *
 * <p>The service does not end a job by itself after a time, as it does a batch: a job is cancelled
 * by whoever submitted it.
 */
public final class ClusterRunner extends DataprocRunner<SubmitJobRequest, Job> {
  private final JobRequests requests;
  private final Supplier<JobControllerClient> connect;
  private JobControllerClient client;

  /** Connects with the first call. */
  public ClusterRunner(Settings settings, ClusterName cluster) {
    super("job");
    this.requests =
        new JobRequests(settings.project(), settings.region(), settings.installation(), cluster);
    this.connect = () -> JobClient.connect(settings.region(), settings.dataprocEndpoint());
  }

  @Override
  SubmitJobRequest request(JobId id, JobSpec spec, Duration timeout) {
    return requests.submit(id, spec);
  }

  @Override
  void send(SubmitJobRequest request) {
    client().submitJobCallable().call(request);
  }

  @Override
  Job fetch(JobId id) {
    return client()
        .getJobCallable()
        .call(
            GetJobRequest.newBuilder()
                .setProjectId(requests.project())
                .setRegion(requests.region())
                .setJobId(id.value())
                .build());
  }

  @Override
  void stop(JobId id, Job found) {
    client()
        .cancelJobCallable()
        .call(
            CancelJobRequest.newBuilder()
                .setProjectId(requests.project())
                .setRegion(requests.region())
                .setJobId(id.value())
                .build());
  }

  @Override
  JobReport translated(Job found) {
    return JobStates.report(found);
  }

  @Override
  SortedMap<String, String> labels(JobSpec spec) {
    return requests.labels(spec);
  }

  /** Of a refusal only the status gets through: the commonest cause is said beside it. */
  @Override
  String refusal(ApiException e) {
    return e.getStatusCode().getCode() == StatusCode.Code.NOT_FOUND
        ? "not found: is there a cluster "
            + requests.cluster()
            + " in project "
            + requests.project()
            + ", region "
            + requests.region()
            + "?"
        : super.refusal(e);
  }

  @Override
  public synchronized void close() {
    if (client != null) {
      client.close();
    }
  }

  private synchronized JobControllerClient client() {
    if (client == null) {
      client = connect.get();
    }
    return client;
  }
}
