package dev.headrace.spark.python;

import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobSpec;
import dev.headrace.job.JobWork;
import dev.headrace.json.Sha256;
import dev.headrace.spark.Attempt;
import dev.headrace.spark.Clocks;
import dev.headrace.spark.Deadline;
import dev.headrace.spark.Job;
import dev.headrace.spark.JobMain;
import dev.headrace.spark.Phases;
import dev.headrace.spark.Sessions;
import dev.headrace.spark.TableOutput;
import dev.headrace.spark.code.GivenInputs;
import dev.headrace.spark.failure.Diagnosis;
import dev.headrace.spark.failure.JobFailure;
import dev.headrace.spark.read.View;
import dev.headrace.spark.read.Views;
import dev.headrace.spark.sql.ResultColumns;
import dev.headrace.spark.store.LakeFiles;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * One attempt of a {@code python} stage, driven from Python through the gateway: {@link #begin},
 * {@link #open}, {@link #rows} and {@link #publish}, or {@link #fail} at any time. What reads,
 * audits and publishes is what does it for all stages.
 */
public final class PythonJob {
  private final JobSpec spec;
  private final JobWork.Python work;
  private final Attempt attempt;
  private final Job job;
  private Optional<JobFailure> own = Optional.empty();
  private GivenInputs inputs;
  private List<View> views = List.of();

  private PythonJob(JobSpec spec, JobWork.Python work, Attempt attempt, Job job) {
    this.spec = spec;
    this.work = work;
    this.attempt = attempt;
    this.job = job;
  }

  /**
   * Begins the attempt, in the session that Python made.
   *
   * @param argument the spec as JSON
   */
  public static PythonJob begin(String argument) {
    JobSpec spec = JobMain.specOf(argument);
    if (!(spec.work() instanceof JobWork.Python work)) {
      throw new IllegalArgumentException("--job: this program runs the scripts of python stages");
    }
    SparkSession spark = Sessions.start(spec.job().value());
    LakeFiles files = new LakeFiles(spark.sessionState().newHadoopConf());
    InstantSource clock = Clocks.system();
    Phases phases = new Phases();
    return new PythonJob(
        spec,
        work,
        new Attempt(spec, spark, files, clock, phases),
        new Job(spec, files, clock, phases));
  }

  /** Opens the inputs; the text of the script, which is the one that was deployed. */
  public String open() {
    return guarded(
        () -> {
          Deadline.check(spec, attempt.clock(), "the work began");
          String script = script();
          views = attempt.phases().time("open", () -> Views.open(attempt));
          inputs = new GivenInputs(attempt, views);
          return script;
        });
  }

  private String script() throws Exception {
    byte[] bytes = attempt.files().require(work.script());
    String found = Sha256.hex(bytes);
    if (!found.equals(work.sha256())) {
      throw new JobFailure(
          ErrorClass.PLATFORM,
          work.script()
              + " is not what was deployed: its SHA-256 is "
              + found
              + ", not "
              + work.sha256());
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The rows of an input of that name, which the stage must read. */
  public Dataset<Row> rows(String name) {
    return inputs.rows(name);
  }

  /** Audits and publishes the rows that the script gave, and creates the outcome. */
  public void publish(Dataset<Row> rows) {
    guarded(
        () -> {
          job.run(
              () -> {
                Dataset<Row> fitted = ResultColumns.fitted(rows, file(), work.output().table());
                TableOutput output = new TableOutput(attempt, work.output(), views);
                try {
                  return output.replaceWith(fitted, inputs.asked());
                } catch (Exception e) {
                  throw PythonTrace.of(e, file()).orElseGet(() -> Diagnosis.of(e));
                }
              });
          return true;
        });
  }

  /**
   * Creates the outcome of an attempt that failed, unless {@link #publish} did.
   *
   * @param where the place in the script, if it is known
   * @param said the error in a line
   * @param trace as Python prints it
   * @param thrown what the JVM threw, or null when the error is Python's own
   * @return what is told, in one line
   */
  public String fail(String where, String said, String trace, Throwable thrown) {
    JobFailure failure = own.orElseGet(() -> failure(where, said, trace, thrown));
    try {
      job.run(
          () -> {
            throw failure;
          });
    } catch (JobFailure told) {
      return told.getMessage();
    }
    return failure.getMessage();
  }

  private JobFailure failure(String where, String said, String trace, Throwable thrown) {
    if (thrown != null) {
      Optional<JobFailure> inWorker = PythonTrace.of(thrown, file());
      JobFailure found = inWorker.orElseGet(() -> Diagnosis.of(thrown));
      boolean users =
          found.errorClass() == ErrorClass.USER || found.errorClass() == ErrorClass.UNKNOWN;
      if (inWorker.isPresent() || !users) {
        return found;
      }
      return new JobFailure(ErrorClass.USER, where + ": " + found.getMessage(), thrown);
    }
    return new JobFailure(ErrorClass.USER, where + ": " + said, trace);
  }

  private String file() {
    return work.script().substring(work.script().lastIndexOf('/') + 1);
  }

  /** Keeps what fails here: Python tells it, and must not be blamed for it. */
  private <T> T guarded(Callable<T> step) {
    try {
      return step.call();
    } catch (Exception | OutOfMemoryError e) {
      own = Optional.of(Diagnosis.of(e));
      throw own.get();
    }
  }
}
