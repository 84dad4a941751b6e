package dev.headrace.local.dataproc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.gax.rpc.AbortedException;
import com.google.api.gax.rpc.InvalidArgumentException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.cloud.dataproc.v1.Job;
import com.google.cloud.dataproc.v1.JobControllerClient;
import com.google.cloud.dataproc.v1.JobPlacement;
import com.google.cloud.dataproc.v1.JobReference;
import com.google.cloud.dataproc.v1.JobStatus;
import com.google.cloud.dataproc.v1.ListJobsRequest;
import com.google.cloud.dataproc.v1.PySparkJob;
import com.google.cloud.dataproc.v1.SubmitJobRequest;
import dev.headrace.local.GoogleProject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Dataproc promises of jobs on a named cluster, by the official client. */
abstract class ClusterJobsContract {
  private final String id = GoogleProject.fresh("job");

  abstract JobControllerClient client();

  abstract String project();

  abstract String region();

  abstract String cluster();

  /** Where {@link DataprocContract#SCRIPT} is. */
  abstract String script();

  /** How long to wait before a job is looked at again. */
  abstract Duration pause();

  @AfterEach
  void delete() {
    try {
      if (!get().getDone()) {
        client().cancelJob(project(), region(), id);
        awaitEnd();
      }
      client().deleteJob(project(), region(), id);
    } catch (NotFoundException e) {
      // The test has deleted it, or made none.
    }
  }

  @Test
  void aJobRunsToItsEndAndItsIdIsTakenOnce() {
    Job submitted = submit("first", job(0, 0));
    assertThatThrownBy(() -> submit("second", job(0, 0))).isInstanceOf(AbortedException.class);
    assertThat(submit("first", job(0, 0)).getJobUuid()).isEqualTo(submitted.getJobUuid());

    Job ended = awaitEnd();

    assertThat(ended.getStatus().getState())
        .as(ended.getStatus().getDetails())
        .isEqualTo(JobStatus.State.DONE);
    assertThat(ended.getLabelsMap()).containsEntry("contract", id);
    assertThat(ended.getPlacement().getClusterUuid()).isNotEmpty();
    assertThatThrownBy(() -> submit("third", job(0, 0))).isInstanceOf(AbortedException.class);
  }

  @Test
  void aScriptThatExitsOtherwiseThanWellFails() {
    submit("first", job(0, 3));

    assertThat(awaitEnd().getStatus().getState()).isEqualTo(JobStatus.State.ERROR);
  }

  @Test
  void aLiveJobIsFoundByItsLabelsCancelledAndNotDeleted() {
    submit("first", job(600, 0));
    assertThatThrownBy(() -> client().deleteJob(project(), region(), id))
        .isInstanceOf(InvalidArgumentException.class);
    assertThat(active()).containsExactly(id);

    client().cancelJob(project(), region(), id);

    assertThat(awaitEnd().getStatus().getState()).isEqualTo(JobStatus.State.CANCELLED);
    client().cancelJob(project(), region(), id);
    assertThat(get().getStatus().getState()).isEqualTo(JobStatus.State.CANCELLED);
    assertThat(active()).isEmpty();
  }

  @Test
  void aClusterThatIsNotThereIsNotFound() {
    Job elsewhere =
        job(0, 0).toBuilder()
            .setPlacement(JobPlacement.newBuilder().setClusterName(GoogleProject.fresh("none")))
            .build();

    assertThatThrownBy(() -> submit("first", elsewhere)).isInstanceOf(NotFoundException.class);
    assertThatThrownBy(this::get).isInstanceOf(NotFoundException.class);
  }

  private List<String> active() {
    ListJobsRequest ours =
        ListJobsRequest.newBuilder()
            .setProjectId(project())
            .setRegion(region())
            .setFilter("status.state = ACTIVE AND labels.contract = " + id)
            .build();
    return client().listJobs(ours).getPage().streamAll().map(this::idOf).toList();
  }

  private String idOf(Job job) {
    return job.getReference().getJobId();
  }

  private Job job(int seconds, int exit) {
    return Job.newBuilder()
        .setReference(JobReference.newBuilder().setJobId(id))
        .setPlacement(JobPlacement.newBuilder().setClusterName(cluster()))
        .putLabels("contract", id)
        .setPysparkJob(
            PySparkJob.newBuilder()
                .setMainPythonFileUri(script())
                .addAllArgs(List.of(String.valueOf(seconds), String.valueOf(exit))))
        .build();
  }

  private Job submit(String requestId, Job job) {
    return client()
        .submitJob(
            SubmitJobRequest.newBuilder()
                .setProjectId(project())
                .setRegion(region())
                .setRequestId(id.substring(id.length() - 8) + "-" + requestId)
                .setJob(job)
                .build());
  }

  private Job awaitEnd() {
    Job job = get();
    while (!job.getDone()) {
      LockSupport.parkNanos(pause().toNanos());
      job = get();
    }
    return job;
  }

  private Job get() {
    return client().getJob(project(), region(), id);
  }
}
