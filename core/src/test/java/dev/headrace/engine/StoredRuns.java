package dev.headrace.engine;

import dev.headrace.run.Run;
import dev.headrace.store.ObjectStore;
import java.util.SplittableRandom;

/** Runs as the engine would have left them, for tests of what only reads them. */
public final class StoredRuns {
  private StoredRuns() {}

  /** Puts a run into the control bucket, unless one of its interval is there. */
  public static void put(ObjectStore control, Run run) {
    new RunDocuments(control, new SplittableRandom(1)).create(run);
  }
}
