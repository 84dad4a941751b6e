package dev.headrace.run;

import static dev.headrace.run.Pipelines.CLEAN;
import static dev.headrace.run.Pipelines.JOIN;
import static dev.headrace.run.Pipelines.LEFT;
import static dev.headrace.run.Pipelines.LOAD;
import static dev.headrace.run.Pipelines.PUBLISH;
import static dev.headrace.run.Pipelines.RIGHT;
import static dev.headrace.run.Runs.NOW;
import static dev.headrace.run.Runs.id;
import static dev.headrace.run.Runs.outcome;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.job.AttemptId;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.FileVersion;
import dev.headrace.job.Outcome;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.run.Event.JobEnded.How;
import dev.headrace.run.Event.SubmitRejected.Sends;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every event in every state, whether that state can be reached or not. */
class DeciderTableTest {
  private static final Pipeline DIAMOND = Pipelines.diamond();
  private static final List<Instant> TIMES =
      List.of(
          NOW,
          NOW.plusSeconds(60),
          NOW.plus(Decider.LATE_ACCEPT),
          NOW.plus(Runs.TIMEOUT),
          NOW.plus(Duration.ofDays(2)));

  @Test
  void everyEventHasAnIdempotentAnswerThatGoesForward() {
    Set<String> seen = new HashSet<>();
    for (Run run : runs()) {
      for (Event event : events()) {
        for (Instant now : TIMES) {
          String what = event + " at " + now + " of a " + run.state() + " " + Runs.states(run);
          Decision once = Decider.decide(DIAMOND, run, event, now);
          Decision twice = Decider.decide(DIAMOND, once.nextRun(), event, now);

          assertThat(once.reason()).as(what).isNotBlank();
          assertThat(twice.nextRun()).as("twice: " + what).isEqualTo(once.nextRun());
          DeciderPromises.assertForward(what, run, once.nextRun());
        }
      }
      run.stages().forEach(s -> seen.add(run.state() + " " + s.state()));
    }
    assertThat(seen).hasSize(RunState.values().length * StageState.values().length);
  }

  @Test
  void aLoadAnswersEveryEventInEveryState() {
    Pipeline published = Pipelines.published();
    for (RunState state : RunState.values()) {
      for (StageState publish : StageState.values()) {
        Run run = Runs.run(published, state, Runs.succeeded(CLEAN), Runs.in(publish, PUBLISH));
        for (Event event : eventsOf(id(PUBLISH, 1))) {
          String what = event + " of a " + state + " run, " + publish;
          Decision once = Decider.decide(published, run, event, NOW);

          assertThat(Decider.decide(published, once.nextRun(), event, NOW).nextRun())
              .as("twice: " + what)
              .isEqualTo(once.nextRun());
          DeciderPromises.assertForward(what, run, once.nextRun());
          if (once.nextRun().stage(PUBLISH).state() == StageState.SUCCEEDED
              && publish != StageState.SUCCEEDED) {
            assertThat(endsWell(event)).as(what).isTrue();
          }
        }
      }
    }
  }

  private static boolean endsWell(Event event) {
    return (event instanceof Event.JobEnded ended && ended.how() == How.SUCCEEDED)
        || (event instanceof Event.OutcomeSeen seen
            && seen.outcome().status() == Outcome.Status.SUCCEEDED);
  }

  @Test
  void anAttemptThatIsNotTheCurrentOneMovesNothing() {
    List<AttemptId> foreign =
        List.of(id(1, LEFT, 2), id(2, LEFT, 1), id(2, LEFT, 2), id(3, RIGHT, 1));
    for (Run run : runs()) {
      for (AttemptId attempt : foreign) {
        for (Event event : eventsOf(attempt)) {
          Decision then = Decider.decide(DIAMOND, run, event, NOW.plusSeconds(60));

          assertThat(then.nextRun()).as(event + " of " + Runs.states(run)).isEqualTo(run);
        }
      }
    }
  }

  @Test
  void nothingButARerunMovesARunThatHasEnded() {
    for (Run run : runs()) {
      for (Event event : events()) {
        if (run.state().terminal() && !(event instanceof Event.RerunRequested)) {
          Run next = Decider.decide(DIAMOND, run, event, NOW).nextRun();

          assertThat(next.state()).as(event.toString()).isEqualTo(run.state());
          assertThat(next.stages()).as(event.toString()).isEqualTo(run.stages());
        }
      }
    }
  }

