package dev.headrace.local.bigquery;

import dev.headrace.local.storage.ObjectStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs one after the other. What a job does and that it has ended are one transaction: a job
 * that a crash or a cancel cuts off has done nothing.
 */
final class JobRuns implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobRuns.class);
  private static final int TRIES = 100;

  private final Warehouse warehouse;
  private final ObjectStorage storage;
  private final String project;
  private final InstantSource clock;
  private final Gate gate;
  private final BlockingQueue<String> queue = new LinkedBlockingQueue<>();
  private final AtomicInteger active = new AtomicInteger();
  private final Thread worker = new Thread(this::runForEver, "bigquery");
  private String runs = "";
  private volatile boolean closed;

  JobRuns(
      Warehouse warehouse, ObjectStorage storage, String project, InstantSource clock, Gate gate) {
    this.warehouse = warehouse;
    this.storage = storage;
    this.project = project;
    this.clock = clock;
    this.gate = gate;
  }

  /** Takes up the jobs that have not ended, oldest first. */
  void start(List<Job> unfinished) {
    unfinished.stream().sorted(Comparator.comparingLong(Job::number)).forEach(this::enqueue);
    worker.setDaemon(true);
    worker.start();
  }

  void enqueue(Job job) {
    active.incrementAndGet();
    queue.add(job.id());
  }

  /** How many jobs have not ended. */
  int active() {
    return active.get();
  }

  /** Ends a job that has not ended; one that runs has done nothing then. */
  Job cancel(Job job) {
    Job after =
        warehouse.write(
            catalog -> {
              Job now = catalog.job(job.id()).orElse(job);
              if (now.isDone()) {
                return now;
              }
              Job stopped =
                  now.failed(
                      new JobFailure(
                          "stopped", "Job execution was cancelled: User requested cancellation"),
                      clock.instant());
              catalog.changeJob(stopped);
              return stopped;
            });
    synchronized (this) {
      if (runs.equals(job.id())) {
        worker.interrupt();
      }
      notifyAll();
    }
    return after;
  }

  /** Waits until a job has ended, but not for longer than that. */
  Job await(String id, Duration limit) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    try {
      synchronized (this) {
        while (true) {
          Job job = warehouse.read(catalog -> catalog.job(id)).orElseThrow();
          long left = end - System.nanoTime();
          if (job.isDone() || left <= 0) {
            return job;
          }
          TimeUnit.NANOSECONDS.timedWait(this, left);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while job " + id + " runs", e);
    }
  }

  private void runForEver() {
    while (!closed) {
      try {
        String id = queue.take();
        running(id);
        run(id);
        ended();
      } catch (InterruptedException stopped) {
        // A cancel that came late, or the end: the loop's condition tells which.
      }
    }
  }

  private synchronized void running(String id) {
    runs = id;
  }

  private synchronized void ended() {
    runs = "";
    Thread.interrupted();
    active.decrementAndGet();
    notifyAll();
  }

  private void run(String id) {
    for (int tries = 1; !closed && !isDone(id); tries++) {
      try {
        gate.pass(id);
        if (once(id, tries == TRIES)) {
          return;
        }
      } catch (InterruptedException cancelled) {
        LOG.debug("Job {} was interrupted", id);
      }
    }
  }

  private boolean isDone(String id) {
    return warehouse.read(catalog -> catalog.job(id)).orElseThrow().isDone();
  }

  /** Runs a job; false when something else changed what it needs, and it has to be done again. */
  private boolean once(String id, boolean last) {
    try (Connection connection = warehouse.connect()) {
      connection.setAutoCommit(false);
      Catalog catalog = new Catalog(connection);
      Job job = catalog.job(id).orElseThrow();
      if (job.isDone()) {
        return true;
      }
      try {
        Instant now = clock.instant();
        Execution execution = execute(catalog, job, now);
        catalog.changeJob(job.running(now).succeeded(execution, clock.instant()));
        connection.commit();
        return true;
      } catch (JobFailure failure) {
        connection.rollback();
        return fail(id, failure);
      } catch (SQLException e) {
        connection.rollback();
        return (Warehouse.isConflict(e) && !last)
            ? false
            : fail(id, new JobFailure("backendError", String.valueOf(e.getMessage())));
      } catch (IOException | RuntimeException e) {
        connection.rollback();
        LOG.warn("Job {} failed", id, e);
        return fail(id, new JobFailure("internalError", String.valueOf(e.getMessage())));
      }
    } catch (SQLException e) {
      LOG.warn("Job {} has to run again", id, e);
      return false;
    }
  }

  private boolean fail(String id, JobFailure failure) {
    if (closed) {
      return true;
    }
    warehouse.write(
        catalog -> {
          Job job = catalog.job(id).orElseThrow();
          if (!job.isDone()) {
            catalog.changeJob(job.failed(failure, clock.instant()));
          }
          return job;
        });
    return true;
  }

  private Execution execute(Catalog catalog, Job job, Instant now)
      throws SQLException, IOException, JobFailure {
    if (!job.isLoad()) {
      return new QueryJob(catalog, project, job, now).run();
    }
    Path scratch = warehouse.scratch().resolve(Long.toString(job.number()));
    delete(scratch);
    Files.createDirectory(scratch);
    try {
      return new LoadJob(catalog, storage, project, job.load(), scratch, now).run();
    } finally {
      delete(scratch);
    }
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    worker.interrupt();
    try {
      worker.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
