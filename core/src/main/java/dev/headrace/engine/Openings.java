package dev.headrace.engine;

import dev.headrace.engine.Deployments.Deployed;
import dev.headrace.engine.RunDocuments.Loaded;
import dev.headrace.engine.Turns.Turn;
import dev.headrace.pipeline.Overlap;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.run.Decider;
import dev.headrace.run.Event;
import dev.headrace.run.InputReport;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.run.RunState;
import dev.headrace.run.Trigger;
import dev.headrace.store.StoreRefusedException;
import java.time.InstantSource;
import java.util.List;
import java.util.SortedMap;

/** Opens runs when their inputs are complete and it is their turn, and closes those that ended. */
final class Openings {
  private final RunDocuments documents;
  private final Deployments deployments;
  private final ActiveRuns active;
  private final Inputs inputs;
  private final Turns turns;
  private final Champions champions;
  private final Advancer advancer;
  private final Usages usages;
  private final InstantSource clock;
  private final EngineLog log;

  Openings(
      RunDocuments documents,
      Deployments deployments,
      ActiveRuns active,
      Inputs inputs,
      Turns turns,
      Champions champions,
      Advancer advancer,
      Usages usages,
      InstantSource clock,
      EngineLog log) {
    this.documents = documents;
    this.deployments = deployments;
    this.active = active;
    this.inputs = inputs;
    this.turns = turns;
    this.champions = champions;
    this.advancer = advancer;
    this.usages = usages;
    this.clock = clock;
    this.log = log;
  }

  /** Starts as many waiting runs of the pipeline as may start now, oldest first. */
  void openNext(PipelineName pipeline) {
    for (RunKey run : active.of(pipeline)) {
      if (blocksThoseAfterIt(run)) {
        return;
      }
    }
  }

  /** A corrupt run or definition, or a marker without a run, keeps no other from starting. */
  private boolean blocksThoseAfterIt(RunKey key) {
    try {
      return documents.load(key).filter(this::settle).isPresent();
    } catch (CorruptDocumentException | StoreRefusedException e) {
      log.alarm(EngineLog.Alarm.CORRUPT, e.getMessage());
      return false;
    }
  }

  /** Opens or closes the run; whether it is one that those after it have to wait for. */
  private boolean settle(Loaded loaded) {
    Run run = loaded.run().state() == RunState.WAITING ? open(loaded) : loaded.run();
    if (run.state().terminal()) {
      close(run);
      return false;
    }
    return pipelineOf(run).overlap().rule() == Overlap.Rule.SEQUENTIAL;
  }

  /** Looks at a waiting run's inputs and, when they are complete, asks for its turn. */
  private Run open(Loaded loaded) {
    Run run = loaded.run();
    Pipeline pipeline = pipelineOf(run);
    SortedMap<String, InputReport> seen = inputs.look(pipeline, run.interval());
    Event look = new Event.InputsSeen(seen);
    if (Decider.readiness(pipeline, run, seen, clock.instant()) != Decider.Readiness.READY) {
      return advancer.advance(loaded, List.of(look));
    }
    Turn turn = turns.take(pipeline, new Turns.Holder(run.key(), run.epoch()));
    if (turn instanceof Turn.Held held) {
      Event wait = new Event.TurnAwaited("waits for " + describe(held));
      Run waits = advancer.advance(loaded, List.of(look, wait));
      held.holders().forEach(this::start);
      return waits;
    }
    Event start = new Event.TurnTaken(champions.of(pipeline));
    return advancer.advance(loaded, List.of(look, start));
  }

  /**
   * Starts a run that holds a turn and has not started, as when the write of its start was lost. It
   * goes before older ones that were re-run since: nobody can take the turn from it.
   */
  private void start(Turns.Holder holder) {
    documents
        .load(holder.run())
        .filter(loaded -> loaded.run().epoch() == holder.epoch())
        .filter(loaded -> loaded.run().state() == RunState.WAITING)
        .ifPresent(this::open);
  }

  private static String describe(Turn.Held held) {
    return held.holders().isEmpty()
        ? "its turn"
        : "run " + held.holders().get(0).run().interval() + " to end";
  }

  /**
   * Asks an ended run to run once more, under the definition in force, and opens what may start.
   */
  void openAgain(Run ended, Deployed deployed, Trigger trigger, String why) {
    Event again =
        new Event.RerunRequested(trigger, why, deployed.deployment().definition(), ended.epoch());
    advancer.advance(ended.key(), List.of(again));
    openNext(ended.pipeline());
  }

  /**
   * Closes a run that was seen to be terminal: frees its turn, then removes the marker. Neither
   * touches what a later epoch holds.
   */
  void close(Run run) {
    turns.release(pipelineOf(run), run.key(), run.epoch());
    usages.owe(run);
    active.unmark(run.key(), run.epoch());
  }

  private Pipeline pipelineOf(Run run) {
    return deployments.definition(run.pipeline(), run.definition()).pipeline();
  }
}
