package dev.headrace.local.hosting.handed;

import dev.headrace.functions.ReconcileFunction;

/** {@link ReconcileFunction} with the settings and the clock of the local cloud. */
public final class LocalReconcileFunction extends ReconcileFunction {
  public LocalReconcileFunction() {
    super(Handed.wiring());
  }
}