  @Test
  void noEventIsLeftOut() {
    Set<Class<?>> kinds = events().stream().map(Object::getClass).collect(Collectors.toSet());

    assertThat(kinds).containsExactlyInAnyOrder(Event.class.getPermittedSubclasses());
  }

  @Test
  void onlyStagesThatTheServiceMayKnowAskAnythingOfIt() {
    for (Run run : runs()) {
      for (Instant now : TIMES) {
        for (Command command : Decider.due(run, now)) {
          AttemptId attempt = DeciderPromises.attemptOf(command);
          assertThat(attempt).isEqualTo(run.attemptId(attempt.stage()));
          assertThat(run.stage(attempt.stage()).state().active()).isTrue();
          if (run.state() == RunState.CANCELLING) {
            assertThat(command).isInstanceOf(Command.Cancel.class);
          }
        }
      }
    }
  }

  /** Both branches in every state, and the first attempt of each has a second behind it or not. */
  private static List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    for (RunState state : RunState.values()) {
      for (StageState left : StageState.values()) {
        for (StageState right : StageState.values()) {
          runs.add(
              Runs.run(
                  DIAMOND,
                  state,
                  Runs.succeeded(LOAD),
                  Runs.in(left, LEFT),
                  Runs.in(right, RIGHT)));
        }
      }
      runs.add(Runs.run(DIAMOND, state));
      runs.add(Runs.run(DIAMOND, state, Runs.blocking(LOAD)));
      runs.add(
          Runs.run(
              DIAMOND, state, Runs.succeeded(LOAD), Runs.reported(LEFT, Outcome.Status.FAILED)));
      runs.add(
          Runs.run(
              DIAMOND,
              state,
              Runs.succeeded(LOAD),
              Runs.succeeded(LEFT),
              Runs.succeeded(RIGHT),
              Runs.running(JOIN)));
    }
    return runs;
  }

  private static List<Event> events() {
    List<Event> events = new ArrayList<>();
    events.add(new Event.TimePassed());
    events.add(new Event.InputsSeen(new TreeMap<>()));
    events.add(new Event.InputsSeen(new TreeMap<>(Map.of("landing", report(List.of())))));
    events.add(new Event.InputsSeen(new TreeMap<>(Map.of("landing", report(List.of("_SUCCESS"))))));
    events.add(new Event.TurnAwaited("waits for run 2001-01-06 to end"));
    events.add(new Event.TurnTaken(new TreeMap<>()));
    events.add(new Event.CancelRequested("ana", "wrong file"));
    events.add(new Event.LateDataSeen(List.of("gs://landing/a was overwritten")));
    for (int epoch = 0; epoch <= 2; epoch++) {
      events.add(new Event.RerunRequested(Trigger.MANUAL, "again", "d2", epoch));
    }
    for (AttemptId attempt : List.of(id(LEFT, 1), id(RIGHT, 1), id(JOIN, 1), id(2, LEFT, 1))) {
      events.addAll(eventsOf(attempt));
    }
    return events;
  }

  private static InputReport report(List<String> missing) {
    return new InputReport(List.of(new FileVersion("gs://landing/a", 1, 1)), missing);
  }

  private static List<Event> eventsOf(AttemptId attempt) {
    List<Event> events = new ArrayList<>();
    events.add(new Event.JobActive(attempt));
    for (Outcome.Status status : Outcome.Status.values()) {
      events.add(new Event.OutcomeSeen(outcome(attempt, status)));
    }
    for (How how : How.values()) {
      for (Optional<ErrorClass> why :
          Stream.concat(
                  Stream.of(Optional.<ErrorClass>empty()),
                  Stream.of(ErrorClass.values()).map(Optional::of))
              .toList()) {
        events.add(new Event.JobEnded(attempt, how, why, "as the service says", Optional.empty()));
      }
    }
    for (StageState seenIn : StageState.values()) {
      events.add(new Event.JobMissing(attempt, seenIn));
    }
    for (Sends sends : Sends.values()) {
      events.add(new Event.SubmitRejected(attempt, sends, "refused"));
    }
    return events;
  }
}
