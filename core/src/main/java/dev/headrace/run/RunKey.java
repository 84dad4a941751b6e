package dev.headrace.run;

import dev.headrace.pipeline.PipelineName;

/**
 * Which run: one pipeline for one interval.
 *
 * @param interval the key of the interval
 */
public record RunKey(PipelineName pipeline, String interval) implements Comparable<RunKey> {
  @Override
  public int compareTo(RunKey other) {
    int byPipeline = pipeline.compareTo(other.pipeline);
    return byPipeline != 0 ? byPipeline : interval.compareTo(other.interval);
  }

  @Override
  public String toString() {
    return pipeline + "/" + interval;
  }
}
