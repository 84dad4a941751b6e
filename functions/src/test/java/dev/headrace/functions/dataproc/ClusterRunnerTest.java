package dev.headrace.functions.dataproc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.functions.Settings;
import dev.headrace.functions.SettingsExamples;
import dev.headrace.functions.dataproc.DataprocServer.Fault;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobId;
import dev.headrace.pipeline.ClusterName;
import dev.headrace.runner.JobReport;
import dev.headrace.runner.SubmitResult;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterRunnerTest extends DataprocRunnerContract {
  private static final String JOBS = "/v1/projects/p/regions/europe-west1/jobs";

  @Override
  DataprocRunner<?, ?> runner(Settings settings) {
    return new ClusterRunner(settings, new ClusterName("etl"));
  }

  @Override
  Map<String, JsonNode> held() {
    return server.jobs();
  }

  @Override
  String noun() {
    return "job";
  }

  @Override
  void occupy(String id) {
    server.occupyJob(id);
  }

  @Override
  protected void succeed(JobId id) {
    server.moveJob(id.value(), "DONE", "");
  }

  @Override
  protected void awaitCancelled(JobId id) {
    assertThat(server.jobs().get(id.value()).at("/status/state").asText())
        .isEqualTo("CANCEL_PENDING");
    server.moveJob(id.value(), "CANCELLED", "");
  }

  @Test
  void everyCallIsOneRequestAndACancelTwo() {
    submit();
    runner.report(ID);
    runner.cancel(ID);

    assertThat(server.requests())
        .containsExactly(
            "POST " + JOBS + ":submit",
            "GET " + JOBS + "/" + ID,
            "GET " + JOBS + "/" + ID,
            "POST " + JOBS + "/" + ID + ":cancel");
  }

  @Test
  void whatIsSentIsWhatWasBuilt() {
    submit();

    JsonNode job = server.jobs().get(ID.value());
    assertThat(job.at("/pysparkJob/mainPythonFileUri").asText())
        .isEqualTo("gs://code/0b5e/trainer.py");
    assertThat(job.at("/placement/clusterName").asText()).isEqualTo("etl");
    assertThat(runner.report(ID).labels()).containsEntry("stage", "train");
  }

  @Test
  void aCancelIsAskedForAgainUntilTheJobHasEnded() {
    submit();
    runner.cancel(ID);
    runner.cancel(ID);
    server.moveJob(ID.value(), "CANCELLED", "");
    runner.cancel(ID);

    assertThat(server.requests().stream().filter(r -> r.endsWith(":cancel"))).hasSize(2);
  }

  @Test
  void aJobOfAnotherClusterIsForeign() {
    submit();
    server.forgetRequestIds();
    try (ClusterRunner other =
        new ClusterRunner(
            SettingsExamples.with("HEADRACE_DATAPROC_ENDPOINT", server.endpoint().toString()),
            new ClusterName("another"))) {
      assertThat(other.submit(ID, SPEC, Duration.ofHours(1)))
          .isInstanceOf(SubmitResult.Foreign.class);
    }
  }

  @Test
  void aClusterThatIsNotThereIsNamed() {
    server.next(Fault.NOT_FOUND);

    assertThat(submit())
        .isEqualTo(
            new SubmitResult.Rejected(
                "submit "
                    + ID
                    + ": not found: is there a cluster etl in project p, region europe-west1?"));
  }

  @Test
  void theServicesWordsAreKeptAsTheyAre() {
    submit();
    server.moveJob(ID.value(), "ERROR", "driver lost: the VM was preempted\nlast line");

    assertThat(runner.report(ID).state()).isEqualTo(JobReport.State.FAILED);
    assertThat(runner.report(ID).errorClass()).contains(ErrorClass.PLATFORM);
    assertThat(runner.report(ID).message())
        .isEqualTo("driver lost: the VM was preempted\nlast line");
  }
}
