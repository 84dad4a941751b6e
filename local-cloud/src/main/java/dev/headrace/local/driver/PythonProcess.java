package dev.headrace.local.driver;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Python scripts, each in a process of its own. */
public final class PythonProcess implements Driver<PythonJob> {
  /** Runs the script and ends with standard input: a script must not outlive the local cloud. */
  private static final String START =
      """
      import os, runpy, sys, threading

      def watch(pipe):
          while os.read(pipe, 1):
              pass
          os._exit(137)

      pipe = os.dup(0)
      os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
      threading.Thread(target=watch, args=(pipe,), daemon=True).start()
      sys.argv = sys.argv[1:]
      sys.path[0] = os.getcwd()
      runpy.run_path(sys.argv[0], run_name="__main__")
      """;

  private static final String SPARK_HOME = ".spark";

  private final String python;
  private final PythonSpark spark;
  private final LakeAccess lake;
  private final Path folder;
  private String running = "";
  private Process process;

  /**
   * @param python the interpreter, a path or a name on the search path
   * @param spark what a script that uses Spark finds
   * @param folder where each job gets a working directory
   */
  public PythonProcess(String python, PythonSpark spark, LakeAccess lake, Path folder) {
    this.python = python;
    this.spark = spark;
    this.lake = lake;
    this.folder = folder;
  }

  @Override
  public DriverEnd run(PythonJob job, Runnable started) throws InterruptedException {
    Path work = folder.resolve(job.id());
    try {
      WorkFolder.lay(job, work);
      Optional<String> missing = job.jars().isEmpty() ? Optional.empty() : spark.missing();
      if (missing.isPresent()) {
        return DriverEnd.failed(missing.get());
      }
      Process begun = start(job, work);
      started.run();
      int code = begun.waitFor();
      return code > 128
          ? DriverEnd.lost("the Python process ended with " + DriverEnd.describeExit(code))
          : DriverEnd.exit(code, "");
    } catch (IOException failed) {
      return DriverEnd.failed("Python cannot be started: " + failed.getMessage());
    } finally {
      close();
      WorkFolder.remove(work);
    }
  }

  @Override
  public synchronized void cancel(String jobId) {
    if (running.equals(jobId)) {
      close();
    }
  }

  @Override
  public synchronized void close() {
    if (process != null) {
      ProcessTree.kill(process);
    }
  }

  private synchronized Process start(PythonJob job, Path work) throws IOException {
    List<String> line = new ArrayList<>(List.of(python, "-c", START));
    line.add(work.resolve(job.main().getFileName()).toString());
    line.addAll(job.args());
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(job.log().toFile()));
    Map<String, String> environment = builder.environment();
    environment.remove("GOOGLE_APPLICATION_CREDENTIALS");
    environment.put("CLOUDSDK_CONFIG", work.toString());
    environment.put("PYTHONPATH", pythonPath(job, work));
    environment.put("PYTHONUNBUFFERED", "1");
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put("HEADRACE_CLOCK_OFFSET", job.clockOffset().toString());
    environment.putAll(lake.environment());
    environment.putAll(spark.environment(job, work.resolve(SPARK_HOME)));
    process = builder.start();
    running = job.id();
    return process;
  }

  private static String pythonPath(PythonJob job, Path work) {
    return Stream.concat(
            Stream.of(work),
            job.modules().stream().filter(module -> !module.toString().endsWith(".py")))
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }
}
