package dev.headrace.local.clock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headrace.local.journal.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The time of the local cloud: real time plus an offset while running, one instant while frozen.
 *
 * <p>It never runs backwards by itself, and {@link #set} never puts it behind the floor, which is
 * the newest time that something durable carries. It survives restarts: a running clock keeps its
 * offset, a frozen one its instant. A folder without a clock begins with real time, running.
 *
 * <p>Safe for use by many threads; {@link #instant} takes no lock.
 */
public final class LocalClock implements InstantSource {
  /** How a clock goes on from the instant it is set to. */
  public enum Mode {
    RUNNING,
    FROZEN
  }

  /** Far enough off for {@link Duration} arithmetic in nanoseconds. */
  public static final Duration FOREVER = Duration.ofDays(36_500);

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant LAST = Instant.parse("2260-01-01T00:00:00Z");

  private final Path file;
  private final InstantSource real;
  private final AtomicLong floor = new AtomicLong();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private volatile Reading reading;

  /**
   * @param shift offset from real time if running, time since 1970 if frozen; in nanoseconds
   * @param latest the last instant handed out: real clocks are set back now and then
   */
  private record Reading(Mode mode, long shift, AtomicLong latest) {
    static Reading at(Mode mode, long now, long real) {
      return new Reading(mode, mode == Mode.FROZEN ? now : now - real, new AtomicLong(now));
    }
  }

  private LocalClock(Path file, InstantSource real) {
    this.file = file;
    this.real = real;
  }

  /** Opens the clock kept in {@code folder/clock.json}. */
  public static LocalClock open(Path folder) throws IOException {
    return open(folder, InstantSource.system());
  }

  static LocalClock open(Path folder, InstantSource real) throws IOException {
    LocalClock clock = new LocalClock(folder.resolve("clock.json"), real);
    clock.reading = clock.load();
    return clock;
  }

  @Override
  public Instant instant() {
    return toInstant(nanos());
  }

  /** What must be added to real time to get this clock's time; changes by itself while frozen. */
  public Duration offset() {
    Reading current = reading;
    return current.mode() == Mode.RUNNING
        ? Duration.ofNanos(current.shift())
        : Duration.ofNanos(nanos() - toNanos(real.instant()));
  }

  public Mode mode() {
    return reading.mode();
  }

  /** The earliest instant that {@link #set} accepts. */
  public Instant floor() {
    return toInstant(floor.get());
  }

  /**
   * Says that something durable carries this time. The clock will not be set behind it, and if it
   * stands behind it now, it goes on from there.
   */
  public void raiseFloor(Instant durable) {
    long nanos = toNanos(durable);
    floor.accumulateAndGet(nanos, Math::max);
    reading.latest().accumulateAndGet(nanos, Math::max);
  }

  /**
   * Goes on from {@code now} in this mode.
   *
   * @throws IllegalArgumentException if that is behind the floor; nothing is changed then
   */
  public void set(Instant now, Mode mode) {
    move(now, mode, false);
  }

  /** As {@link #set}, also behind the floor, which comes down with it: for a reset of all data. */
  public void force(Instant now, Mode mode) {
    move(now, mode, true);
  }

  /** Waits until the clock shows {@code due} or later, however it gets there. */
  public void awaitUntil(Instant due) throws InterruptedException {
    awaitUntil(due, FOREVER);
  }

  /**
   * As {@link #awaitUntil(Instant)}, for so much real time at most; false if that was too short.
   */
  public boolean awaitUntil(Instant due, Duration realLimit) throws InterruptedException {
    long deadline = System.nanoTime() + realLimit.toNanos();
    lock.lockInterruptibly();
    try {
      for (Duration wait = realUntil(due); !wait.isZero(); wait = realUntil(due)) {
        long left = Math.min(wait.toNanos(), deadline - System.nanoTime());
        if (left <= 0) {
          return false;
        }
        moved.await(left, TimeUnit.NANOSECONDS);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * How long to wait in real time for {@code due} if nobody moves the clock: zero if it has passed,
   * {@link #FOREVER} if the clock is frozen. For components that wait on a lock of their own; they
   * learn of moves by {@link #onMove}.
   */
  public Duration realUntil(Instant due) {
    long left = toNanos(due) - nanos();
    if (left <= 0) {
      return Duration.ZERO;
    }
    return reading.mode() == Mode.FROZEN ? FOREVER : Duration.ofNanos(left);
  }

  /** Calls {@code listener} after each move, on the mover's thread, until the result is closed. */
  public Listening onMove(Runnable listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** A registration; closing it ends it. */
  @FunctionalInterface
  public interface Listening extends AutoCloseable {
    @Override
    void close();
  }

  private void move(Instant now, Mode mode, boolean forced) {
    long nanos = toNanos(now);
    lock.lock();
    try {
      if (forced) {
        floor.accumulateAndGet(nanos, Math::min);
      } else if (nanos < floor.get()) {
        throw new IllegalArgumentException(
            "The clock cannot go back to " + now + ": there is data of " + floor() + ".");
      }
      Reading next = Reading.at(mode, nanos, toNanos(real.instant()));
      save(next);
      reading = next;
      next.latest().accumulateAndGet(floor.get(), Math::max);
      moved.signalAll();
    } finally {
      lock.unlock();
    }
    listeners.forEach(Runnable::run);
  }

  private long nanos() {
    Reading current = reading;
    return current.mode() == Mode.FROZEN
        ? current.latest().get()
        : current.latest().accumulateAndGet(toNanos(real.instant()) + current.shift(), Math::max);
  }

  private Reading load() throws IOException {
    if (!Files.exists(file)) {
      return new Reading(Mode.RUNNING, 0, new AtomicLong());
    }
    JsonNode saved = JSON.readTree(Files.readAllBytes(file));
    Mode mode = Mode.valueOf(saved.path("mode").asText());
    long shift = saved.path("nanos").asLong();
    return new Reading(mode, shift, new AtomicLong(mode == Mode.FROZEN ? shift : 0));
  }

  private void save(Reading next) {
    byte[] content =
        JSON.createObjectNode()
            .put("mode", next.mode().name())
            .put("nanos", next.shift())
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    try {
      WholeFile.replace(file, content);
    } catch (IOException failed) {
      throw new UncheckedIOException("The clock cannot be kept in " + file, failed);
    }
  }

  private static long toNanos(Instant instant) {
    if (instant.isAfter(LAST) || instant.isBefore(Instant.EPOCH)) {
      throw new IllegalArgumentException("The clock shows 1970 to 2259, not " + instant);
    }
    return ChronoUnit.NANOS.between(Instant.EPOCH, instant);
  }

  private static Instant toInstant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
  }
}
