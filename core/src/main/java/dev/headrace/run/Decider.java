package dev.headrace.run;

import dev.headrace.interval.Calendar;
import dev.headrace.job.AttemptId;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.FileVersion;
import dev.headrace.job.ModelVersion;
import dev.headrace.job.Outcome;
import dev.headrace.pipeline.Input;
import dev.headrace.pipeline.ModelName;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.Retries;
import dev.headrace.pipeline.Stage;
import dev.headrace.pipeline.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Every rule by which a run moves.
 *
 * <p>Pure: no clock, no I/O. Total: every event has an answer in every state. Idempotent: the same
 * event once more gives the same run, and a late or foreign one gives the run it met, with the
 * reason. Never backwards in (epoch, attempt, state).
 */
public final class Decider {
  /** How long a submit whose answer was lost may still be accepted. */
  public static final Duration LATE_ACCEPT = Duration.ofMinutes(15);

  /** What others say is kept up to this length, so that a run document stays small. */
  private static final int LINE = 500;

  private Decider() {}

  /** What the event makes of the run. */
  public static Decision decide(Pipeline pipeline, Run run, Event event, Instant now) {
    return event.match(new Rules(pipeline, run, now));
  }

  /** What the run asks of the job service at this moment: derived, never remembered. */
  public static List<Command> due(Run run, Instant now) {
    List<Command> commands = new ArrayList<>();
    for (StageRun stage : run.stages()) {
      if (!stage.state().active()) {
        continue;
      }
      AttemptId attempt = run.attemptId(stage.name());
      Attempt current = stage.current().orElseThrow();
      boolean late = !now.isBefore(current.deadline());
      if (run.state() == RunState.CANCELLING) {
        commands.add(new Command.Cancel(attempt));
      } else if (stage.state() == StageState.RUNNING) {
        if (late) {
          commands.add(new Command.Cancel(attempt));
        }
      } else if (!late && current.withheldAt().isEmpty()) {
        commands.add(new Command.Submit(attempt));
      }
    }
    return List.copyOf(commands);
  }

  private record Rules(Pipeline pipeline, Run run, Instant now) implements Event.Cases<Decision> {

    @Override
    public Decision timePassed(Event.TimePassed event) {
      if (run.state().terminal()) {
        return unchanged("the run has ended");
      }
      if (run.state() == RunState.WAITING) {
        return unchanged("waits for its inputs or its turn");
      }
      return settle(run, "time passed");
    }

    @Override
    public Decision inputsSeen(Event.InputsSeen event) {
      if (run.state() != RunState.WAITING) {
        return unchanged("the run is past its inputs");
      }
      List<String> missing =
          event.reports().values().stream().flatMap(r -> r.missing().stream()).toList();
      String what = "waits for " + String.join(", ", missing);
      return switch (readiness(pipeline, run, event.reports(), now)) {
        case READY ->
            ready(
                event,
                what,
                missing.isEmpty() ? "inputs are complete" : "starts, though it " + what);
        case WAITS -> withInputs(event, what);
        case FAILS -> pastInputDeadline(event, RunState.FAILED, "past its input deadline, " + what);
        case SKIPS ->
            pastInputDeadline(event, RunState.SKIPPED, "past its input deadline, " + what);
      };
    }

    private Decision pastInputDeadline(Event.InputsSeen event, RunState end, String why) {
      return decided(run.withInputs(event.reports(), why).ended(end, why, now), why);
    }

    /** What it waits for now is its turn: seeing the same inputs again is no news. */
    private Decision ready(Event.InputsSeen event, String waited, String why) {
      return event.reports().equals(run.inputs()) && !run.reason().equals(waited)
          ? unchanged(why)
          : decided(run.withInputs(event.reports(), why), why);
    }

    private Decision withInputs(Event.InputsSeen event, String why) {
      if (event.reports().equals(run.inputs()) && why.equals(run.reason())) {
        return unchanged(why);
      }
      return decided(run.withInputs(event.reports(), why), why);
    }

