package dev.headrace.functions;

import dev.headrace.run.RunKey;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Waits for ends that no event tells, such as that of a load: the function that made a job asks
 * after it for a while, and then leaves it to whoever comes next.
 *
 * @param pauses before each look; together well below the time that a function has
 */
record UntoldEnds(List<Duration> pauses, Pause pause) {
  UntoldEnds {
    pauses = List.copyOf(pauses);
  }

  /** Lets time pass. */
  @FunctionalInterface
  interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  /**
   * Most loads end within seconds; what takes longer can be asked after more seldom. It sleeps
   * because there is nothing to wait on: the service has to be asked.
   */
  static UntoldEnds standard() {
    return new UntoldEnds(
        List.of(
            Duration.ofMillis(500),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(3),
            Duration.ofSeconds(4),
            Duration.ofSeconds(5),
            Duration.ofSeconds(7),
            Duration.ofSeconds(8)),
        time -> Thread.sleep(time.toMillis()));
  }

  /**
   * Looks at runs until none of them waits for such an end, or there was time enough.
   *
   * @param look tells whether a run still waits
   * @return the runs that still wait
   */
  Set<RunKey> await(Collection<RunKey> runs, Predicate<RunKey> look) {
    Set<RunKey> waiting = new TreeSet<>(runs);
    try {
      for (int i = 0; i < pauses.size() && !waiting.isEmpty(); i++) {
        pause.of(pauses.get(i));
        waiting.removeIf(look.negate());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return waiting;
  }
}
