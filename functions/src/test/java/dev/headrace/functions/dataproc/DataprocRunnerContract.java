package dev.headrace.functions.dataproc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.functions.Settings;
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

/** What holds for every way in which Dataproc runs jobs, faults included. */
abstract class DataprocRunnerContract extends JobRunnerContract {
  static final JobSpec SPEC = SpecExamples.training(1);
  static final JobId ID = SPEC.job();

  DataprocServer server;
  DataprocRunner<?, ?> runner;

  /** The runner that is held to it. */
  abstract DataprocRunner<?, ?> runner(Settings settings);

  /** What the service has of this kind, by id. */
  abstract Map<String, JsonNode> held();

  /** What the service calls one of them. */
  abstract String noun();

  /** Somebody else's under this id. */
  abstract void occupy(String id);

  @BeforeEach
  void connect() throws IOException {
    if (server == null) {
      server = new DataprocServer();
      runner =
          runner(SettingsExamples.with("HEADRACE_DATAPROC_ENDPOINT", server.endpoint().toString()));
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
  protected int jobs() {
    return held().size();
  }

  @Test
  void nothingIsSentBeforeTheFirstCall() {
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aJobIsAdoptedAfterItsRequestIdIsForgotten() {
    submit();
    server.forgetRequestIds();

    assertThat(submit()).isEqualTo(new SubmitResult.Accepted());
    assertThat(server.requests()).hasSize(3);
    assertThat(held()).hasSize(1);
  }

  @Test
  void somebodyElsesJobIsForeign() {
    occupy(ID.value());

    assertThat(submit())
        .isInstanceOfSatisfying(
            SubmitResult.Foreign.class,
            foreign ->
                assertThat(foreign.reason())
                    .startsWith(noun() + " " + ID + " has labels {}, not {"));
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
    assertThat(held()).hasSize(1);
  }

  @Test
  void aServiceThatIsGoneLeavesASubmitUnknown() {
    server.close();

    assertThat(submit()).isInstanceOf(SubmitResult.Unknown.class);
    assertThatThrownBy(() -> runner.report(ID))
        .isInstanceOf(RunnerUnavailableException.class)
        .hasMessageStartingWith("cannot read " + noun() + " " + ID + ": ");
  }

  @Test
  void aTakenIdThatCannotBeLookedUpIsUnknown() {
    occupy(ID.value());
    server.next(Fault.CONFLICT);
    Collections.nCopies(6, Fault.UNAVAILABLE).forEach(server::next);

    assertThat(submit())
        .isInstanceOfSatisfying(
            SubmitResult.Unknown.class,
            unknown -> assertThat(unknown.reason()).startsWith("cannot read " + noun() + " " + ID));
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
        .hasMessageStartingWith("cannot cancel " + noun() + " " + ID + ": ");
  }

  @Test
  void aJobThatEndsWhileItIsCancelledIsNoError() {
    submit();
    server.next(Fault.NONE, Fault.BAD_REQUEST, Fault.NOT_FOUND);

    runner.cancel(ID);

    assertThat(server.requests()).hasSize(4);
  }

  SubmitResult submit() {
    return runner.submit(ID, SPEC, Duration.ofHours(1));
  }
}
