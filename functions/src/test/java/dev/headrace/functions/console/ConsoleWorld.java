package dev.headrace.functions.console;

import dev.headrace.definition.Compilation;
import dev.headrace.definition.PipelineFiles;
import dev.headrace.engine.Buckets;
import dev.headrace.engine.Engine;
import dev.headrace.engine.EngineLog;
import dev.headrace.engine.Places;
import dev.headrace.engine.StoredRuns;
import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import dev.headrace.json.Json;
import dev.headrace.notify.InMemoryNotifier;
import dev.headrace.notify.Notification;
import dev.headrace.pipeline.DefinitionExamples;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.run.RunState;
import dev.headrace.runner.JobReport;
import dev.headrace.runner.JobRunner;
import dev.headrace.runner.SubmitResult;
import dev.headrace.store.Content;
import dev.headrace.store.InMemoryObjectStore;
import dev.headrace.store.Listed;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.StoreUnavailableException;
import dev.headrace.store.StoredObject;
import dev.headrace.store.WriteResult;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Buckets in memory, the engine over them and the console over the engine. */
final class ConsoleWorld {
  static final PipelineName FLIGHTS = new PipelineName("flights");
  static final Instant NOW = Instant.parse("2001-01-29T12:00:00Z");

  final CountedStore control = new CountedStore();
  final InMemoryObjectStore landing = new InMemoryObjectStore(() -> NOW);
  final Engine engine =
      new Engine(
          new Places("test", "landing", "lake", "control", "outcomes", "code"),
          new Buckets(
              landing,
              new InMemoryObjectStore(() -> NOW),
              control,
              new InMemoryObjectStore(() -> NOW)),
          stage -> new NoJobs(),
          () -> NOW,
          new SplittableRandom(7),
          new SilentLog(),
          new InMemoryNotifier());
  final List<String> failures = new CopyOnWriteArrayList<>();
  final Console console =
      new Console(engine, () -> NOW, (what, e) -> failures.add(what + ": " + e.getMessage()));

  /** Deploys a pipeline file of the test resources. */
  ConsoleWorld deployed(String file) {
    return deployed(pipeline(file));
  }

  ConsoleWorld deployed(Pipeline pipeline) {
    engine.deployments().deploy(DefinitionExamples.of(pipeline), NOW);
    return this;
  }

  /** People were told that a day has missed its deadline. */
  ConsoleWorld told(String day, Notification.Kind kind, String text) {
    Notification notification =
        Notification.of(
            new RunKey(FLIGHTS, day),
            kind,
            NOW.minus(Duration.ofHours(2)),
            NOW.minus(Duration.ofMinutes(118)),
            List.of("oncall", "ana"),
            text);
    control.create(
        "notifications/flights/" + notification.id() + ".json",
        Content.json(Json.bytes(notification)));
    return this;
  }

  static Pipeline pipeline(String file) {
    return PipelineFiles.compile(
            file,
            text("/console/" + file),
            path -> Optional.of(path.getBytes(StandardCharsets.UTF_8)),
            LocalDate.parse("2026-11-22"))
        .match(
            new Compilation.Cases<>() {
              @Override
              public Pipeline compiled(Compilation.Compiled result) {
                return result.pipeline();
              }

              @Override
              public Pipeline refused(Compilation.Refused result) {
                throw new AssertionError(result.problems().toString());
              }
            });
  }

  private static String text(String resource) {
    try (InputStream in = ConsoleWorld.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Puts a run document where the engine keeps it. */
  ConsoleWorld with(Run run) {
    StoredRuns.put(control, run);
    return this;
  }

  /** Puts any text where a run document should stand. */
  ConsoleWorld withDocument(String key, String text) {
    control.create("runs/" + key + ".json", Content.json(text.getBytes(StandardCharsets.UTF_8)));
    return this;
  }

  ConsoleWorld landed(String name) {
    landing.create(
        name, new Content("x".getBytes(StandardCharsets.UTF_8), "text/csv", new TreeMap<>()));
    return this;
  }

  Page get(String path) {
    return console.answer("GET", path);
  }

  String html(String path) {
    return new String(get(path).body(), StandardCharsets.UTF_8);
  }

  static RunKey key(String interval) {
    return new RunKey(FLIGHTS, interval);
  }

  /** A bucket that counts what is read of it, and that can be out of reach. */
  static final class CountedStore implements ObjectStore {
    private final InMemoryObjectStore bucket = new InMemoryObjectStore(() -> NOW);
    final AtomicInteger reads = new AtomicInteger();
    final AtomicInteger lists = new AtomicInteger();
    volatile boolean away;

    @Override
    public Optional<StoredObject> read(String name) {
      answer();
      reads.incrementAndGet();
      return bucket.read(name);
    }

    @Override
    public WriteResult create(String name, Content content) {
      return bucket.create(name, content);
    }

    @Override
    public WriteResult replace(String name, long generation, Content content) {
      return bucket.replace(name, generation, content);
    }

    @Override
    public WriteResult delete(String name, long generation) {
      return bucket.delete(name, generation);
    }

    @Override
    public List<Listed> list(String prefix) {
      answer();
      lists.incrementAndGet();
      return bucket.list(prefix);
    }

    private void answer() {
      if (away) {
        throw new StoreUnavailableException("no route to the secret-host", new IOException());
      }
    }
  }

  /** The console asks no job service anything. */
  private static final class NoJobs implements JobRunner {
    @Override
    public SubmitResult submit(JobId id, JobSpec spec, Duration timeout) {
      throw new AssertionError("the console submits nothing");
    }

    @Override
    public JobReport report(JobId id) {
      throw new AssertionError("the console asks no job service");
    }

    @Override
    public void cancel(JobId id) {
      throw new AssertionError("the console cancels nothing");
    }
  }

  private static final class SilentLog implements EngineLog {
    @Override
    public void decided(RunKey run, String reason) {}

    @Override
    public void ended(RunKey run, RunState state, String reason) {}

    @Override
    public void alarm(Alarm code, String text) {}
  }
}
