package dev.headrace.local.driver;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A Python script to run.
 *
 * @param id unique over all jobs ever
 * @param modules files and archives that the script can import
 * @param jars classes for the JVM of a script that uses Spark
 * @param files what the script finds in its working directory
 * @param properties Spark settings of this job, where it has a Spark of its own
 */
public record PythonJob(
    String id,
    Path main,
    List<Path> modules,
    List<Path> jars,
    List<Path> files,
    List<String> args,
    Map<String, String> properties,
    Duration clockOffset,
    Path log) {
  public PythonJob {
    modules = List.copyOf(modules);
    jars = List.copyOf(jars);
    files = List.copyOf(files);
    args = List.copyOf(args);
    properties = Map.copyOf(properties);
  }
}
