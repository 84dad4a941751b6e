package dev.headrace.local.driver;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A Python script to run.
 *
 * @param id unique over all jobs ever
 * @param modules files and archives that the script can import
 * @param files what the script finds in its working directory
 */
public record PythonJob(
    String id,
    Path main,
    List<Path> modules,
    List<Path> files,
    List<String> args,
    Duration clockOffset,
    Path log) {
  public PythonJob {
    modules = List.copyOf(modules);
    files = List.copyOf(files);
    args = List.copyOf(args);
  }
}
