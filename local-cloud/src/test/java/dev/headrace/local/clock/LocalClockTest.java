package dev.headrace.local.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.local.clock.LocalClock.Mode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalClockTest {
  private static final Instant REAL = Instant.parse("2026-11-22T10:00:00Z");
  private static final Instant THEN = Instant.parse("2001-05-15T04:15:00Z");

  @TempDir private Path folder;
  private final AtomicReference<Instant> real = new AtomicReference<>(REAL);
  private LocalClock clock;

  @BeforeEach
  void open() throws IOException {
    clock = reopened();
  }

  @Test
  void beginsWithRealTime() {
    assertThat(clock.mode()).isEqualTo(Mode.RUNNING);
    assertThat(clock.instant()).isEqualTo(REAL);
    assertThat(clock.offset()).isZero();
  }

  @Test
  void runsOnFromWhereItIsSet() {
    clock.set(THEN, Mode.RUNNING);
    real.set(REAL.plusSeconds(5));

    assertThat(clock.instant()).isEqualTo(THEN.plusSeconds(5));
    assertThat(clock.offset()).isEqualTo(Duration.between(REAL, THEN));
  }

  @Test
  void standsStillWhileFrozen() {
    clock.set(THEN, Mode.FROZEN);
    real.set(REAL.plusSeconds(5));

    assertThat(clock.instant()).isEqualTo(THEN);
    assertThat(clock.offset()).isEqualTo(Duration.between(REAL.plusSeconds(5), THEN));
  }

  @Test
  void neverRunsBackwardsWithTheRealClock() {
    assertThat(clock.instant()).isEqualTo(REAL);
    real.set(REAL.minusSeconds(60));
    assertThat(clock.instant()).isEqualTo(REAL);
    real.set(REAL.plusSeconds(1));
    assertThat(clock.instant()).isEqualTo(REAL.plusSeconds(1));
  }

  @Test
  void keepsItsOffsetOverARestart() throws IOException {
    clock.set(THEN, Mode.RUNNING);
    real.set(REAL.plusSeconds(5));

    assertThat(reopened().instant()).isEqualTo(THEN.plusSeconds(5));
  }

  @Test
  void keepsItsInstantOverARestartWhileFrozen() throws IOException {
    clock.set(THEN, Mode.FROZEN);
    real.set(REAL.plusSeconds(5));

    assertThat(reopened().instant()).isEqualTo(THEN);
    assertThat(reopened().mode()).isEqualTo(Mode.FROZEN);
  }

  @Test
  void isNotSetBehindItsFloor() {
    clock.set(THEN, Mode.FROZEN);
    clock.raiseFloor(THEN);

    assertThatThrownBy(() -> clock.set(THEN.minusNanos(1), Mode.RUNNING))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The clock cannot go back to 2001-05-15T04:14:59.999999999Z:"
                + " there is data of 2001-05-15T04:15:00Z.");
    assertThat(clock.instant()).isEqualTo(THEN);
    assertThat(clock.mode()).isEqualTo(Mode.FROZEN);
  }

  @Test
  void isForcedBehindItsFloorAfterAReset() {
    clock.raiseFloor(REAL);

    clock.force(THEN, Mode.FROZEN);

    assertThat(clock.instant()).isEqualTo(THEN);
    assertThat(clock.floor()).isEqualTo(THEN);
  }

  @Test
  void goesOnFromAFloorAheadOfIt() {
    clock.raiseFloor(REAL.plusSeconds(30));
    assertThat(clock.instant()).isEqualTo(REAL.plusSeconds(30));

    clock.set(REAL.plusSeconds(40), Mode.FROZEN);
    clock.raiseFloor(REAL.plusSeconds(50));
    assertThat(clock.instant()).isEqualTo(REAL.plusSeconds(50));
  }

  @Test
  void refusesYearsThatItCannotCount() {
    assertThatThrownBy(() -> clock.set(Instant.MAX, Mode.FROZEN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The clock shows 1970 to 2259, not " + Instant.MAX);
  }

  @Test
  void wakesWaitersWhenItIsMovedPastTheirTime() throws Exception {
    clock.set(THEN, Mode.FROZEN);
    CountDownLatch started = new CountDownLatch(1);
    CompletableFuture<Instant> woken =
        CompletableFuture.supplyAsync(
            () -> {
              started.countDown();
              awaitDue(THEN.plusSeconds(60));
              return clock.instant();
            });
    started.await();

    clock.set(THEN.plusSeconds(59), Mode.FROZEN);
    clock.set(THEN.plusSeconds(61), Mode.FROZEN);

    assertThat(woken.get(10, TimeUnit.SECONDS)).isEqualTo(THEN.plusSeconds(61));
  }

  @Test
  void wakesWaitersByItselfWhileRunning() throws Exception {
    LocalClock running = LocalClock.open(folder, InstantSource.system());

    assertThat(running.awaitUntil(running.instant().plusMillis(20), Duration.ofSeconds(10)))
        .isTrue();
  }

  @Test
  void aWaitEndsAtItsLimit() throws Exception {
    clock.set(THEN, Mode.FROZEN);

    assertThat(clock.awaitUntil(THEN.plusSeconds(1), Duration.ofMillis(5))).isFalse();
  }

  @Test
  void saysHowLongToWaitInRealTime() {
    assertThat(clock.realUntil(REAL)).isZero();
    assertThat(clock.realUntil(REAL.plusSeconds(3))).isEqualTo(Duration.ofSeconds(3));
    clock.set(THEN, Mode.FROZEN);
    assertThat(clock.realUntil(THEN.plusSeconds(3))).isEqualTo(LocalClock.FOREVER);
  }

  @Test
  void tellsListenersOfEachMoveUntilTheyLeave() {
    AtomicInteger moves = new AtomicInteger();
    try (var listening = clock.onMove(moves::incrementAndGet)) {
      assertThat(listening).isNotNull();
      clock.set(THEN, Mode.FROZEN);
    }
    clock.set(THEN, Mode.RUNNING);

    assertThat(moves).hasValue(1);
  }

  private void awaitDue(Instant due) {
    try {
      clock.awaitUntil(due);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private LocalClock reopened() throws IOException {
    return LocalClock.open(folder, real::get);
  }
}
