package dev.headrace.local.scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.gax.rpc.AbortedException;
import com.google.api.gax.rpc.InvalidArgumentException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.cloud.scheduler.v1.CloudSchedulerClient;
import com.google.cloud.scheduler.v1.HttpTarget;
import com.google.cloud.scheduler.v1.Job;
import com.google.protobuf.FieldMask;
import dev.headrace.local.GoogleProject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Cloud Scheduler promises of its jobs, by the official client. None of them ever fires. */
abstract class SchedulerContract {
  private static final String NEW_YEAR = "0 0 1 1 *";

  private final String id = GoogleProject.fresh("job");

  abstract CloudSchedulerClient client();

  /** {@code projects/P/locations/R}. */
  abstract String parent();

  @AfterEach
  void delete() {
    try {
      client().deleteJob(name());
    } catch (NotFoundException e) {
      // The test has deleted it, or made none.
    }
  }

  @Test
  void aJobIsMadeReadListedAndDeleted() {
    create(job().setDescription("made"));

    assertThat(client().getJob(name()).getDescription()).isEqualTo("made");
    assertThat(client().getJob(name()).getState()).isEqualTo(Job.State.ENABLED);
    assertThat(client().listJobs(parent()).iterateAll()).extracting(Job::getName).contains(name());
    client().deleteJob(name());
    assertThatThrownBy(() -> client().getJob(name())).isInstanceOf(NotFoundException.class);
  }

  @Test
  void anUpdateChangesWhatItsMaskNamesAndNothingElse() {
    create(job().setDescription("made"));

    client()
        .updateJob(
            job().setSchedule("0 0 2 1 *").setTimeZone("Europe/Berlin").build(),
            FieldMask.newBuilder().addPaths("schedule").addPaths("time_zone").build());

    Job updated = client().getJob(name());
    assertThat(updated.getSchedule()).isEqualTo("0 0 2 1 *");
    assertThat(updated.getTimeZone()).isEqualTo("Europe/Berlin");
    assertThat(updated.getDescription()).isEqualTo("made");
  }

  @Test
  void whatIsMissingIsNotFoundByUpdateAndDelete() {
    FieldMask schedule = FieldMask.newBuilder().addPaths("schedule").build();

    assertThatThrownBy(() -> client().updateJob(job().build(), schedule))
        .isInstanceOf(NotFoundException.class);
    assertThatThrownBy(() -> client().deleteJob(name())).isInstanceOf(NotFoundException.class);
  }

  @Test
  void aNameIsTakenOnce() {
    create(job());

    assertThatThrownBy(() -> create(job())).isInstanceOf(AbortedException.class);
  }

  @Test
  void aJobIsPausedAndAnUpdateLeavesItPaused() {
    create(job());

    client().pauseJob(name());
    client()
        .updateJob(
            job().setDescription("x").build(),
            FieldMask.newBuilder().addPaths("description").build());
    assertThat(client().getJob(name()).getState()).isEqualTo(Job.State.PAUSED);

    client().resumeJob(name());
    assertThat(client().getJob(name()).getState()).isEqualTo(Job.State.ENABLED);
  }

  @Test
  void aScheduleThatIsNoneIsRefused() {
    assertThatThrownBy(() -> create(job().setSchedule("61 * * * *")))
        .isInstanceOf(InvalidArgumentException.class);
  }

  private void create(Job.Builder job) {
    client().createJob(parent(), job.build());
  }

  private String name() {
    return parent() + "/jobs/" + id;
  }

  private Job.Builder job() {
    return Job.newBuilder()
        .setName(name())
        .setSchedule(NEW_YEAR)
        .setTimeZone("Etc/UTC")
        .setHttpTarget(HttpTarget.newBuilder().setUri("https://example.com/"));
  }
}