    @Override
    public Decision turnAwaited(Event.TurnAwaited event) {
      if (run.state() != RunState.WAITING || run.reason().equals(event.why())) {
        return unchanged(event.why());
      }
      return decided(run.in(RunState.WAITING, event.why()), event.why());
    }

    @Override
    public Decision turnTaken(Event.TurnTaken event) {
      if (run.state() != RunState.WAITING) {
        return unchanged("the run has started already");
      }
      return settle(run.started(event.champions(), now), "started");
    }

    @Override
    public Decision outcomeSeen(Event.OutcomeSeen event) {
      Outcome outcome = event.outcome();
      return ifCurrent(
          outcome.attempt(),
          stage ->
              switch (outcome.status()) {
                case SUCCEEDED -> succeeded(stage, outcome);
                case FAILED, SUPERSEDED -> failing(stage, outcome);
              });
    }

    private Decision succeeded(StageRun stage, Outcome outcome) {
      String why = stage.name() + ": attempt " + stage.attempt() + " succeeded";
      Attempt done =
          stage
              .current()
              .orElseThrow()
              .withOutcome(outcome)
              .ended(now, Optional.empty(), "succeeded");
      Run next =
          run.withStage(
              stage.name(), s -> s.withCurrent(done).in(StageState.SUCCEEDED, "succeeded"));
      Optional<ModelVersion> champion = outcome.model().flatMap(Outcome.ModelOutcome::champion);
      if (champion.isPresent()) {
        next = next.withChampion(new ModelName(outcome.model().get().model()), champion.get());
      }
      return settle(next, why);
    }

    /** The job said that it failed; the next attempt needs the service's word that it ended. */
    private Decision failing(StageRun stage, Outcome outcome) {
      String why =
          stage.name()
              + ": attempt "
              + stage.attempt()
              + " "
              + says(outcome)
              + "; waits for its end";
      if (stage.outcome().isPresent()) {
        return unchanged(why);
      }
      Attempt seen = stage.current().orElseThrow().withOutcome(outcome);
      return decided(
          run.withStage(stage.name(), s -> s.withCurrent(seen).in(StageState.RUNNING, why)), why);
    }

    private static String says(Outcome outcome) {
      return outcome.status() == Outcome.Status.SUPERSEDED
          ? "reports that a later one has published"
          : "reports that it failed";
    }

    @Override
    public Decision jobActive(Event.JobActive event) {
      return ifCurrent(
          event.attempt(),
          stage -> {
            String why = stage.name() + ": attempt " + stage.attempt() + " is running";
            if (stage.state() == StageState.RUNNING) {
              return unchanged(why);
            }
            return decided(run.withStage(stage.name(), s -> s.in(StageState.RUNNING, why)), why);
          });
    }

    @Override
    public Decision jobEnded(Event.JobEnded event) {
      return ifCurrent(
          event.attempt(),
          stage ->
              event.how() == Event.JobEnded.How.SUCCEEDED
                  ? endedWell(stage, event)
                  : over(stage, classOf(stage, event), event.message()));
    }

    private Decision endedWell(StageRun stage, Event.JobEnded event) {
      return pipeline.stage(stage.name()).leavesOutcome()
          ? over(stage, classOf(stage, event), "the job ended without an outcome")
          : loaded(stage, event);
    }

    /** BigQuery writes the whole of a load or nothing: its word is the end. */
    private Decision loaded(StageRun stage, Event.JobEnded event) {
      Attempt done = stage.current().orElseThrow().loaded(now, event.rows());
      return settle(
          run.withStage(
              stage.name(), s -> s.withCurrent(done).in(StageState.SUCCEEDED, done.message())),
          stage.name() + ": attempt " + stage.attempt() + " " + done.message());
    }

