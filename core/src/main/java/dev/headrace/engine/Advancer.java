package dev.headrace.engine;

import dev.headrace.engine.RunDocuments.Commit;
import dev.headrace.engine.RunDocuments.Loaded;
import dev.headrace.job.AttemptId;
import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import dev.headrace.pipeline.Definition;
import dev.headrace.pipeline.Stage;
import dev.headrace.run.Command;
import dev.headrace.run.Decider;
import dev.headrace.run.Decision;
import dev.headrace.run.Event;
import dev.headrace.run.Event.SubmitRejected.Sends;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.run.StageRun;
import dev.headrace.run.StageState;
import dev.headrace.runner.JobReport;
import dev.headrace.runner.JobRunner;
import dev.headrace.runner.JobRunners;
import dev.headrace.runner.RunnerUnavailableException;
import dev.headrace.runner.SubmitResult;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The only loop that moves a run: load, decide, compare-and-swap, then send what the committed run
 * asks for. Nothing is sent after a write that is not known to be in place.
 */
final class Advancer {
  private static final int TRIES = 5;

  private final RunDocuments documents;
  private final Deployments deployments;
  private final ActiveRuns active;
  private final JobSpecs specs;
  private final JobRunners runners;
  private final InstantSource clock;
  private final EngineLog log;

  Advancer(
      RunDocuments documents,
      Deployments deployments,
      ActiveRuns active,
      JobSpecs specs,
      JobRunners runners,
      InstantSource clock,
      EngineLog log) {
    this.documents = documents;
    this.deployments = deployments;
    this.active = active;
    this.specs = specs;
    this.runners = runners;
    this.clock = clock;
    this.log = log;
  }

  /** Which commands are sent once a run is committed. */
  private enum Send {
    /** Those of intents that this commit wrote: the others were sent by whoever wrote them. */
    FRESH,
    /** Every one that is due, as far as the run says that others may send it. */
    ALL
  }

  /**
   * Applies events to a run, in order, in one commit.
   *
   * @return the run as it stands after it; empty when there is no such run
   * @throws ContendedException when others kept writing: the event should come again
   */
  Optional<Run> advance(RunKey key, List<Event> events) {
    return documents.load(key).map(loaded -> advance(loaded, events, Send.FRESH));
  }

  /** As {@link #advance(RunKey, List)}, of a run that was loaded a moment ago. */
  Run advance(Loaded loaded, List<Event> events) {
    return advance(loaded, events, Send.FRESH);
  }

  /** As {@link #advance}, and sends everything that is due, also what was decided before. */
  Run repair(Loaded loaded, List<Event> events) {
    return advance(loaded, events, Send.ALL);
  }

  private Run advance(Loaded first, List<Event> events, Send wanted) {
    RunKey key = first.run().key();
    Loaded loaded = first;
    Send send = wanted;
    for (int i = 0; i < TRIES; i++) {
      Run before = loaded.run();
      Instant now = clock.instant();
      Decision decision = decide(before, events, now);
      if (decision.nextRun().equals(before)) {
        log.decided(key, decision.reason());
        return send == Send.ALL
            ? send(before, before, commands(before, before, now, send))
            : before;
      }
      if (before.state().terminal() && !decision.nextRun().state().terminal()) {
        active.mark(key, decision.nextRun().epoch());
      }
      Commit commit = documents.replace(loaded, decision.nextRun());
      if (commit instanceof Commit.Committed) {
        tell(before, decision);
        return send(before, decision.nextRun(), commands(before, decision.nextRun(), now, send));
      }
      if (commit instanceof Commit.Ambiguous) {
        send = Send.ALL;
      }
      loaded = again(key);
    }
    throw new ContendedException("others keep writing run " + key);
  }

  private void tell(Run before, Decision decision) {
    Run next = decision.nextRun();
    if (next.state().terminal() && !before.state().terminal()) {
      log.ended(next.key(), next.state(), decision.reason());
    } else {
      log.decided(next.key(), decision.reason());
    }
  }

  private Loaded again(RunKey key) {
    return documents
        .load(key)
        .orElseThrow(
            () -> new CorruptDocumentException(RunDocuments.name(key), "it was there and is gone"));
  }

  private Decision decide(Run run, List<Event> events, Instant now) {
    Decision decision = new Decision(run, "nothing to decide");
    for (Event event : events) {
      Definition definition =
          deployments.definition(run.pipeline(), definitionFor(decision.nextRun(), event));
      decision = Decider.decide(definition.pipeline(), decision.nextRun(), event, now);
    }
    return decision;
  }

