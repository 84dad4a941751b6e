package dev.headrace.local.scheduler;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.identity.IdTokens;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;

/**
 * Cloud Scheduler: keeps jobs, and calls their targets when the local clock reaches their times.
 */
public final class Scheduler implements AutoCloseable {
  private static final Duration LONGEST = Duration.ofHours(1);

  private final LocalClock clock;
  private final SchedulerJobs jobs;
  private final Calls calls;
  private final Thread thread;
  private final LocalClock.Listening listening;
  private final Semaphore wakes = new Semaphore(0);
  private volatile boolean closed;

  private Scheduler(LocalClock clock, SchedulerJobs jobs, IdTokens tokens) {
    this.clock = clock;
    this.jobs = jobs;
    this.calls = new Calls(jobs, clock, tokens, this::wake);
    this.listening = clock.onMove(this::wake);
    this.thread = new Thread(this::fireForEver, "scheduler");
    thread.setDaemon(true);
  }

  /**
   * Opens what the folder holds and begins to fire.
   *
   * @param tokens of the accounts that jobs call as
   * @param moves from ports of this machine at which targets were to the ports at which they are
   */
  public static Scheduler open(
      Path folder, LocalClock clock, IdTokens tokens, Map<Integer, Integer> moves)
      throws IOException {
    SchedulerJobs jobs = new SchedulerJobs(folder, clock);
    // Before anything fires: whoever has a port now that was a function's is not to be called.
    jobs.follow(moves);
    Scheduler scheduler = new Scheduler(clock, jobs, tokens);
    scheduler.thread.start();
    return scheduler;
  }

  /** Adds the API's operations. */
  public void register(Dispatcher dispatcher) {
    new SchedulerApi(jobs, calls, clock, this::wake).register(dispatcher);
  }

  /** The earliest time at which a job fires, or is called again after a failure. */
  public Optional<Instant> nextDue() {
    return Stream.of(jobs.nextDue(), calls.nextRetry())
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  /**
   * Fires every job whose time has come by the local clock; all those calls are in flight when this
   * returns, whoever has fired them.
   */
  public synchronized void fireDue() {
    Instant now = clock.instant();
    calls.retryDue(now);
    jobs.claim(now).forEach(calls::fire);
  }

  /** Moves the clock and passes over all times up to there, as if nobody had been there. */
  public synchronized void jump(Runnable move) {
    // Under the lock: a move wakes the thread that fires, which must not see the times in between.
    move.run();
    jobs.skipTo(clock.instant());
    wake();
  }

  /** How many calls have not been answered. */
  public int inFlight() {
    return calls.inFlight();
  }

  private void fireForEver() {
    try {
      while (!closed) {
        fireDue();
        await(nextDue());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for the time, for a move of the clock, or for a change of the jobs. */
  private void await(Optional<Instant> due) throws InterruptedException {
    long millis = due.map(clock::realUntil).orElse(LONGEST).toMillis();
    if (millis > 0 && wakes.tryAcquire(Math.min(millis + 1, LONGEST.toMillis()), MILLISECONDS)) {
      wakes.drainPermits();
    }
  }

  private void wake() {
    wakes.release();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    listening.close();
    thread.interrupt();
    calls.close();
    jobs.close();
  }

  /** The names of all jobs, for those who look. */
  public List<String> names() {
    return jobs.below("").stream().map(SchedulerJob::name).toList();
  }
}
