package dev.headrace.local.hosting.handed;

import dev.headrace.functions.AdvanceFunction;

/** {@link AdvanceFunction} with the settings and the clock of the local cloud. */
public final class LocalAdvanceFunction extends AdvanceFunction {
  public LocalAdvanceFunction() {
    super(Handed.wiring());
  }
}
