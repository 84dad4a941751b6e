package dev.headrace.local.dataproc;

import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.driver.Driver;
import dev.headrace.local.driver.EmbeddedSpark;
import dev.headrace.local.driver.LakeAccess;
import dev.headrace.local.driver.PythonJob;
import dev.headrace.local.driver.PythonProcess;
import dev.headrace.local.driver.PythonSpark;
import dev.headrace.local.driver.SparkJob;
import dev.headrace.local.driver.SparkSettings;
import dev.headrace.local.http.Dispatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Dataproc on this machine: batches that run in a warm Spark process, or as Python scripts. */
public final class Dataproc implements AutoCloseable {
  private final BatchStore store;
  private final BatchRuns runs;
  private final BatchesApi api;

  private Dataproc(BatchStore store, BatchRuns runs, BatchesApi api) {
    this.store = store;
    this.runs = runs;
    this.api = api;
  }

  /**
   * How batches run.
   *
   * @param children Spark processes, each for one batch at a time
   * @param python the interpreter for PySpark batches
   * @param queue batches that may wait or run at once; more are refused with 429
   */
  public record Settings(
      SparkSettings spark, int children, String python, int queue, boolean fsync) {
    /** One Spark process, {@code python3}, and more room than one needs. */
    public static Settings of(SparkSettings spark) {
      return new Settings(spark, 1, "python3", 1_000, false);
    }
  }

  /**
   * Opens the service over its folder and warms Spark. Batches that wait are taken up; those that
   * ran when the last process ended are FAILED.
   *
   * @param lake the endpoint of the storage API, which must already answer if batches wait
   */
  public static Dataproc open(Path folder, LocalClock clock, LakeAccess lake, Settings settings)
      throws IOException {
    List<Driver<SparkJob>> spark = new ArrayList<>();
    for (int i = 0; i < settings.children(); i++) {
      spark.add(EmbeddedSpark.start(settings.spark(), lake, folder.resolve("spark-" + i)));
    }
    Driver<PythonJob> python =
        new PythonProcess(
            settings.python(),
            new PythonSpark(settings.python(), settings.spark(), lake),
            lake,
            folder.resolve("python"));
    return open(folder, clock, lake, settings, spark, python);
  }

  static Dataproc open(
      Path folder,
      LocalClock clock,
      LakeAccess lake,
      Settings settings,
      List<Driver<SparkJob>> spark,
      Driver<PythonJob> python)
      throws IOException {
    Files.createDirectories(folder);
    DriverLogs logs = new DriverLogs(folder.resolve("logs"), lake);
    BatchStore store = BatchStore.open(folder.resolve("batches.journal"), clock, settings.fsync());
    CodeCache code = new CodeCache(folder.resolve("code"), lake);
    BatchRuns runs = new BatchRuns(store, clock, code, logs);
    runs.start(spark, python);
    return new Dataproc(store, runs, new BatchesApi(store, runs, logs, clock, settings.queue()));
  }

  /** Adds the operations; their names begin with {@code dataproc.}. */
  public void register(Dispatcher dispatcher) {
    api.register(dispatcher);
  }

  /** How many batches have not ended. */
  public int active() {
    return store.active();
  }

  /** Kills the drivers. What runs is found as lost by the next {@link #open}. */
  @Override
  public void close() throws IOException {
    runs.close();
    store.close();
  }
}
