package dev.headrace.cli.environment;

import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import dev.headrace.engine.Engine;
import dev.headrace.engine.Places;
import dev.headrace.functions.Settings;
import dev.headrace.functions.SettingsException;
import dev.headrace.functions.Wiring;
import dev.headrace.functions.storage.GcsObjectStore;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.Schedule;
import dev.headrace.store.ObjectStore;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An environment that speaks Google's interfaces, on Google Cloud or on this machine: the same
 * parts as in the functions, put together by the same wiring.
 */
final class CloudEnvironment implements Environment {
  private final String name;
  private final EnvironmentSettings written;
  private final Settings settings;
  private final InstantSource clock;
  private final Wiring wiring;
  private final GcsObjectStore.Buckets buckets;

  /**
   * @throws Failure when the settings cannot be worked with
   */
  CloudEnvironment(String name, EnvironmentSettings written, InstantSource clock) {
    this.name = name;
    this.written = written;
    this.settings = read(name, written);
    this.clock = clock;
    this.wiring = new Wiring(settings, clock, silent());
    this.buckets = GcsObjectStore.connect(settings.storageEndpoint());
  }

  private static Settings read(String name, EnvironmentSettings written) {
    try {
      return written.asFunctionsReadIt();
    } catch (SettingsException e) {
      throw new Failure(
          ExitCode.UNREACHABLE,
          "The environment \"" + name + "\" is not set up right.",
          e.getMessage(),
          "Mend its entry in the file of environments.",
          e);
    }
  }

  /** What the engine decides is the answer of the command, and is logged by the functions. */
  private static PrintStream silent() {
    return new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Places places() {
    return written.places();
  }

  @Override
  public Engine engine() {
    return wiring.engine();
  }

  @Override
  public ObjectStore landing() {
    return buckets.bucket(settings.buckets().landing());
  }

  @Override
  public ObjectStore lake() {
    return buckets.bucket(settings.buckets().lake());
  }

  @Override
  public ObjectStore code() {
    return buckets.bucket(settings.buckets().code());
  }

  @Override
  public InstantSource clock() {
    return clock;
  }

  @Override
  public Optional<URI> console() {
    return written.console();
  }

  @Override
  public String schedule(Pipeline pipeline) {
    if (settings.scheduleUrl().isEmpty() || settings.reconcileUrl().isEmpty()) {
      return "its schedule is left as it is: HEADRACE_SCHEDULE_URL and HEADRACE_RECONCILE_URL are"
          + " not set";
    }
    SortedMap<PipelineName, Schedule> wanted = new TreeMap<>();
    engine()
        .deployments()
        .all()
        .forEach(
            deployed ->
                deployed
                    .definition()
                    .pipeline()
                    .schedule()
                    .ifPresent(schedule -> wanted.put(deployed.name(), schedule)));
    wiring.schedules().apply(wanted, settings.scheduleUrl().get(), settings.reconcileUrl().get());
    return pipeline
        .schedule()
        .map(s -> "scheduled every " + s.every().word() + " at " + s.at() + " " + s.zone())
        .orElse("runs when it is asked to: it has no schedule");
  }

  @Override
  public String pauseTicks(PipelineName pipeline, boolean paused) {
    if (settings.scheduleUrl().isEmpty()) {
      return "its ticks go on, and do nothing while it is paused: HEADRACE_SCHEDULE_URL is not set";
    }
    boolean there =
        paused ? wiring.schedules().pause(pipeline) : wiring.schedules().resume(pipeline);
    if (!there) {
      return "the scheduler has no job for it";
    }
    return paused ? "its ticks are paused" : "it ticks again";
  }

  @Override
  public boolean tickNow(PipelineName pipeline) {
    return wiring.schedules().runNow(pipeline);
  }
}
