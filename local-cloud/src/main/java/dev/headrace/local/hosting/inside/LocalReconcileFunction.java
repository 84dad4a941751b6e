package dev.headrace.local.hosting.inside;

import dev.headrace.functions.ReconcileFunction;

/** {@link ReconcileFunction} with the settings and the clock of the local cloud. */
public final class LocalReconcileFunction extends ReconcileFunction {
  public LocalReconcileFunction() {
    super(Handed.wiring());
  }
}
