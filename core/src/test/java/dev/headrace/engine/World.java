package dev.headrace.engine;

import dev.headrace.job.AttemptId;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import dev.headrace.job.ModelVersion;
import dev.headrace.job.Outcome;
import dev.headrace.job.OutcomeExamples;
import dev.headrace.json.Json;
import dev.headrace.notify.InMemoryNotifier;
import dev.headrace.pipeline.DefinitionExamples;
import dev.headrace.pipeline.ModelName;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.StageName;
import dev.headrace.run.Pipelines;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.run.RunState;
import dev.headrace.runner.JobReport;
import dev.headrace.runner.JobRunner;
import dev.headrace.runner.SubmitResult;
import dev.headrace.store.Content;
import dev.headrace.store.FaultyObjectStore;
import dev.headrace.store.InMemoryObjectStore;
import dev.headrace.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** A pipeline, buckets in memory, a job service and a clock that tests move by hand. */
final class World {
  static final PipelineName FLIGHTS = Pipelines.FLIGHTS;
  static final StageName CLEAN = Pipelines.CLEAN;
  static final StageName FEATURES = Pipelines.FEATURES;
  static final StageName TRAIN = Pipelines.TRAIN;
  static final StageName SCORE = Pipelines.SCORE;
  static final ModelName MODEL = Pipelines.MODEL;

  private Instant now = Instant.parse("2001-01-01T00:00:00Z");
  final InstantSource clock = () -> now;
  final InMemoryObjectStore landing = new InMemoryObjectStore(clock);
  final InMemoryObjectStore lake = new InMemoryObjectStore(clock);
  final InMemoryObjectStore controlStore = new InMemoryObjectStore(clock);
  final InMemoryObjectStore outcomes = new InMemoryObjectStore(clock);
  final Jobs jobs = new Jobs();

  /** The service of the stages that are placed on a cluster. */
  final Jobs onCluster = new Jobs();

  final List<String> log = Collections.synchronizedList(new ArrayList<>());
  final List<String> alarms = Collections.synchronizedList(new ArrayList<>());
  final InMemoryNotifier people = new InMemoryNotifier();
  final ObjectStore control;
  final Engine engine;

  World() {
    this(FaultyObjectStore.Plan.none());
  }

  World(FaultyObjectStore.Plan controlFaults) {
    control = new FaultyObjectStore(controlStore, controlFaults);
    engine = engineOver(control, outcomes, landing, lake);
  }

  Engine engineOver(
      ObjectStore overControl,
      ObjectStore overOutcomes,
      ObjectStore overLanding,
      ObjectStore overLake) {
    return engineOver(
        overControl, overOutcomes, overLanding, overLake, jobs, new SplittableRandom(7));
  }

  /** One more instance, over the same buckets and another job service. */
  Engine engineOf(JobRunner runner, SplittableRandom random) {
    return engineOver(control, outcomes, landing, lake, runner, random);
  }

  Engine engineOver(
      ObjectStore overControl,
      ObjectStore overOutcomes,
      ObjectStore overLanding,
      ObjectStore overLake,
      JobRunner runner,
      SplittableRandom random) {
    Places places = new Places("test", "landing", "lake", "control", "outcomes", "code");
    EngineLog engineLog =
        new EngineLog() {
          @Override
          public void decided(RunKey run, String reason) {
            log.add(run + ": " + reason);
          }

          @Override
          public void ended(RunKey run, RunState state, String reason) {
            log.add(run + ": " + reason);
          }

          @Override
          public void alarm(Alarm code, String text) {
            alarms.add(code + " " + text);
          }
        };
    return new Engine(
        places,
        new Buckets(overLanding, overLake, overControl, overOutcomes),
        stage -> stage.placement().isPresent() ? onCluster : runner,
        clock,
        random,
        engineLog,
        people);
  }

  World at(String instant) {
    now = Instant.parse(instant);
    return this;
  }

  World after(Duration time) {
    now = now.plus(time);
    return this;
  }

  World deployed() {
    return deployed(pipeline());
  }

  World deployed(Pipeline pipeline) {
    engine.deployments().deploy(DefinitionExamples.of(pipeline), now);
    return this;
  }

  World lands(String objectName) {
    long generation = put(objectName);
    engine.arrived("landing", objectName, generation);
    return this;
  }

  World landsSilently(String objectName) {
    put(objectName);
    return this;
  }

  private long put(String objectName) {
    var content = new Content("x".getBytes(StandardCharsets.UTF_8), "text/csv", new TreeMap<>());
    var standing =
        landing.list(objectName).stream().filter(o -> o.name().equals(objectName)).findFirst();
    var result =
        standing.isPresent()
            ? landing.replace(objectName, standing.get().generation(), content)
            : landing.create(objectName, content);
    return ((dev.headrace.store.WriteResult.Applied) result).generation();
  }

  World landsDay(String day) {
    return lands("flights/" + day + "/flights.csv.gz").lands("flights/" + day + "/_SUCCESS");
  }

