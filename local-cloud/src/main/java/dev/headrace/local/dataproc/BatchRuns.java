package dev.headrace.local.dataproc;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.driver.Driver;
import dev.headrace.local.driver.DriverEnd;
import dev.headrace.local.driver.PythonJob;
import dev.headrace.local.driver.SparkJob;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.jar.JarFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries batches from PENDING to their end: one at a time on each driver. */
final class BatchRuns implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BatchRuns.class);

  /** What a laptop has no use for, but a batch may say for Google Cloud. */
  private static final List<String> CLUSTER_ONLY =
      List.of(
          "spark.executor.",
          "spark.driver.cores",
          "spark.driver.memory",
          "spark.dynamicAllocation.",
          "spark.dataproc.",
          "dataproc.",
          "spark.shuffle.service.",
          "spark.reducer.",
          "spark.network.");

  private final BatchStore store;
  private final LocalClock clock;
  private final CodeCache code;
  private final DriverLogs logs;
  private final BlockingQueue<String> spark = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> python = new LinkedBlockingQueue<>();
  private final Map<String, Driver<?>> claimed = new ConcurrentHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Set<Driver<?>> drivers = new HashSet<>();
  private volatile boolean closed;

  BatchRuns(BatchStore store, LocalClock clock, CodeCache code, DriverLogs logs) {
    this.store = store;
    this.clock = clock;
    this.code = code;
    this.logs = logs;
  }

  /** Begins to take batches from the queues, those that an earlier process left included. */
  void start(List<? extends Driver<SparkJob>> sparkDrivers, Driver<PythonJob> pythonDriver) {
    List<Batch> left = new ArrayList<>(store.all());
    for (int i = left.size() - 1; i >= 0; i--) {
      takeUp(left.get(i));
    }
    sparkDrivers.forEach(driver -> serve("spark-batches", spark, driver, batch -> sparkJob(batch)));
    serve("python-batches", python, pythonDriver, batch -> pythonJob(batch));
    Thread reaper = new Thread(this::endWhatLivesTooLong, "batch-ttl");
    reaper.setDaemon(true);
    reaper.start();
    threads.add(reaper);
  }

  private void takeUp(Batch batch) {
    switch (batch.state()) {
      case PENDING -> enqueue(batch);
      case RUNNING ->
          to(batch.uuid(), BatchState.FAILED, "driver lost: the local cloud was stopped");
      case CANCELLING -> to(batch.uuid(), BatchState.CANCELLED, batch.current().message());
      case CANCELLED, SUCCEEDED, FAILED -> LOG.debug("{} has ended", batch.name());
    }
  }

  void enqueue(Batch batch) {
    (batch.spec().has("sparkBatch") ? spark : python).add(batch.uuid());
  }

  /** Cancels what has not ended; what has stays as it is. */
  void cancel(String uuid, String why) {
    store.update(uuid, batch -> cancelled(batch, why));
    Driver<?> driver = claimed.get(uuid);
    if (driver != null) {
      driver.cancel(uuid);
    }
  }

  private Optional<Batch> cancelled(Batch batch, String why) {
    return switch (batch.state()) {
      case PENDING ->
          Optional.of(
              claimed.containsKey(batch.uuid())
                  ? batch.to(BatchState.CANCELLING, why, clock.instant())
                  : batch.to(BatchState.CANCELLED, why, clock.instant()));
      case RUNNING -> Optional.of(batch.to(BatchState.CANCELLING, why, clock.instant()));
      case CANCELLING, CANCELLED, SUCCEEDED, FAILED -> Optional.empty();
    };
  }

  private interface Preparation<J> {
    J prepare(Batch batch) throws IOException, InterruptedException;
  }

  private <J> void serve(
      String name, BlockingQueue<String> queue, Driver<J> driver, Preparation<J> preparation) {
    Thread thread =
        new Thread(
            () -> {
              try {
                while (!closed) {
                  runNext(queue.take(), driver, preparation);
                }
              } catch (InterruptedException end) {
                LOG.debug("{} ends", name);
              }
            },
            name);
    thread.setDaemon(true);
    drivers.add(driver);
    threads.add(thread);
    thread.start();
  }

  private <J> void runNext(String uuid, Driver<J> driver, Preparation<J> preparation)
      throws InterruptedException {
    Optional<Batch> batch =
        store.update(
            uuid,
            found -> {
              // Under the store's lock: a cancel sees the claim or is seen here.
              if (found.state() == BatchState.PENDING) {
                claimed.put(uuid, driver);
              }
              return Optional.empty();
            });
    if (!claimed.containsKey(uuid)) {
      return;
    }
    DriverEnd end;
    try {
      end = driver.run(preparation.prepare(batch.orElseThrow()), () -> started(uuid, driver));
    } catch (IOException | RuntimeException failed) {
      LOG.debug("Batch {} cannot be started", uuid, failed);
      end = new DriverEnd(DriverEnd.Result.FAILED, String.valueOf(failed.getMessage()));
    }
    if (closed) {
      return;
    }
    logs.publish(batch.orElseThrow());
    finish(uuid, end);
  }

  private void started(String uuid, Driver<?> driver) {
    boolean cancelled =
        store
            .update(
                uuid,
                batch ->
                    batch.state() == BatchState.PENDING
                        ? Optional.of(batch.to(BatchState.RUNNING, "", clock.instant()))
                        : Optional.empty())
            .filter(batch -> batch.state() != BatchState.RUNNING)
            .isPresent();
    if (cancelled) {
      driver.cancel(uuid);
    }
  }

  private void finish(String uuid, DriverEnd end) {
    store.update(
        uuid,
        batch -> {
          claimed.remove(uuid);
          return Optional.of(
              batch.state() == BatchState.CANCELLING && end.result() != DriverEnd.Result.SUCCEEDED
                  ? batch.to(BatchState.CANCELLED, batch.current().message(), clock.instant())
                  : batch.to(state(end), end.message(), clock.instant()));
        });
  }

  private static BatchState state(DriverEnd end) {
    return switch (end.result()) {
      case SUCCEEDED -> BatchState.SUCCEEDED;
      case FAILED, LOST -> BatchState.FAILED;
    };
  }

  private void to(String uuid, BatchState state, String message) {
    store.update(uuid, batch -> Optional.of(batch.to(state, message, clock.instant())));
  }

  private SparkJob sparkJob(Batch batch) throws IOException, InterruptedException {
    JsonNode work = batch.spec().path("sparkBatch");
    List<Path> jars = new ArrayList<>();
    String mainClass = work.path("mainClass").asText();
    if (work.has("mainJarFileUri")) {
      Path main = code.fetch(work.path("mainJarFileUri").asText());
      jars.add(main);
      mainClass = mainClassOf(main);
    }
    jars.addAll(fetch(work.path("jarFileUris")));
    return new SparkJob(
        batch.uuid(),
        mainClass,
        jars,
        fetch(work.path("fileUris")),
        strings(work.path("args")),
        properties(batch),
        clock.offset(),
        logs.file(batch.uuid()));
  }

  private static String mainClassOf(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      String name =
          file.getManifest() == null
              ? null
              : file.getManifest().getMainAttributes().getValue("Main-Class");
      if (name == null) {
        throw new IOException("No Main-Class in the manifest of " + jar.getFileName());
      }
      return name;
    }
  }

  private PythonJob pythonJob(Batch batch) throws IOException, InterruptedException {
    JsonNode work = batch.spec().path("pysparkBatch");
    return new PythonJob(
        batch.uuid(),
        code.fetch(work.path("mainPythonFileUri").asText()),
        fetch(work.path("pythonFileUris")),
        fetch(work.path("jarFileUris")),
        fetch(work.path("fileUris")),
        strings(work.path("args")),
        clock.offset(),
        logs.file(batch.uuid()));
  }

  private List<Path> fetch(JsonNode uris) throws IOException, InterruptedException {
    List<Path> files = new ArrayList<>();
    for (JsonNode uri : uris) {
      files.add(code.fetch(uri.asText()));
    }
    return files;
  }

  private static List<String> strings(JsonNode values) {
    List<String> strings = new ArrayList<>();
    values.forEach(value -> strings.add(value.asText()));
    return strings;
  }

  private static Map<String, String> properties(Batch batch) {
    Map<String, String> properties = new LinkedHashMap<>();
    batch
        .spec()
        .at("/runtimeConfig/properties")
        .properties()
        .forEach(
            property -> {
              if (CLUSTER_ONLY.stream().noneMatch(property.getKey()::startsWith)) {
                properties.put(property.getKey(), property.getValue().asText());
              }
            });
    return properties;
  }

  private void endWhatLivesTooLong() {
    Object moved = new Object();
    LocalClock.Listening listening =
        clock.onMove(
            () -> {
              synchronized (moved) {
                moved.notifyAll();
              }
            });
    try {
      while (!closed) {
        Instant now = clock.instant();
        for (Batch batch : store.all()) {
          if (batch.deadline().filter(deadline -> !deadline.isAfter(now)).isPresent()) {
            cancel(batch.uuid(), "The batch lived longer than its ttl of " + batch.ttl());
          }
        }
        synchronized (moved) {
          // The shortest ttl is minutes, so a look each second finds all in time.
          moved.wait(1_000);
        }
      }
    } catch (InterruptedException end) {
      LOG.debug("No more batches are watched");
    } finally {
      listening.close();
    }
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
    drivers.forEach(
        driver -> {
          try {
            driver.close();
          } catch (Exception failed) {
            LOG.warn("A driver does not end", failed);
          }
        });
  }
}
