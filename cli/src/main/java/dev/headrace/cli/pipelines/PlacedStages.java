package dev.headrace.cli.pipelines;

import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The stages whose jobs run on a cluster.
 *
 * @param clusters the name of the cluster by that of the stage
 */
public record PlacedStages(SortedMap<String, String> clusters) {
  /** No stage, or none that is known. */
  public static final PlacedStages NONE = new PlacedStages(new TreeMap<>());

  public PlacedStages {
    clusters = Collections.unmodifiableSortedMap(new TreeMap<>(clusters));
  }

  /** Those of a pipeline. */
  public static PlacedStages of(Pipeline pipeline) {
    SortedMap<String, String> clusters = new TreeMap<>();
    for (Stage stage : pipeline.stages()) {
      stage.placement().ifPresent(on -> clusters.put(stage.name().value(), on.cluster().value()));
    }
    return new PlacedStages(clusters);
  }

  /** One line for each cluster: {@code etl: clean, features}. */
  public List<String> lines() {
    SortedMap<String, List<String>> stages = new TreeMap<>();
    clusters.forEach(
        (stage, cluster) -> stages.computeIfAbsent(cluster, name -> new ArrayList<>()).add(stage));
    return stages.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + String.join(", ", entry.getValue()))
        .toList();
  }
}
