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

/** Carries submitted work from PENDING to its end: one at a time on each driver. */
final class WorkRuns implements AutoCloseable {
  /** Why work was cancelled that somebody asked to cancel. */
  static final String BY_CALLER = "Cancelled by its caller.";

  private static final Logger LOG = LoggerFactory.getLogger(WorkRuns.class);

  private static final String EXECUTORS = "spark.executor.";

  /** What a laptop has no use for, but work may say for Google Cloud. */
  private static final List<String> CLUSTER_ONLY =
      List.of(
          EXECUTORS,
          "spark.driver.cores",
          "spark.driver.memory",
          "spark.dynamicAllocation.",
          "spark.dataproc.",
          "dataproc.",
          "spark.shuffle.service.",
          "spark.reducer.",
          "spark.network.");

  private final WorkStore store;
  private final LocalClock clock;
  private final CodeCache code;
  private final DriverLogs logs;
  private final boolean onCluster;
  private final BlockingQueue<String> spark = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> python = new LinkedBlockingQueue<>();
  private final Map<String, Driver<?>> claimed = new ConcurrentHashMap<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Set<Driver<?>> drivers = new HashSet<>();
  private volatile boolean closed;

  /**
   * @param onCluster whether jobs get executors of their own, whose size they choose
   */
  WorkRuns(WorkStore store, LocalClock clock, CodeCache code, DriverLogs logs, boolean onCluster) {
    this.store = store;
    this.clock = clock;
    this.code = code;
    this.logs = logs;
    this.onCluster = onCluster;
  }

  /** Begins to take work from the queues, what an earlier process left included. */
  void start(List<? extends Driver<SparkJob>> sparkDrivers, Driver<PythonJob> pythonDriver) {
    List<SubmittedWork> left = new ArrayList<>(store.all());
    for (int i = left.size() - 1; i >= 0; i--) {
      takeUp(left.get(i));
    }
    sparkDrivers.forEach(driver -> serve("spark-work", spark, driver, work -> sparkJob(work)));
    serve("python-work", python, pythonDriver, work -> pythonJob(work));
    Thread reaper = new Thread(this::endWhatLivesTooLong, "work-ttl");
    reaper.setDaemon(true);
    reaper.start();
    threads.add(reaper);
  }

  private void takeUp(SubmittedWork work) {
    switch (work.state()) {
      case PENDING, SET_UP -> enqueue(work);
      case RUNNING -> to(work.uuid(), WorkState.FAILED, "driver lost: the local cloud was stopped");
      case CANCEL_ASKED, CANCELLING ->
          to(work.uuid(), WorkState.CANCELLED, work.current().message());
      case CANCELLED, SUCCEEDED, FAILED -> LOG.debug("{} has ended", work.name());
    }
  }

  void enqueue(SubmittedWork work) {
    (work.isSpark() ? spark : python).add(work.uuid());
  }

  /** Cancels what has not ended; what has stays as it is. */
  void cancel(String uuid, String why) {
    store.update(uuid, work -> asked(work, why));
    Driver<?> driver = claimed.get(uuid);
    if (driver != null) {
      store.update(uuid, this::cancelling);
      driver.cancel(uuid);
    }
  }

  private Optional<SubmittedWork> asked(SubmittedWork work, String why) {
    return switch (work.state()) {
      case PENDING, SET_UP ->
          Optional.of(
              work.to(
                  claimed.containsKey(work.uuid()) ? WorkState.CANCEL_ASKED : WorkState.CANCELLED,
                  why,
                  clock.instant()));
      case RUNNING -> Optional.of(work.to(WorkState.CANCEL_ASKED, why, clock.instant()));
      case CANCEL_ASKED, CANCELLING, CANCELLED, SUCCEEDED, FAILED -> Optional.empty();
    };
  }

  private Optional<SubmittedWork> cancelling(SubmittedWork work) {
    return work.state() == WorkState.CANCEL_ASKED
        ? Optional.of(work.to(WorkState.CANCELLING, work.current().message(), clock.instant()))
        : Optional.empty();
  }

  private interface Preparation<J> {
    J prepare(SubmittedWork work) throws IOException, InterruptedException;
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
    Optional<SubmittedWork> claim =
        store.update(
            uuid,
            found -> {
              // Under the store's lock: a cancel sees the claim or is seen here.
              if (found.state().isWaiting()) {
                claimed.put(uuid, driver);
              }
              return Optional.empty();
            });
    if (!claimed.containsKey(uuid)) {
      return;
    }
    SubmittedWork work = claim.orElseThrow();
    DriverEnd end;
    try {
      J job = preparation.prepare(work);
      store.update(uuid, this::setUp);
      end = driver.run(job, () -> started(uuid, driver));
    } catch (IOException | RuntimeException failed) {
      LOG.debug("{} cannot be started", work.name(), failed);
      end = new DriverEnd(DriverEnd.Result.FAILED, String.valueOf(failed.getMessage()));
    }
    if (closed) {
      return;
    }
    logs.publish(work);
    finish(uuid, end);
  }

