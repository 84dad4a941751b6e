package dev.headrace.local.driver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Python scripts by {@code spark-submit} in client mode: what they do with Spark, they do on a
 * standalone cluster. A script that makes no session takes nothing of it.
 */
public final class StandalonePython implements Driver<PythonJob> {
  private final String python;
  private final PythonSpark spark;
  private final SparkSubmit submit;
  private final LakeAccess lake;
  private final Path folder;

  /**
   * Starts nothing.
   *
   * @param python the interpreter, which the workers must have under the same path
   * @param settings for a cluster
   * @param folder where each job gets a working directory
   */
  public StandalonePython(String python, SparkSettings settings, LakeAccess lake, Path folder) {
    this.python = python;
    this.spark = new PythonSpark(python, settings, lake);
    this.submit = new SparkSubmit(settings, lake);
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
      return submit.run(program(job, work), started);
    } catch (IOException failed) {
      return DriverEnd.failed("Python cannot be started: " + failed.getMessage());
    } finally {
      WorkFolder.remove(work);
    }
  }

  private SparkSubmit.Program program(PythonJob job, Path work) {
    List<String> words = new ArrayList<>();
    words.addAll(SparkSubmit.option("--py-files", job.modules()));
    words.addAll(SparkSubmit.option("--files", job.files()));
    words.addAll(SparkSubmit.option("--jars", job.jars()));
    words.add(work.resolve(job.main().getFileName()).toString());
    words.addAll(job.args());
    return new SparkSubmit.Program(
        job.id(),
        work,
        job.log(),
        job.clockOffset(),
        environment(job, work),
        properties(job),
        words);
  }

  private Map<String, String> properties(PythonJob job) {
    Map<String, String> all = new HashMap<>(job.properties());
    all.put("spark.pyspark.python", python);
    all.put("spark.pyspark.driver.python", python);
    return all;
  }

  private Map<String, String> environment(PythonJob job, Path work) {
    Map<String, String> all = new HashMap<>(lake.environment());
    // Credentials of this machine are none of a script's business.
    all.put("GOOGLE_APPLICATION_CREDENTIALS", "");
    all.put("CLOUDSDK_CONFIG", work.toString());
    all.put("PYTHONUNBUFFERED", "1");
    all.put("PYTHONDONTWRITEBYTECODE", "1");
    all.put("HEADRACE_CLOCK_OFFSET", job.clockOffset().toString());
    return all;
  }

  @Override
  public void cancel(String jobId) {
    submit.cancel(jobId);
  }

  @Override
  public void close() {
    submit.close();
  }
}