    private ErrorClass classOf(StageRun stage, Event.JobEnded event) {
      boolean late = !now.isBefore(stage.current().orElseThrow().deadline());
      return switch (event.how()) {
        case SUCCEEDED -> ErrorClass.LOST;
        case CANCELLED -> late ? ErrorClass.TIMEOUT : ErrorClass.CANCELLED;
        case FAILED -> event.errorClass().orElse(ErrorClass.UNKNOWN);
      };
    }

    @Override
    public Decision jobMissing(Event.JobMissing event) {
      return ifCurrent(
          event.attempt(),
          stage -> stage.state() == StageState.RUNNING ? lost(stage, event) : notAccepted(stage));
    }

    /** Who asked before the job was known saw that it was not there yet, not that it is gone. */
    private Decision lost(StageRun stage, Event.JobMissing event) {
      if (event.seenIn() != StageState.RUNNING && stage.outcome().isEmpty()) {
        return unchanged(stage.name() + ": the job service was asked before it knew the job");
      }
      return over(stage, ErrorClass.LOST, "the job service no longer knows the job");
    }

    private Decision notAccepted(StageRun stage) {
      Attempt current = stage.current().orElseThrow();
      if (current.withheldAt().isPresent()) {
        return now.isBefore(current.withheldAt().get().plus(LATE_ACCEPT))
            ? unchanged(stage.name() + ": the submit may still be accepted")
            : over(stage, ErrorClass.UNKNOWN, current.message());
      }
      String which = stage.name() + ": attempt " + stage.attempt();
      return now.isBefore(current.deadline())
          ? again(stage, current, which + " is submitted again")
          : again(
              stage,
              current.withDeadline(now.plus(pipeline.stage(stage.name()).timeout())),
              which + " gets a new deadline");
    }

    /**
     * Whoever submits it again writes that down first: a refusal then says nothing of all sends.
     */
    private Decision again(StageRun stage, Attempt attempt, String why) {
      Attempt repeated = attempt.repeated(now);
      return stage.current().orElseThrow().equals(repeated)
          ? unchanged(why)
          : decided(run.withStage(stage.name(), s -> s.withCurrent(repeated)), why);
    }

    @Override
    public Decision submitRejected(Event.SubmitRejected event) {
      return ifCurrent(
          event.attempt(),
          stage -> {
            if (stage.state() == StageState.RUNNING) {
              return unchanged(
                  stage.name() + ": attempt " + stage.attempt() + " was accepted before");
            }
            String refused = line("submit refused: " + event.message());
            return switch (event.sends()) {
              case ONLY ->
                  stage.current().orElseThrow().repeatedAt().isEmpty()
                      ? over(stage, ErrorClass.UNKNOWN, refused)
                      : withheld(stage, refused);
              case REPEATED -> withheld(stage, refused);
            };
          });
    }

    /** An earlier send had no answer and may still be accepted: no more are sent, and it waits. */
    private Decision withheld(StageRun stage, String refused) {
      Attempt current = stage.current().orElseThrow();
      if (current.withheldAt().isPresent()) {
        return unchanged(stage.name() + ": the submit may still be accepted");
      }
      String why = stage.name() + ": " + refused + "; an earlier submit may still be accepted";
      Attempt withheld = current.withheld(now, refused);
      return decided(
          run.withStage(stage.name(), s -> s.withCurrent(withheld).in(StageState.SUBMITTING, why)),
          why);
    }

    @Override
    public Decision cancelRequested(Event.CancelRequested event) {
      String why = "cancelled by " + event.by() + ": " + event.why();
      if (run.state().terminal()) {
        return unchanged("the run has ended");
      }
      if (run.state() == RunState.CANCELLING) {
        return unchanged("is being cancelled");
      }
      Run next = run.in(RunState.CANCELLING, why);
      for (StageRun stage : run.stages()) {
        next = next.withStage(stage.name(), s -> told(s, why));
      }
      return settle(next, why);
    }

