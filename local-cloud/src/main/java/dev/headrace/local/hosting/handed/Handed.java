package dev.headrace.local.hosting.handed;

import dev.headrace.functions.Settings;
import dev.headrace.functions.Wiring;
import java.time.InstantSource;
import java.util.Map;

/**
 * What was handed to the functions of this class loader. The invoker makes functions by their
 * no-argument constructor, so it stands in a static field, of which each local cloud has its own.
 */
public final class Handed {
  private static volatile Wiring wiring;
  private static volatile InstantSource clock;

  private Handed() {}

  /** Called by reflection before each function is made, with the settings of that one. */
  public static void over(Map<String, String> settings, InstantSource clock) {
    Handed.clock = clock;
    wiring = new Wiring(Settings.of(settings), clock);
  }

  static InstantSource clock() {
    return clock;
  }

  static Wiring wiring() {
    return wiring;
  }
}
