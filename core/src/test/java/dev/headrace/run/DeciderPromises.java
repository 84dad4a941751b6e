package dev.headrace.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.job.AttemptId;

/** What holds of every decision, whatever the run and the event. */
final class DeciderPromises {
  private DeciderPromises() {}

  /** Nothing goes backwards in (epoch, attempt, state), and what has ended stays as it is. */
  static void assertForward(String what, Run before, Run after) {
    assertThat(after.epoch()).as(what).isGreaterThanOrEqualTo(before.epoch());
    if (after.epoch() > before.epoch()) {
      assertThat(before.state().terminal()).as("a re-run of a live run: " + what).isTrue();
      return;
    }
    if (before.state().terminal()) {
      assertThat(after.state()).as("a terminal state changed: " + what).isEqualTo(before.state());
      assertThat(after.stages()).as(what).isEqualTo(before.stages());
    }
    for (StageRun stage : before.stages()) {
      StageRun next = after.stage(stage.name());
      assertThat(next.attempt()).as(what).isBetween(stage.attempt(), stage.attempt() + 1);
      if (stage.state().terminal()) {
        assertThat(next).as("a terminal stage changed: " + what).isEqualTo(stage);
      }
      if (next.attempt() > stage.attempt()) {
        assertThat(stage.state().active()).as("attempts overlap: " + what).isFalse();
        assertThat(after.state())
            .as("an intent after the end: " + what)
            .isEqualTo(RunState.RUNNING);
      }
    }
  }

  static AttemptId attemptOf(Command command) {
    return command.match(
        new Command.Cases<AttemptId>() {
          @Override
          public AttemptId submit(Command.Submit submit) {
            return submit.attempt();
          }

          @Override
          public AttemptId cancel(Command.Cancel cancel) {
            return cancel.attempt();
          }
        });
  }
}
