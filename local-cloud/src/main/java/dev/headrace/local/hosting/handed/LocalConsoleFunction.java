package dev.headrace.local.hosting.handed;

import dev.headrace.functions.ConsoleFunction;

/** {@link ConsoleFunction} with the settings and the clock of the local cloud. */
public final class LocalConsoleFunction extends ConsoleFunction {
  public LocalConsoleFunction() {
    super(Handed.wiring(), Handed.clock());
  }
}
