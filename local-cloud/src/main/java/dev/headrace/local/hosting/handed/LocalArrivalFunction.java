package dev.headrace.local.hosting.handed;

import dev.headrace.functions.ArrivalFunction;

/** {@link ArrivalFunction} with the settings and the clock of the local cloud. */
public final class LocalArrivalFunction extends ArrivalFunction {
  public LocalArrivalFunction() {
    super(Handed.wiring());
  }
}
