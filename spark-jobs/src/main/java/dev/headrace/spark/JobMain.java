package dev.headrace.spark;

import dev.headrace.job.JobSpec;
import dev.headrace.job.JobWork;
import dev.headrace.json.Json;
import dev.headrace.json.MalformedJsonException;
import dev.headrace.spark.code.MainClass;
import dev.headrace.spark.store.LakeFiles;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
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
    if (spec.work() instanceof JobWork.Main work) {
      runMain(spec, work);
    } else {
      runStage(spec);
    }
  }

  /** Without a session: a main class makes its own, with the settings that it likes. */
  private static void runMain(JobSpec spec, JobWork.Main work) {
    LakeFiles files = new LakeFiles(SparkHadoopUtil.get().newConfiguration(new SparkConf()));
    new Job(spec, files, Clocks.system(), new Phases()).run(new MainClass(spec, work)::run);
  }

  private static void runStage(JobSpec spec) {
    boolean guest = SparkSession.getDefaultSession().isDefined();
    SparkSession spark = Sessions.start(spec.job().value());
    try {
      LakeFiles files = new LakeFiles(spark.sessionState().newHadoopConf());
      InstantSource clock = Clocks.system();
      Phases phases = new Phases();
      Attempt attempt = new Attempt(spec, spark, files, clock, phases);
      new Job(spec, files, clock, phases).run(() -> spec.work().match(new Stages(attempt)).call());
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
    return specOf(arguments[1]);
  }

  /**
   * The spec, of a version that this jar knows.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static JobSpec specOf(String argument) {
    try {
      JobSpec spec = Json.read(argument, JobSpec.class);
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
