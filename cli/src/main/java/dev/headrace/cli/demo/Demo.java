package dev.headrace.cli.demo;

import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.environment.LocalInterface;
import dev.headrace.engine.Engine;
import dev.headrace.pipeline.Input;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Lives the example's days: sets the local clock, lands a day's files, lets the schedule fire, and
 * waits for the run. Every step looks first at what is there, so a demo that was killed goes on.
 */
final class Demo {
  private static final Duration BEFORE_DUE = Duration.ofMinutes(5);
  private static final Duration RECONCILE = Duration.ofMinutes(5);
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final long POLL_NANOS = 50_000_000;

  /** After so many turns it looks although something works: it may work on something else. */
  private static final int PATIENT_TURNS = 200;

  private final Engine engine;
  private final LocalInterface local;
  private final Pipeline pipeline;
  private final Landing landing;
  private final Input input;

  Demo(Engine engine, LocalInterface local, Pipeline pipeline, Landing landing, Input input) {
    this.engine = engine;
    this.local = local;
    this.pipeline = pipeline;
    this.landing = landing;
    this.input = input;
  }

  /** Lives one day, unless it has been lived; gives its run. */
  Run live(Days.Day day) {
    Optional<Run> known = ended(day);
    if (known.isPresent()) {
      return known.get();
    }
    notBefore(day.due().minus(BEFORE_DUE));
    landing.files(day);
    advanceTo(day.due());
    input.complete().marker().ifPresent(marker -> landing.marker(day, marker));
    return awaitEnd(day);
  }

  private Optional<Run> ended(Days.Day day) {
    return engine.run(new RunKey(pipeline.name(), day.key())).filter(run -> run.state().terminal());
  }

  /** Jumps ahead; a clock that is there already, as after a restart, is left alone. */
  private void notBefore(Instant instant) {
    if (local.clock().time().isBefore(instant)) {
      local.set(Map.of("time", instant.toString(), "mode", "running"));
    }
  }

  private void advanceTo(Instant instant) {
    Instant now = local.clock().time();
    // What was due while nothing ran is found by the next reconcile pass.
    Instant target = now.isBefore(instant) ? instant : now.plus(RECONCILE);
    local.advance(Map.of("to", target.toString(), "wait", "calls"));
  }

  /**
   * Waits for the run's end, which cannot have come while its jobs work: so the run is read when
   * nothing works any more. If it has not ended then, it waits for the clock: for the next
   * reconcile pass, or for a retry that is due later.
   */
  private Run awaitEnd(Days.Day day) {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    for (int turn = 1; System.nanoTime() < deadline; turn++) {
      boolean idle = local.idle();
      Optional<Run> ended = idle || turn % PATIENT_TURNS == 0 ? ended(day) : Optional.empty();
      if (ended.isPresent()) {
        return ended.get();
      }
      if (idle) {
        local.advance(Map.of("by", RECONCILE.toString(), "wait", "calls"));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    throw new Failure(
        ExitCode.FAILED,
        "The run of " + day.key() + " does not end.",
        engine.explain(pipeline.name(), day.key()).text(),
        "Look with \"./headrace show "
            + pipeline.name()
            + "/"
            + day.key()
            + "\" and \"./headrace explain "
            + pipeline.name()
            + " "
            + day.key()
            + "\".");
  }
}
