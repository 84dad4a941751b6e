package dev.headrace.spark.code;

import dev.headrace.job.JobSpec;
import dev.headrace.job.JobWork;
import dev.headrace.job.Outcome;
import dev.headrace.json.Json;
import dev.headrace.spark.Result;
import dev.headrace.spark.failure.JobFailure;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Optional;

/**
 * Runs a main class of the user's jar, which makes its own SparkSession and publishes by itself: it
 * is done when {@code main} returns.
 */
public final class MainClass {
  private final JobSpec spec;
  private final JobWork.Main work;

  public MainClass(JobSpec spec, JobWork.Main work) {
    this.spec = spec;
    this.work = work;
  }

  public Result run() throws IOException {
    UserClass code = UserClass.load(work.className(), work.jar(), work.sha256());
    Method main = main(code.type());
    String[] arguments = {"--job", Json.text(spec)};
    code.call(
        () -> {
          try {
            return main.invoke(null, (Object) arguments);
          } catch (InvocationTargetException e) {
            if (e.getCause() instanceof Error error) {
              throw error;
            }
            throw (Exception) e.getCause();
          }
        });
    return Result.done(Outcome.Rows.NONE, List.of(), Optional.empty());
  }

  private Method main(Class<?> type) {
    try {
      Method main = type.getMethod("main", String[].class);
      if (Modifier.isStatic(main.getModifiers()) && Modifier.isPublic(type.getModifiers())) {
        return main;
      }
    } catch (NoSuchMethodException none) {
      throw noMain(none);
    }
    throw noMain(null);
  }

  private JobFailure noMain(Throwable cause) {
    return new JobFailure(
        dev.headrace.job.ErrorClass.USER,
        work.className()
            + " has no public static void main(String[]): write one, or name the"
            + " class under class if it implements Transform",
        cause);
  }
}