    private StageRun told(StageRun stage, String why) {
      return switch (stage.state()) {
        case WAITING, RETRY -> stage.in(StageState.CANCELLED, why);
        case SUBMITTING -> {
          Attempt current = stage.current().orElseThrow();
          yield current.withheldAt().isPresent()
              ? stage
              : stage.withCurrent(current.withheld(now, "never accepted"));
        }
        case RUNNING, SUCCEEDED, FAILED, SKIPPED, CANCELLED -> stage;
      };
    }

    @Override
    public Decision rerunRequested(Event.RerunRequested event) {
      if (!run.state().terminal()) {
        return unchanged("the run is live: cancel it first");
      }
      if (run.epoch() != event.afterEpoch()) {
        return unchanged("epoch " + run.epoch() + " is newer than the request");
      }
      String why = "epoch " + (run.epoch() + 1) + ": " + event.why();
      return new Decision(run.again(pipeline, event.definition(), event.trigger(), why, now), why);
    }

    @Override
    public Decision lateDataSeen(Event.LateDataSeen event) {
      List<String> fresh =
          event.changes().stream().filter(change -> !run.warnings().contains(change)).toList();
      if (!run.state().terminal() || fresh.isEmpty()) {
        return unchanged("known, or the run has not ended");
      }
      return decided(run.warned(fresh), "late data: " + String.join("; ", fresh));
    }

    private Decision ifCurrent(AttemptId attempt, Function<StageRun, Decision> rule) {
      if (run.state() != RunState.RUNNING && run.state() != RunState.CANCELLING) {
        return unchanged(run.state().terminal() ? "the run has ended" : "the run has not started");
      }
      if (!attempt.pipeline().equals(run.pipeline())
          || !attempt.interval().equals(run.interval().key())
          || !run.has(attempt.stage())) {
        return unchanged("no attempt of this run: " + attempt);
      }
      StageRun stage = run.stage(attempt.stage());
      if (attempt.epoch() != run.epoch() || attempt.attempt() != stage.attempt()) {
        return unchanged(
            attempt.stage()
                + ": epoch "
                + attempt.epoch()
                + ", attempt "
                + attempt.attempt()
                + " is not the current one");
      }
      if (!stage.state().active()) {
        return unchanged(attempt.stage() + ": attempt " + attempt.attempt() + " has ended");
      }
      return rule.apply(stage);
    }

    /** The attempt is over for sure: what its own job told of the cause goes before what we see. */
    private Decision over(StageRun stage, ErrorClass seen, String message) {
      if (run.state() == RunState.CANCELLING) {
        return cancelled(stage, line(message));
      }
      Optional<Outcome.Failure> told = stage.outcome().map(Rules::failure);
      return failed(
          stage,
          told.map(Outcome.Failure::errorClass).orElse(seen),
          line(told.map(Outcome.Failure::message).orElse(message)));
    }

    private static Outcome.Failure failure(Outcome outcome) {
      return outcome
          .failure()
          .orElseGet(
              () -> new Outcome.Failure(ErrorClass.UNKNOWN, says(outcome), Optional.empty()));
    }

    private static String line(String text) {
      return text.length() <= LINE ? text : text.substring(0, LINE) + " ...";
    }

    private Decision failed(StageRun stage, ErrorClass errorClass, String message) {
      Attempt ended = stage.current().orElseThrow().ended(now, Optional.of(errorClass), message);
      StageRun counted = stage.withCurrent(ended).failedOnceMore(errorClass);
      int failures = counted.failures().get(errorClass);
      String what =
          stage.name()
              + ": attempt "
              + stage.attempt()
              + " failed ("
              + word(errorClass)
              + "): "
              + message;
      if (failures > budget(errorClass)) {
        return settle(
            run.withStage(stage.name(), s -> counted.in(StageState.FAILED, message)), what);
      }
      Instant at = now.plus(pipeline.retries().backoff().before(failures));
      String why = what + "; next at " + at;
      return settle(run.withStage(stage.name(), s -> counted.retrying(at, why)), why);
    }

