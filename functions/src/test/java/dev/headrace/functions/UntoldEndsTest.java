package dev.headrace.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.run.Pipelines;
import dev.headrace.run.RunKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UntoldEndsTest {
  private static final RunKey MONDAY = new RunKey(Pipelines.FLIGHTS, "2001-01-01");
  private static final RunKey TUESDAY = new RunKey(Pipelines.FLIGHTS, "2001-01-02");
  private static final List<Duration> PAUSES =
      List.of(Duration.ofSeconds(1), Duration.ofSeconds(2));

  private final List<Object> done = new ArrayList<>();

  @Test
  void looksUntilNoRunWaits() {
    assertThat(ends().await(List.of(MONDAY, TUESDAY), this::onceLooked)).isEmpty();

    assertThat(done).containsExactly(PAUSES.get(0), MONDAY, TUESDAY, PAUSES.get(1), TUESDAY);
  }

  /** Monday's has ended at the first look, Tuesday's at the second. */
  private boolean onceLooked(RunKey run) {
    boolean waits = run.equals(TUESDAY) && !done.contains(TUESDAY);
    done.add(run);
    return waits;
  }

  @Test
  void givesUpWhenItHadTimeEnough() {
    assertThat(ends().await(List.of(MONDAY), run -> true)).isEqualTo(Set.of(MONDAY));

    assertThat(done).isEqualTo(PAUSES);
  }

  @Test
  void costsNothingWhereNothingIsWaitedFor() {
    assertThat(ends().await(List.of(), run -> true)).isEmpty();

    assertThat(done).isEmpty();
  }

  @Test
  void anInterruptEndsTheWaitAndIsKept() {
    UntoldEnds interrupted =
        new UntoldEnds(
            PAUSES,
            time -> {
              throw new InterruptedException();
            });

    assertThat(interrupted.await(List.of(MONDAY), run -> true)).containsExactly(MONDAY);
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void staysWellBelowTheMinuteThatAFunctionHas() {
    Duration all = UntoldEnds.standard().pauses().stream().reduce(Duration.ZERO, Duration::plus);

    assertThat(all).isLessThan(Duration.ofSeconds(40));
  }

  private UntoldEnds ends() {
    return new UntoldEnds(PAUSES, done::add);
  }
}
