package dev.headrace.local.driver;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A main class to run on Spark.
 *
 * @param id unique over all jobs ever
 * @param jars the classes of the job; a path names one content for ever
 * @param files what {@code SparkFiles} gives
 * @param properties Spark settings of this job
 * @param clockOffset what to add to real time to get the time
 */
public record SparkJob(
    String id,
    String mainClass,
    List<Path> jars,
    List<Path> files,
    List<String> args,
    Map<String, String> properties,
    Duration clockOffset,
    Path log) {
  public SparkJob {
    jars = List.copyOf(jars);
    files = List.copyOf(files);
    args = List.copyOf(args);
    properties = Map.copyOf(properties);
  }
}
