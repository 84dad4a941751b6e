package dev.headrace.local.hosting.handed;

import dev.headrace.functions.ScheduleFunction;

/** {@link ScheduleFunction} with the settings and the clock of the local cloud. */
public final class LocalScheduleFunction extends ScheduleFunction {
  public LocalScheduleFunction() {
    super(Handed.wiring());
  }
}
