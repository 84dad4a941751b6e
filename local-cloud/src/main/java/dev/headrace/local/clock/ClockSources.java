package dev.headrace.local.clock;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/**
 * What a step of the clock waits for.
 *
 * @param calls function calls and events
 * @param jobs batches that have not ended
 */
public record ClockSources(List<IdleSource> calls, List<IdleSource> jobs) {
  public ClockSources {
    calls = List.copyOf(calls);
    jobs = List.copyOf(jobs);
  }

  /** A source that is busy while the count is above zero. */
  public static IdleSource counting(IntSupplier count, String what) {
    return source(() -> count.getAsInt() > 0, () -> count.getAsInt() + " " + what);
  }

  /** A source with a state of its own. */
  public static IdleSource source(BooleanSupplier busy, java.util.function.Supplier<String> text) {
    return new IdleSource() {
      @Override
      public String describe() {
        return text.get();
      }

      @Override
      public boolean busy() {
        return busy.getAsBoolean();
      }
    };
  }
}