  private Optional<SubmittedWork> setUp(SubmittedWork work) {
    return work.state() == WorkState.PENDING
        ? Optional.of(work.to(WorkState.SET_UP, "", clock.instant()))
        : Optional.empty();
  }

  private void started(String uuid, Driver<?> driver) {
    boolean cancelled =
        store
            .update(
                uuid,
                work ->
                    work.state().isWaiting()
                        ? Optional.of(work.to(WorkState.RUNNING, "", clock.instant()))
                        : Optional.empty())
            .filter(work -> work.state() != WorkState.RUNNING)
            .isPresent();
    if (cancelled) {
      driver.cancel(uuid);
    }
  }

  private void finish(String uuid, DriverEnd end) {
    store.update(
        uuid,
        work -> {
          claimed.remove(uuid);
          boolean cancelled =
              work.state() == WorkState.CANCEL_ASKED || work.state() == WorkState.CANCELLING;
          return Optional.of(
              cancelled && end.result() != DriverEnd.Result.SUCCEEDED
                  ? work.to(WorkState.CANCELLED, work.current().message(), clock.instant())
                  : work.to(state(end), message(work, end), clock.instant()));
        });
  }

  private static WorkState state(DriverEnd end) {
    return switch (end.result()) {
      case SUCCEEDED -> WorkState.SUCCEEDED;
      case FAILED, LOST -> WorkState.FAILED;
    };
  }

  /** A job that failed says also what its driver printed last, as Dataproc does. */
  private String message(SubmittedWork work, DriverEnd end) {
    boolean withOutput = work.kind() == WorkKind.JOB && end.result() != DriverEnd.Result.SUCCEEDED;
    return withOutput ? (end.message() + "\n" + logs.tail(work.uuid())).strip() : end.message();
  }

  private void to(String uuid, WorkState state, String message) {
    store.update(uuid, work -> Optional.of(work.to(state, message, clock.instant())));
  }

  private SparkJob sparkJob(SubmittedWork work) throws IOException, InterruptedException {
    JsonNode program = work.program();
    List<Path> jars = new ArrayList<>();
    String mainClass = program.path("mainClass").asText();
    if (program.has("mainJarFileUri")) {
      Path main = code.fetch(program.path("mainJarFileUri").asText());
      jars.add(main);
      mainClass = mainClassOf(main);
    }
    jars.addAll(fetch(program.path("jarFileUris")));
    return new SparkJob(
        work.uuid(),
        mainClass,
        jars,
        fetch(program.path("fileUris")),
        strings(program.path("args")),
        properties(work),
        clock.offset(),
        logs.file(work.uuid()));
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

  private PythonJob pythonJob(SubmittedWork work) throws IOException, InterruptedException {
    JsonNode program = work.program();
    return new PythonJob(
        work.uuid(),
        code.fetch(program.path("mainPythonFileUri").asText()),
        fetch(program.path("pythonFileUris")),
        fetch(program.path("jarFileUris")),
        fetch(program.path("fileUris")),
        strings(program.path("args")),
        properties(work),
        clock.offset(),
        logs.file(work.uuid()));
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

  private Map<String, String> properties(SubmittedWork work) {
    Map<String, String> properties = new LinkedHashMap<>();
    work.properties()
        .properties()
        .forEach(
            property -> {
              if (counts(property.getKey())) {
                properties.put(property.getKey(), property.getValue().asText());
              }
            });
    return properties;
  }

  private boolean counts(String property) {
    return CLUSTER_ONLY.stream().noneMatch(property::startsWith)
        || (onCluster && property.startsWith(EXECUTORS));
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
        for (SubmittedWork work : store.all()) {
          if (work.deadline().filter(deadline -> !deadline.isAfter(now)).isPresent()) {
            cancel(
                work.uuid(),
                "The batch lived longer than its ttl of "
                    + work.kind().ttl(work.spec()).orElseThrow());
          }
        }
        synchronized (moved) {
          // The shortest ttl is minutes, so a look each second finds all in time.
          moved.wait(1_000);
        }
      }
    } catch (InterruptedException end) {
      LOG.debug("No more work is watched");
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
