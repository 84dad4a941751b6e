package dev.headrace.functions.dataproc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.functions.SettingsExamples;
import dev.headrace.functions.dataproc.DataprocServer.Fault;
import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import dev.headrace.runner.JobReport;
import dev.headrace.runner.JobRunner;
import dev.headrace.runner.JobRunnerContract;
import dev.headrace.runner.RunnerUnavailableException;
import dev.headrace.runner.SpecExamples;
import dev.headrace.runner.SubmitResult;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BatchRunnerTest extends JobRunnerContract {
  private static final JobSpec SPEC = SpecExamples.training(1);
  private static final JobId ID = SPEC.job();
  private static final String BATCHES = "/v1/projects/p/locations/europe-west1/batches";

  private DataprocServer server;
  private BatchRunner runner;

  @BeforeEach
  void connect() throws IOException {
    if (server == null) {
      server = new DataprocServer();
      runner =
          new BatchRunner(
              SettingsExamples.with("HEADRACE_DATAPROC_ENDPOINT", server.endpoint().toString()));
    }
  }

  @AfterEach
  void close() {
    runner.close();
    server.close();
  }

  @Override
  protected JobRunner emptyService() throws IOException {
    connect();
    return runner;
  }

  @Override
  protected void succeed(JobId id) {
    server.move(id.value(), "SUCCEEDED", "");
  }

  @Override
  protected void awaitCancelled(JobId id) {
    assertThat(server.batches().get(id.value()).get("state").asText()).isEqualTo("CANCELLING");
    server.move(id.value(), "CANCELLED", "");
  }

  @Override
  protected int jobs() {
    return server.batches().size();
  }

  @Test
  void nothingIsSentBeforeTheFirstCall() {
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void everyCallIsOneRequestAndACancelTwo() {
    submit();
    runner.report(ID);
    runner.cancel(ID);

    assertThat(server.requests())
        .containsExactly(
            "POST " + BATCHES,
            "GET " + BATCHES + "/" + ID,
            "GET " + BATCHES + "/" + ID,
            "POST /v1/projects/p/regions/europe-west1/operations/" + ID + ":cancel");
  }

  @Test
  void whatIsSentIsWhatWasBuilt() {
    submit();

    var batch = server.batches().get(ID.value());
    assertThat(batch.at("/pysparkBatch/mainPythonFileUri").asText())
        .isEqualTo("gs://code/0b5e/trainer.py");
    assertThat(batch.at("/labels/pipeline").asText()).isEqualTo("flights");
    assertThat(runner.report(ID).labels()).containsEntry("stage", "train");
  }

  @Test
  void aJobIsAdoptedAfterItsRequestIdIsForgotten() {
    submit();
    server.forgetRequestIds();

    assertThat(submit()).isEqualTo(new SubmitResult.Accepted());
    assertThat(server.requests())
        .containsExactly("POST " + BATCHES, "POST " + BATCHES, "GET " + BATCHES + "/" + ID);
  }

  @Test
  void somebodyElsesBatchIsForeign() {
    server.occupy(ID.value());

    assertThat(submit())
        .isInstanceOfSatisfying(
            SubmitResult.Foreign.class,
            foreign ->
                assertThat(foreign.reason()).startsWith("batch " + ID + " has labels {}, not {"));
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"BAD_REQUEST", "UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND"})
  void aDefiniteRefusalIsRejected(Fault fault) {
    server.next(fault);

    assertThat(submit())
        .isInstanceOfSatisfying(
            SubmitResult.Rejected.class,
            rejected -> assertThat(rejected.reason()).startsWith("submit " + ID + ": "));
    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NONE", "BAD_REQUEST", "UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND"})
  void withoutAClearAnswerASubmitIsUnknownAndCanBeRepeated(Fault fault) {
    server.next(fault);

    assertThat(submit()).isInstanceOf(SubmitResult.Unknown.class);
    assertThat(submit()).isEqualTo(new SubmitResult.Accepted());
    assertThat(server.batches()).hasSize(1);
  }

  @Test
  void aServiceThatIsGoneLeavesASubmitUnknown() {
    server.close();

    assertThat(submit()).isInstanceOf(SubmitResult.Unknown.class);
    assertThatThrownBy(() -> runner.report(ID))
        .isInstanceOf(RunnerUnavailableException.class)
        .hasMessageStartingWith("cannot read batch " + ID + ": ");
  }

  @Test
  void aTakenIdThatCannotBeLookedUpIsUnknown() {
    server.occupy(ID.value());
    server.next(Fault.CONFLICT);
    Collections.nCopies(6, Fault.UNAVAILABLE).forEach(server::next);

    assertThat(submit())
        .isInstanceOfSatisfying(
            SubmitResult.Unknown.class,
            unknown -> assertThat(unknown.reason()).startsWith("cannot read batch " + ID));
  }

  @Test
  void aSpecThatIsTooLargeIsRejectedWithoutARequest() {
    JobSpec large =
        SpecExamples.withParameters(SPEC, Map.of("text", "x".repeat(JobSpec.MAX_BYTES)));

    assertThat(runner.submit(ID, large, Duration.ofHours(1)))
        .isInstanceOfSatisfying(
            SubmitResult.Rejected.class,
            rejected -> assertThat(rejected.reason()).startsWith("the job spec has "));
    assertThat(server.requests()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"INTERNAL", "UNAVAILABLE", "GATEWAY_TIMEOUT"})
  void aReportIsTriedAgain(Fault fault) {
    submit();
    server.next(fault, fault);

    assertThat(runner.report(ID).state()).isEqualTo(JobReport.State.ACTIVE);
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NONE", "NOT_FOUND"})
  void aReportWithoutAnAnswerIsAnOutageAndNeverNotFound(Fault fault) {
    submit();
    Collections.nCopies(8, fault).forEach(server::next);

    assertThatThrownBy(() -> runner.report(ID)).isInstanceOf(RunnerUnavailableException.class);
  }

  @Test
  void aCancelThatIsRefusedIsAnOutageWhileTheJobRuns() {
    submit();
    server.next(Fault.NONE, Fault.FORBIDDEN);

    assertThatThrownBy(() -> runner.cancel(ID))
        .isInstanceOf(RunnerUnavailableException.class)
        .hasMessageStartingWith("cannot cancel batch " + ID + ": ");
  }

  @Test
  void aJobThatEndsWhileItIsCancelledIsNoError() {
    submit();
    server.next(Fault.NONE, Fault.BAD_REQUEST, Fault.NOT_FOUND);

    runner.cancel(ID);

    assertThat(server.requests()).hasSize(4);
  }

  private SubmitResult submit() {
    return runner.submit(ID, SPEC, Duration.ofHours(1));
  }
}
