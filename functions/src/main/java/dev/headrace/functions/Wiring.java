package dev.headrace.functions;

import dev.headrace.engine.Buckets;
import dev.headrace.engine.Engine;
import dev.headrace.engine.Places;
import dev.headrace.functions.bigquery.LoadRunner;
import dev.headrace.functions.caller.Callers;
import dev.headrace.functions.dataproc.PlacedRunners;
import dev.headrace.functions.scheduler.Schedules;
import dev.headrace.functions.storage.GcsObjectStore;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.SplittableRandom;

/** Puts the parts together: the one place that knows all of them. Makes each when it is needed. */
public final class Wiring {
  private final Settings settings;
  private final InstantSource clock;
  private final JsonLog log;
  private Engine engine;
  private Schedules schedules;

  /** Logs to standard output. */
  public Wiring(Settings settings, InstantSource clock) {
    this(settings, clock, System.out);
  }

  public Wiring(Settings settings, InstantSource clock, PrintStream log) {
    this.settings = settings;
    this.clock = clock;
    this.log = new JsonLog(settings.project(), log);
  }

  /** Of this process' environment, on the system's clock; begins to load what calls will need. */
  static Wiring ofEnvironment() {
    Wiring wiring = new Wiring(Settings.fromEnvironment(), InstantSource.system());
    Preload.begin(wiring);
    return wiring;
  }

  public Settings settings() {
    return settings;
  }

  public JsonLog log() {
    return log;
  }

  InstantSource clock() {
    return clock;
  }

  /**
   * What a function's calls go through.
   *
   * @throws SettingsException when it cannot be told who may call
   */
  Door door() {
    return new Door(log, new Callers(settings.checkableCallers(), clock));
  }

  /** What decides, over the buckets and the job service of the settings. */
  public synchronized Engine engine() {
    if (engine == null) {
      Settings.Buckets names = settings.buckets();
      GcsObjectStore.Buckets stores = GcsObjectStore.connect(settings.storageEndpoint());
      engine =
          new Engine(
              new Places(
                  settings.installation(),
                  names.landing(),
                  names.lake(),
                  names.control(),
                  names.outcomes(),
                  names.code()),
              new Buckets(
                  stores.bucket(names.landing()),
                  stores.bucket(names.lake()),
                  stores.bucket(names.control()),
                  stores.bucket(names.outcomes())),
              new PlacedRunners(settings, new LoadRunner(settings, stores.bucket(names.lake()))),
              clock,
              new SplittableRandom(),
              log,
              log);
    }
    return engine;
  }

  /** The Scheduler jobs of the settings. */
  public synchronized Schedules schedules() {
    if (schedules == null) {
      schedules = new Schedules(settings);
    }
    return schedules;
  }
}
