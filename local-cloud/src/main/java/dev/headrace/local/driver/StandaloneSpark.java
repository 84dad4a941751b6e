package dev.headrace.local.driver;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Spark jobs on a standalone cluster: each is driven by a {@code spark-submit} of its own in client
 * mode. The cluster must have the Spark of the class path, with Delta and the gcs-connector.
 */
public final class StandaloneSpark implements Driver<SparkJob> {
  private final SparkSubmit submit;
  private final Path folder;

  /**
   * Starts nothing.
   *
   * @param settings for a cluster
   * @param folder where each job gets a working directory
   */
  public StandaloneSpark(SparkSettings settings, LakeAccess lake, Path folder) {
    this.submit = new SparkSubmit(settings, lake);
    this.folder = folder;
  }

  @Override
  public DriverEnd run(SparkJob job, Runnable started) throws InterruptedException {
    Path work = folder.resolve(job.id());
    try {
      return submit.run(
          new SparkSubmit.Program(
              job.id(), work, job.log(), job.clockOffset(), Map.of(), job.properties(), words(job)),
          started);
    } finally {
      WorkFolder.remove(work);
    }
  }

  private static List<String> words(SparkJob job) {
    List<String> words = new ArrayList<>(List.of("--class", job.mainClass()));
    words.addAll(SparkSubmit.option("--files", job.files()));
    if (job.jars().isEmpty()) {
      words.add("spark-internal");
    } else {
      words.addAll(SparkSubmit.option("--jars", job.jars().subList(1, job.jars().size())));
      words.add(job.jars().get(0).toString());
    }
    words.addAll(job.args());
    return words;
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