    private int budget(ErrorClass errorClass) {
      Retries retries = pipeline.retries();
      return switch (errorClass) {
        case USER, UNKNOWN -> retries.user();
        case DATA -> retries.data();
        case PLATFORM -> retries.platform();
        case TIMEOUT -> retries.timeout();
        case LOST, CANCELLED -> retries.lost();
        case INPUT_NOT_READY -> Retries.MOST;
      };
    }

    private Decision cancelled(StageRun stage, String message) {
      Attempt ended =
          stage.current().orElseThrow().ended(now, Optional.of(ErrorClass.CANCELLED), message);
      return settle(
          run.withStage(
              stage.name(), s -> s.withCurrent(ended).in(StageState.CANCELLED, run.reason())),
          stage.name() + ": attempt " + stage.attempt() + " was cancelled");
    }

    /** Lets every stage go as far as it can, then asks whether the run has ended. */
    private Decision settle(Run moved, String why) {
      Run next = moved;
      if (next.state() == RunState.RUNNING) {
        for (Stage stage : pipeline.stages()) {
          next = next.withStage(stage.name(), new Progress(pipeline, next, now).of(stage));
        }
      }
      next = ended(next);
      return next.equals(run) ? unchanged(why) : decided(next, why);
    }

    /** Cancel wins: a run that was asked to stop never succeeds, though its last job may have. */
    private Run ended(Run next) {
      if (next.stages().stream().anyMatch(Rules::mayStillMove)) {
        return next;
      }
      if (next.state() == RunState.CANCELLING) {
        return next.ended(RunState.CANCELLED, next.reason(), now);
      }
      boolean done =
          next.stages().stream()
              .allMatch(s -> s.state() == StageState.SUCCEEDED || s.state() == StageState.SKIPPED);
      if (done) {
        return next.ended(RunState.SUCCEEDED, "all stages are done", now);
      }
      String why =
          next.stages().stream()
              .filter(s -> s.state() == StageState.FAILED)
              .findFirst()
              .map(s -> s.name() + " failed: " + s.reason())
              .orElse("no stage can go on");
      return next.ended(RunState.FAILED, why, now);
    }

    private static boolean mayStillMove(StageRun stage) {
      return stage.state().active() || stage.state() == StageState.RETRY;
    }

    private Decision unchanged(String why) {
      return new Decision(run, why);
    }

    private Decision decided(Run next, String why) {
      return new Decision(next.noted(why, now), why);
    }

