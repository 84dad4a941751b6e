package dev.headrace.local.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/**
 * Spark jobs in one process that is kept warm: it is started before the first job, and again as
 * soon as a job has made it unfit for the next one.
 */
public final class EmbeddedSpark implements Driver<SparkJob> {
  private final SparkSettings settings;
  private final LakeAccess lake;
  private final Path folder;
  private SparkChild child;
  private int started;
  private boolean closed;

  private EmbeddedSpark(SparkSettings settings, LakeAccess lake, Path folder) {
    this.settings = settings;
    this.lake = lake;
    this.folder = folder;
  }

  /**
   * Begins to start the first process.
   *
   * @param folder for this driver alone; what an earlier one left there is removed
   */
  public static EmbeddedSpark start(SparkSettings settings, LakeAccess lake, Path folder)
      throws IOException {
    sweep(folder);
    Files.createDirectories(folder);
    EmbeddedSpark spark = new EmbeddedSpark(settings, lake, folder);
    spark.replace(Map.of());
    return spark;
  }

  /** Waits until the process is ready for a job; how many milliseconds Spark took to start. */
  public long awaitReady() throws IOException, InterruptedException {
    try {
      return current().ready().get();
    } catch (ExecutionException failed) {
      throw new IOException("Spark does not start: " + failed.getCause().getMessage(), failed);
    }
  }

  /** The process that the next job goes to, for tests that kill it. */
  public synchronized OptionalLong pid() {
    return child == null ? OptionalLong.empty() : OptionalLong.of(child.pid());
  }

  @Override
  public DriverEnd run(SparkJob job, Runnable started) throws InterruptedException {
    boolean done = false;
    try {
      SparkChild.Answer answer = fitting(job).run(job, started);
      if (answer.end().isEmpty()) {
        Map<String, String> fixed = new HashMap<>(job.properties());
        fixed.keySet().retainAll(answer.unfitKeys());
        answer = replace(fixed).run(job, started);
      }
      done = true;
      return answer
          .end()
          .orElseGet(() -> DriverEnd.failed("Spark refuses the settings " + job.properties()));
    } finally {
      if (!done) {
        current().close();
      }
      rewarm();
    }
  }

  @Override
  public void cancel(String jobId) {
    current().cancel(jobId);
  }

  @Override
  public synchronized void close() {
    closed = true;
    child.close();
  }

  private synchronized SparkChild current() {
    return child;
  }

  private synchronized SparkChild fitting(SparkJob job) {
    return child.isUsable() && child.fits(job) ? child : replace(Map.of());
  }

  private synchronized void rewarm() {
    if (!closed && !child.isUsable()) {
      replace(Map.of());
    }
  }

  private synchronized SparkChild replace(Map<String, String> startConf) {
    if (child != null) {
      child.close();
    }
    try {
      started++;
      child = SparkChild.start(settings, startConf, lake, folder.resolve("spark-" + started));
      if (closed) {
        child.close();
      }
      return child;
    } catch (IOException failed) {
      throw new UncheckedIOException("The Spark process cannot be started.", failed);
    }
  }

  private static void sweep(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (Stream<Path> old = Files.walk(folder)) {
      for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
