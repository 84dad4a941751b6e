package dev.headrace.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.pipeline.PipelineName;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RunTest {
  @Test
  void aDecisionNotToRunIsARunThatHasEnded() {
    Run run =
        Run.skipped(Pipelines.flights(), Runs.SUNDAY, "d1", "missed by more than 1 hour", Runs.NOW);

    assertThat(run.state()).isEqualTo(RunState.SKIPPED);
    assertThat(run.reason()).isEqualTo("missed by more than 1 hour");
    assertThat(run.trigger()).isEqualTo(Trigger.SCHEDULE);
    assertThat(run.endedAt()).contains(Runs.NOW);
    assertThat(run.epoch()).isEqualTo(1);
    assertThat(run.history()).containsExactly(new Note(Runs.NOW, "missed by more than 1 hour"));
    assertThat(Decider.due(run, Runs.NOW)).isEmpty();
  }

  @Test
  void aStageBeforeItsFirstAttemptHasNone() {
    StageRun stage = StageRun.waiting(Pipelines.CLEAN);

    assertThat(stage.attempt()).isZero();
    assertThat(stage.current()).isEmpty();
    assertThat(stage.outcome()).isEmpty();
  }

  @Test
  void aStageThatIsNotThereIsNamed() {
    Run run = Runs.run(Pipelines.flights(), RunState.WAITING);

    assertThat(run.has(Pipelines.CLEAN)).isTrue();
    assertThat(run.has(Pipelines.JOIN)).isFalse();
    assertThatThrownBy(() -> run.stage(Pipelines.JOIN))
        .hasMessage("run flights/2001-01-07 has no stage join");
  }

  @Test
  void runsAreOrderedByPipelineThenByInterval() {
    RunKey first = key("alpha", "2001-01-02");
    RunKey second = key("flights", "2001-01-01");
    RunKey third = key("flights", "2001-01-02");

    assertThat(Stream.of(third, first, second).sorted()).containsExactly(first, second, third);
    assertThat(third).hasToString("flights/2001-01-02");
  }

  @Test
  void aTriggerIsWrittenAsOneWordInEveryLocale() {
    assertThat(Stream.of(Trigger.values()).map(Trigger::word))
        .containsExactly("schedule", "arrival", "late_data", "manual");
  }

  private static RunKey key(String pipeline, String interval) {
    return new RunKey(new PipelineName(pipeline), interval);
  }
}