    private static String word(ErrorClass errorClass) {
      return errorClass.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** How far one stage of a running run can go by itself. */
  private record Progress(Pipeline pipeline, Run run, Instant now) {

    UnaryOperator<StageRun> of(Stage stage) {
      return current ->
          switch (current.state()) {
            case WAITING -> fromWaiting(stage, current);
            case RETRY -> fromRetry(stage, current);
            case SUBMITTING, RUNNING, SUCCEEDED, FAILED, SKIPPED, CANCELLED -> current;
          };
    }

    private StageRun fromRetry(Stage stage, StageRun current) {
      return now.isBefore(current.retryAt().orElseThrow())
          ? current
          : current.submitting(now, now.plus(stage.timeout()));
    }

    private StageRun fromWaiting(Stage stage, StageRun current) {
      if (notThisInterval(stage)) {
        return current.skipped(
            "runs only for the interval that closes the " + stage.every().orElseThrow().word(),
            false);
      }
      for (var name : stage.after()) {
        StageRun before = run.stage(name);
        if (before.state() == StageState.SKIPPED && before.blocks()) {
          return current.skipped(name + " was skipped: " + before.reason(), true);
        }
        if (before.state() != StageState.SUCCEEDED && before.state() != StageState.SKIPPED) {
          return current;
        }
      }
      Optional<ModelName> model = scoredModel(stage);
      if (model.isPresent() && !run.champions().containsKey(model.get())) {
        return current.skipped("no champion of " + model.get() + " yet", true);
      }
      return current.submitting(now, now.plus(stage.timeout()));
    }

    private boolean notThisInterval(Stage stage) {
      return stage.every().isPresent()
          && !Calendar.of(pipeline.schedule().orElseThrow())
              .closes(stage.every().get(), run.interval());
    }

    private static Optional<ModelName> scoredModel(Stage stage) {
      return stage.work() instanceof Work.Score score
          ? Optional.of(score.model())
          : Optional.empty();
    }
  }

  /** Whether a waiting run may start, by what has landed for it. */
  public enum Readiness {
    READY,
    WAITS,
    /** An input is past its deadline, which then fails the run. */
    FAILS,
    /** An input is past its deadline, which then skips the run. */
    SKIPS
  }

  /** What a fresh listing of the inputs means for a waiting run. */
  public static Readiness readiness(
      Pipeline pipeline, Run run, Map<String, InputReport> reports, Instant now) {
    Readiness worst = Readiness.READY;
    for (Map.Entry<String, InputReport> seen : reports.entrySet()) {
      if (!seen.getValue().complete()) {
        Readiness one = incomplete(pipeline.inputs().get(seen.getKey()), run, now);
        worst = one.compareTo(worst) > 0 ? one : worst;
      }
    }
    return worst;
  }

  private static Readiness incomplete(Input input, Run run, Instant now) {
    Optional<Input.InputDeadline> passed =
        input.deadline().filter(d -> !now.isBefore(run.interval().end().plus(d.after())));
    if (passed.isEmpty()) {
      return Readiness.WAITS;
    }
    return switch (passed.get().then()) {
      case RUN -> Readiness.READY;
      case FAIL -> Readiness.FAILS;
      case SKIP -> Readiness.SKIPS;
    };
  }

  /**
   * What has changed of the files that a run read, in the lines that people see, by what becomes of
   * it.
   *
   * @param reruns changes for which the interval runs once more
   * @param flagged changes that a person is only told of
   */
  public record LateData(List<String> reruns, List<String> flagged) {
    public LateData {
      reruns = List.copyOf(reruns);
      flagged = List.copyOf(flagged);
    }

    /** Whatever changed. */
    public List<String> changes() {
      return Stream.concat(reruns.stream(), flagged.stream()).toList();
    }
  }

  /**
   * How a fresh listing differs from what a run read, by the rules of the pipeline as it is now.
   */
  public static LateData lateData(
      Pipeline pipeline, Run run, Map<String, InputReport> fresh, Instant now) {
    List<String> reruns = new ArrayList<>();
    List<String> flagged = new ArrayList<>();
    new TreeMap<>(fresh)
        .forEach(
            (input, report) ->
                (runsAgain(pipeline, run, input, now) ? reruns : flagged)
                    .addAll(changes(run, input, report)));
    return new LateData(reruns, flagged);
  }

  private static boolean runsAgain(Pipeline pipeline, Run run, String input, Instant now) {
    return Optional.ofNullable(pipeline.inputs().get(input))
        .flatMap(Input::late)
        .filter(late -> late.rerun() == Input.Late.Rerun.CHANGED)
        .filter(late -> now.isBefore(run.interval().end().plus(late.within())))
        .isPresent();
  }

  private static Set<String> changes(Run run, String input, InputReport report) {
    Set<String> lines = new TreeSet<>();
    InputReport before = run.inputs().get(input);
    if (before == null) {
      return lines;
    }
    Set<FileVersion> old = new HashSet<>(before.files());
    report.files().stream()
        .filter(f -> !old.contains(f))
        .forEach(f -> lines.add(changed(before, f)));
    before.files().stream()
        .filter(f -> report.files().stream().noneMatch(n -> n.uri().equals(f.uri())))
        .forEach(f -> lines.add(f.uri() + " is gone"));
    return lines;
  }

  private static String changed(InputReport before, FileVersion file) {
    return before.files().stream().anyMatch(f -> f.uri().equals(file.uri()))
        ? file.uri() + " was overwritten"
        : file.uri() + " arrived late";
  }
}