  private static String definitionFor(Run run, Event event) {
    return event instanceof Event.RerunRequested rerun ? rerun.definition() : run.definition();
  }

  private static List<Command> commands(Run before, Run after, Instant now, Send send) {
    boolean all = send == Send.ALL || after.state() != before.state();
    return Decider.due(after, now).stream()
        .filter(command -> isFresh(before, command) || (all && isAnybodys(after, command)))
        .toList();
  }

  private static boolean isFresh(Run before, Command command) {
    AttemptId attempt = command.match(ATTEMPT);
    return before.epoch() != attempt.epoch()
        || before.stage(attempt.stage()).attempt() != attempt.attempt()
        || before.stage(attempt.stage()).state() != StageState.SUBMITTING;
  }

  /** A submit is its writer's alone until the run says that it is repeated. */
  private static boolean isAnybodys(Run after, Command command) {
    return command.match(
        new Command.Cases<Boolean>() {
          @Override
          public Boolean submit(Command.Submit submit) {
            StageRun stage = after.stage(submit.attempt().stage());
            return stage.current().orElseThrow().repeatedAt().isPresent();
          }

          @Override
          public Boolean cancel(Command.Cancel cancel) {
            return true;
          }
        });
  }

  private static final Command.Cases<AttemptId> ATTEMPT =
      new Command.Cases<>() {
        @Override
        public AttemptId submit(Command.Submit submit) {
          return submit.attempt();
        }

        @Override
        public AttemptId cancel(Command.Cancel cancel) {
          return cancel.attempt();
        }
      };

  /** Every command is sent before any refusal is taken in: that may send again what is due. */
  private Run send(Run before, Run committed, List<Command> commands) {
    List<Event> refused = new ArrayList<>();
    for (Command command : commands) {
      Sends sends = isFresh(before, command) ? Sends.ONLY : Sends.REPEATED;
      send(committed, command, sends).ifPresent(refused::add);
    }
    return refused.isEmpty() ? committed : advance(committed.key(), refused).orElse(committed);
  }

  private Optional<Event> send(Run run, Command command, Sends sends) {
    return command.match(
        new Command.Cases<Optional<Event>>() {
          @Override
          public Optional<Event> submit(Command.Submit submit) {
            return submitted(run, submit.attempt(), sends);
          }

          @Override
          public Optional<Event> cancel(Command.Cancel cancel) {
            cancelled(run, cancel.attempt());
            return Optional.empty();
          }
        });
  }

  private void cancelled(Run run, AttemptId attempt) {
    Definition definition = deployments.definition(run.pipeline(), run.definition());
    runners.of(definition.pipeline().stage(attempt.stage())).cancel(specs.id(attempt));
  }

  private Optional<Event> submitted(Run run, AttemptId attempt, Sends sends) {
    Definition definition = deployments.definition(run.pipeline(), run.definition());
    JobSpec spec = specs.of(definition, run, attempt.stage());
    if (!clock.instant().isBefore(spec.deadline())) {
      return Optional.empty();
    }
    Stage stage = definition.pipeline().stage(attempt.stage());
    JobRunner runner = runners.of(stage);
    return runner
        .submit(spec.job(), spec, stage.timeout())
        .match(
            new SubmitResult.Cases<Optional<Event>>() {
              @Override
              public Optional<Event> accepted(SubmitResult.Accepted result) {
                log.decided(run.key(), attempt.stage() + ": submitted as " + spec.job());
                return Optional.empty();
              }

              @Override
              public Optional<Event> foreign(SubmitResult.Foreign result) {
                log.alarm(EngineLog.Alarm.FOREIGN_JOB, spec.job() + ": " + result.reason());
                return Optional.empty();
              }

              @Override
              public Optional<Event> rejected(SubmitResult.Rejected result) {
                Sends seen = isUnknown(runner, spec.job()) ? sends : Sends.REPEATED;
                return Optional.of(new Event.SubmitRejected(attempt, seen, result.reason()));
              }

              @Override
              public Optional<Event> unknown(SubmitResult.Unknown result) {
                log.decided(
                    run.key(),
                    attempt.stage() + ": no answer to the submit (" + result.reason() + ")");
                return Optional.empty();
              }
            });
  }

  /** Whether nobody's submit of the job was accepted: somebody may have repaired the run since. */
  private static boolean isUnknown(JobRunner runner, JobId job) {
    try {
      return runner.report(job).state() == JobReport.State.NOT_FOUND;
    } catch (RunnerUnavailableException e) {
      return false;
    }
  }
}
