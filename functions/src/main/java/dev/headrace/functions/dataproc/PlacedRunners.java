package dev.headrace.functions.dataproc;

import dev.headrace.functions.Settings;
import dev.headrace.pipeline.ClusterName;
import dev.headrace.pipeline.Placement;
import dev.headrace.pipeline.Stage;
import dev.headrace.pipeline.Work;
import dev.headrace.runner.JobRunner;
import dev.headrace.runner.JobRunners;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Loads with BigQuery, and runs all else where the stage's definition places it. */
public final class PlacedRunners implements JobRunners, AutoCloseable {
  private final Settings settings;
  private final JobRunner loads;
  private final BatchRunner batches;
  private final Map<ClusterName, ClusterRunner> clusters = new ConcurrentHashMap<>();

  /**
   * Connects with the first call.
   *
   * @param loads for stages that load
   */
  public PlacedRunners(Settings settings, JobRunner loads) {
    this.settings = settings;
    this.loads = loads;
    this.batches = new BatchRunner(settings);
  }

  @Override
  public JobRunner of(Stage stage) {
    return stage.work() instanceof Work.Load ? loads : placed(stage);
  }

  private JobRunner placed(Stage stage) {
    return stage.placement().map(Placement::cluster).<JobRunner>map(this::on).orElse(batches);
  }

  private ClusterRunner on(ClusterName cluster) {
    return clusters.computeIfAbsent(cluster, name -> new ClusterRunner(settings, name));
  }

  @Override
  public void close() {
    batches.close();
    clusters.values().forEach(ClusterRunner::close);
  }
}
