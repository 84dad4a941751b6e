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
import dev.headrace.local.driver.StandalonePython;
import dev.headrace.local.driver.StandaloneSpark;
import dev.headrace.local.http.Dispatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Dataproc on this machine: batches, and jobs on named clusters. Both run in a warm Spark process
 * or as Python scripts, or else by {@code spark-submit} on a standalone cluster.
 */
public final class Dataproc implements AutoCloseable {
  /** Spark jobs beside each other on a standalone cluster; each driver is a process here. */
  private static final int AT_ONCE_ON_CLUSTER = 2;

  private final WorkStore store;
  private final WorkRuns runs;
  private final BatchesApi batches;
  private final JobsApi jobs;
  private final OperationsApi operations;

  private Dataproc(WorkStore store, WorkRuns runs, DriverLogs logs, Intake intake, Clusters known) {
    this.store = store;
    this.runs = runs;
    this.batches = new BatchesApi(store, intake, logs);
    this.jobs = new JobsApi(store, runs, intake, known);
    this.operations = new OperationsApi(store, runs, logs);
  }

  /**
   * How batches and jobs run.
   *
   * @param children Spark processes, each for one batch or job at a time
   * @param python the interpreter for Python scripts
   * @param queue how many may wait or run at once; more are refused with 429
   * @param clusters the names of the clusters that jobs may be sent to, and for each the bucket
   *     that gets what drivers print
   */
  public record Settings(
      SparkSettings spark,
      int children,
      String python,
      int queue,
      boolean fsync,
      Map<String, String> clusters) {
    /** The name of the cluster that is always there. */
    public static final String CLUSTER = "local";

    /** The bucket of that cluster. */
    public static final String STAGING_BUCKET = "dataproc-staging";

    public Settings {
      clusters = Map.copyOf(clusters);
    }

    /** One Spark process, more room than one needs, and the cluster {@code local}. */
    public static Settings of(SparkSettings spark, String python) {
      return new Settings(spark, 1, python, 1_000, false, Map.of(CLUSTER, STAGING_BUCKET));
    }
  }

  /**
   * Opens the service over its folder and warms Spark. What waits is taken up; what ran when the
   * last process ended has failed.
   *
   * @param lake the endpoint of the storage API, which must already answer if something waits
   */
  public static Dataproc open(Path folder, LocalClock clock, LakeAccess lake, Settings settings)
      throws IOException {
    return settings.spark().isOnCluster()
        ? openOnCluster(folder, clock, lake, settings)
        : openEmbedded(folder, clock, lake, settings);
  }

  private static Dataproc openEmbedded(
      Path folder, LocalClock clock, LakeAccess lake, Settings settings) throws IOException {
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

  private static Dataproc openOnCluster(
      Path folder, LocalClock clock, LakeAccess lake, Settings settings) throws IOException {
    List<Driver<SparkJob>> spark = new ArrayList<>();
    for (int i = 0; i < AT_ONCE_ON_CLUSTER; i++) {
      spark.add(new StandaloneSpark(settings.spark(), lake, folder.resolve("spark-" + i)));
    }
    Driver<PythonJob> python =
        new StandalonePython(settings.python(), settings.spark(), lake, folder.resolve("python"));
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
    WorkStore store = WorkStore.open(folder.resolve("work.journal"), clock, settings.fsync());
    CodeCache code = new CodeCache(folder.resolve("code"), lake);
    WorkRuns runs = new WorkRuns(store, clock, code, logs, settings.spark().isOnCluster());
    runs.start(spark, python);
    Intake intake = new Intake(store, runs, clock, settings.queue());
    return new Dataproc(store, runs, logs, intake, new Clusters(settings.clusters()));
  }

  /** Adds the operations; their names begin with {@code dataproc.}. */
  public void register(Dispatcher dispatcher) {
    batches.register(dispatcher);
    jobs.register(dispatcher);
    operations.register(dispatcher);
  }

  /** How many batches and jobs have not ended. */
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
