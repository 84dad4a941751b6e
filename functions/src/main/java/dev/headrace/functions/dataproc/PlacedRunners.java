package dev.headrace.functions.dataproc;

import dev.headrace.functions.Settings;
import dev.headrace.pipeline.ClusterName;
import dev.headrace.pipeline.Placement;
import dev.headrace.pipeline.Stage;
import dev.headrace.runner.JobRunner;
import dev.headrace.runner.JobRunners;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Runs the jobs of a stage where its definition places them. */
public final class PlacedRunners implements JobRunners, AutoCloseable {
  private final Settings settings;
  private final BatchRunner batches;
  private final Map<ClusterName, ClusterRunner> clusters = new ConcurrentHashMap<>();

  /** Connects with the first call. */
  public PlacedRunners(Settings settings) {
    this.settings = settings;
    this.batches = new BatchRunner(settings);
  }

  @Override
  public JobRunner of(Stage stage) {
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