  World ticks() {
    engine.tick(FLIGHTS);
    return this;
  }

  World reconciles() {
    engine.reconcile();
    return this;
  }

  Run run(String interval) {
    return engine.run(new RunKey(FLIGHTS, interval)).orElseThrow();
  }

  AttemptId attempt(String interval, StageName stage) {
    return run(interval).attemptId(stage);
  }

  /** The job of the current attempt ends well: outcome, then the service's word. No event yet. */
  World succeedsSilently(String interval, StageName stage) {
    return succeedsSilently(interval, stage, Optional.empty());
  }

  World succeedsSilently(String interval, StageName stage, Optional<Outcome.ModelOutcome> model) {
    AttemptId attempt = attempt(interval, stage);
    write(outcome(attempt, Outcome.Status.SUCCEEDED, Optional.empty(), model));
    jobs.end(engine.jobId(attempt), JobReport.State.SUCCEEDED);
    return this;
  }

  World succeeds(String interval, StageName stage) {
    String name = Places.outcomeName(attempt(interval, stage));
    succeedsSilently(interval, stage);
    engine.finished(name);
    return this;
  }

  World promotes(String interval, StageName stage, ModelVersion version) {
    String name = Places.outcomeName(attempt(interval, stage));
    var model =
        new Outcome.ModelOutcome(
            MODEL.value(),
            version.version(),
            true,
            "first model",
            Optional.of(version),
            new TreeMap<>(Map.of("auc", 0.7)),
            List.of());
    succeedsSilently(interval, stage, Optional.of(model));
    engine.finished(name);
    return this;
  }

  World fails(String interval, StageName stage, ErrorClass errorClass) {
    AttemptId attempt = attempt(interval, stage);
    write(
        outcome(
            attempt, Outcome.Status.FAILED, OutcomeExamples.failure(errorClass), Optional.empty()));
    jobs.end(engine.jobId(attempt), JobReport.State.FAILED);
    engine.finished(Places.outcomeName(attempt));
    return this;
  }

  void write(Outcome outcome) {
    outcomes.create(Places.outcomeName(outcome.attempt()), Content.json(Json.bytes(outcome)));
  }

  /** As {@link #outcome}, of a job that published version 7 of the first table. */
  Outcome publishing(
      AttemptId attempt,
      Outcome.Status status,
      Optional<Outcome.Failure> failure,
      Optional<Outcome.ModelOutcome> model) {
    return OutcomeExamples.publishing(
        outcome(attempt, status, failure, model),
        new Outcome.TableVersion("flights", "gs://lake/tables/flights", 7));
  }

  Outcome outcome(
      AttemptId attempt,
      Outcome.Status status,
      Optional<Outcome.Failure> failure,
      Optional<Outcome.ModelOutcome> model) {
    return OutcomeExamples.of(
        engine.jobId(attempt), attempt, status, new Outcome.Rows(10, 9, 1), failure, model, now);
  }

  static Pipeline pipeline() {
    return Pipelines.flights();
  }

  /** A job service that keeps a journal of what it accepted. */
  static final class Jobs implements JobRunner {
    private final Map<JobId, JobReport.State> states = new LinkedHashMap<>();
    final List<AttemptId> accepted = new ArrayList<>();
    final List<JobSpec> specs = new ArrayList<>();
    final List<JobId> cancelled = new ArrayList<>();
    int submits;
    int answersToLose;
    int requestsToLose;
    Optional<String> refusal = Optional.empty();

    /** What the service tells that each job took. */
    Optional<JobReport.Usage> usage = Optional.empty();

    /** What happens while the next report is on its way back. */
    Runnable onceAnswered = () -> {};

    @Override
    public SubmitResult submit(JobId id, JobSpec spec, Duration timeout) {
      submits++;
      if (refusal.isPresent()) {
        return new SubmitResult.Rejected(refusal.get());
      }
      if (requestsToLose > 0) {
        requestsToLose--;
        return new SubmitResult.Unknown("timeout");
      }
      if (states.putIfAbsent(id, JobReport.State.ACTIVE) == null) {
        accepted.add(spec.attempt());
        specs.add(spec);
      }
      if (answersToLose > 0) {
        answersToLose--;
        return new SubmitResult.Unknown("connection reset");
      }
      return new SubmitResult.Accepted();
    }

    @Override
    public JobReport report(JobId id) {
      JobReport answer =
          new JobReport(
              states.getOrDefault(id, JobReport.State.NOT_FOUND),
              Optional.empty(),
              "as the service says",
              new TreeMap<>(),
              usage,
              Optional.of("gs://logs/" + id),
              Optional.empty());
      Runnable meanwhile = onceAnswered;
      onceAnswered = () -> {};
      meanwhile.run();
      return answer;
    }

    @Override
    public void cancel(JobId id) {
      cancelled.add(id);
    }

    void end(JobId id, JobReport.State state) {
      states.put(id, state);
    }

    void forget(JobId id) {
      states.remove(id);
    }
  }
}
