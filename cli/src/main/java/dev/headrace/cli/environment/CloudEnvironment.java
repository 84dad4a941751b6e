package dev.headrace.cli.environment;

import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import dev.headrace.engine.Buckets;
import dev.headrace.engine.Deployments;
import dev.headrace.engine.Engine;
import dev.headrace.engine.EngineLog;
import dev.headrace.engine.Places;
import dev.headrace.functions.Settings;
import dev.headrace.functions.scheduler.Schedules;
import dev.headrace.functions.storage.GcsObjectStore;
import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.Schedule;
import dev.headrace.run.RunKey;
import dev.headrace.runner.JobReport;
import dev.headrace.runner.JobRunner;
import dev.headrace.runner.RunnerUnavailableException;
import dev.headrace.runner.SubmitResult;
import dev.headrace.store.ObjectStore;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** An environment that speaks Google's interfaces, on Google Cloud or on this machine. */
final class CloudEnvironment implements Environment {
  private final String name;
  private final EnvironmentSettings settings;
  private final InstantSource clock;
  private final GcsObjectStore.Buckets buckets;

  CloudEnvironment(String name, EnvironmentSettings settings, InstantSource clock) {
    this.name = name;
    this.settings = settings;
    this.clock = clock;
    this.buckets = GcsObjectStore.connect(settings.project(), settings.storage());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Places places() {
    return settings.places();
  }

  @Override
  public Engine engine() {
    Places places = places();
    return new Engine(
        places,
        new Buckets(
            buckets.bucket(places.landing()),
            buckets.bucket(places.lake()),
            buckets.bucket(places.control()),
            buckets.bucket(places.outcomes())),
        new Unasked(),
        clock,
        new SecureRandom(),
        new Silent());
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
    return settings.console();
  }

  @Override
  public String schedule(Pipeline pipeline) {
    Settings functions = Settings.of(settings.variables());
    SortedMap<PipelineName, Schedule> scheduled = new TreeMap<>();
    for (Deployments.Deployed deployed : engine().deployments().all()) {
      deployed
          .definition()
          .pipeline()
          .schedule()
          .ifPresent(schedule -> scheduled.put(deployed.name(), schedule));
    }
    try (Schedules schedules = new Schedules(functions)) {
      schedules.apply(
          scheduled,
          functions.scheduleUrl().orElseThrow(() -> missing("HEADRACE_SCHEDULE_URL")),
          functions.reconcileUrl().orElseThrow(() -> missing("HEADRACE_RECONCILE_URL")));
    }
    return pipeline
        .schedule()
        .map(s -> "scheduled every " + s.every().word() + " at " + s.at() + " " + s.zone())
        .orElse("runs when it is asked to: it has no schedule");
  }

  private static Failure missing(String variable) {
    return new Failure(
        ExitCode.UNREACHABLE,
        "The address of a function is not known.",
        "The environment has no " + variable + ".",
        "Add it to the environment, as the deployment prints it.");
  }

  /** The answer of the command says what happened; the functions log what the engine decides. */
  private static final class Silent implements EngineLog {
    @Override
    public void decided(RunKey run, String reason) {}

    @Override
    public void alarm(Alarm code, String text) {}
  }

  /** Leaves all talk with the job service to the functions: they derive it from the run. */
  private static final class Unasked implements JobRunner {
    @Override
    public SubmitResult submit(JobId id, JobSpec spec, Duration timeout) {
      return new SubmitResult.Unknown("left to the functions");
    }

    @Override
    public JobReport report(JobId id) {
      throw new RunnerUnavailableException("left to the functions", null);
    }

    @Override
    public void cancel(JobId id) {
      // Derived from the committed run by the next look.
    }
  }
}
