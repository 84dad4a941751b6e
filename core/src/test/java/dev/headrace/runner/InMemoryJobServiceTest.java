package dev.headrace.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import dev.headrace.runner.InMemoryJobService.Fault;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InMemoryJobServiceTest extends JobRunnerContract {
  private static final JobSpec SPEC = SpecExamples.training(1);

  private InMemoryJobService service;

  @Override
  protected JobRunner emptyService() {
    service = new InMemoryJobService();
    return service;
  }

  @Override
  protected void succeed(JobId id) {
    service.end(id, JobReport.State.SUCCEEDED, Optional.empty(), "");
  }

  @Override
  protected void awaitCancelled(JobId id) {
    assertThat(service.cancels()).contains(id);
  }

  @Override
  protected int jobs() {
    return service.journal().size();
  }

  @Test
  void aLostRequestMakesNoJobAndALostAnswerDoes() {
    assertThat(submitWith(Fault.LOST_REQUEST)).isInstanceOf(SubmitResult.Unknown.class);
    assertThat(service.journal()).isEmpty();
    assertThat(submitWith(Fault.LOST_ANSWER)).isInstanceOf(SubmitResult.Unknown.class);
    assertThat(service.journal()).hasSize(1);
  }

  @Test
  void aLateSubmitMakesItsJobWhenItLands() {
    assertThat(submitWith(Fault.LATE)).isInstanceOf(SubmitResult.Unknown.class);
    assertThat(service.journal()).isEmpty();

    service.land();

    assertThat(service.journal()).hasSize(1);
  }

  @Test
  void aRefusedSubmitMakesNoJob() {
    assertThat(submitWith(Fault.REJECTED)).isEqualTo(new SubmitResult.Rejected("planned: refused"));
    assertThat(service.journal()).isEmpty();
  }

  @Test
  void aReportThatMeetsAFaultIsAnOutage() {
    service = new InMemoryJobService((operation, id) -> Fault.LOST_REQUEST);

    assertThatThrownBy(() -> service.report(SPEC.job()))
        .isInstanceOf(RunnerUnavailableException.class)
        .hasMessageContaining("planned outage at REPORT");
  }

  @Test
  void aForgottenJobIsNotFoundAndStaysInTheJournal() {
    service.submit(SPEC.job(), SPEC, Duration.ofHours(1));

    service.forget(SPEC.job());

    assertThat(service.report(SPEC.job()).state()).isEqualTo(JobReport.State.NOT_FOUND);
    assertThat(service.journal()).hasSize(1);
  }

  private SubmitResult submitWith(Fault fault) {
    service = new InMemoryJobService((operation, id) -> fault);
    return service.submit(SPEC.job(), SPEC, Duration.ofHours(1));
  }
}
