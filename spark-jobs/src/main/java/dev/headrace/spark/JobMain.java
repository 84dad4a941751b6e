package dev.headrace.spark;

import dev.headrace.job.JobSpec;
import dev.headrace.json.Json;
import dev.headrace.json.MalformedJsonException;
import dev.headrace.spark.store.LakeFiles;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Runs one attempt: {@code --job <spec as JSON>}.
 *
 * <p>The outcome object is created last. A failed attempt leaves an outcome too, and then ends by
 * an exception with the same message, so that the job service shows it.
 *
 * <p>The system property {@value Clocks#OFFSET_PROPERTY} is the clock offset for testing against a
 * simulated clock.
 */
public final class JobMain {
  private JobMain() {}

  public static void main(String[] arguments) {
    JobSpec spec = specOf(arguments);
    boolean guest = SparkSession.getDefaultSession().isDefined();
    SparkSession spark = Sessions.start(spec.job().value());
    try {
      LakeFiles files = new LakeFiles(spark.sessionState().newHadoopConf());
      new Job(new Attempt(spec, spark, files, Clocks.system(), new Phases())).run();
    } finally {
      if (!guest) {
        spark.stop();
      }
    }
  }

  private static JobSpec specOf(String[] arguments) {
    if (arguments.length != 2 || !arguments[0].equals("--job")) {
      throw new IllegalArgumentException("usage: --job <spec as JSON>");
    }
    try {
      JobSpec spec = Json.read(arguments[1], JobSpec.class);
      return Optional.of(spec)
          .filter(s -> s.version() == JobSpec.VERSION)
          .orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "--job: version "
                          + spec.version()
                          + " of the job contract, but this jar knows "
                          + JobSpec.VERSION
                          + ". Deploy jar and functions together."));
    } catch (MalformedJsonException e) {
      throw new IllegalArgumentException("--job: " + e.getMessage(), e);
    }
  }
}
