package dev.headrace.spark.code;

import dev.headrace.job.JobWork;
import dev.headrace.spark.Attempt;
import dev.headrace.spark.Result;
import dev.headrace.spark.TableOutput;
import dev.headrace.spark.failure.JobFailure;
import dev.headrace.spark.read.View;
import dev.headrace.spark.read.Views;
import dev.headrace.spark.sql.ResultColumns;
import dev.headrace.spark.transform.Transform;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Asks a {@link Transform} of the user's jar for rows and publishes them. */
public final class TransformStage {
  private final Attempt attempt;
  private final JobWork.Transform work;

  public TransformStage(Attempt attempt, JobWork.Transform work) {
    this.attempt = attempt;
    this.work = work;
  }

  public Result run() throws Exception {
    UserClass code = UserClass.load(work.className(), work.jar(), work.sha256());
    List<View> views = attempt.phases().time("open", () -> Views.open(attempt));
    GivenInputs inputs = new GivenInputs(attempt, views);
    Dataset<Row> rows = attempt.phases().time("plan", () -> rows(code, inputs));
    TableOutput output = new TableOutput(attempt, work.output(), views);
    return code.call(() -> output.replaceWith(rows, inputs.asked()));
  }

  private Dataset<Row> rows(UserClass code, GivenInputs inputs) {
    Transform transform = made(code);
    Dataset<Row> rows = code.call(() -> transform.rows(inputs));
    if (rows == null) {
      throw JobFailure.user(
          work.className() + " gives null: return a Dataset, an empty one if there are no rows");
    }
    return ResultColumns.fitted(rows, work.className(), work.output().table());
  }

  private Transform made(UserClass code) {
    if (!Transform.class.isAssignableFrom(code.type())) {
      throw JobFailure.user(
          work.className()
              + " does not implement "
              + Transform.class.getName()
              + ", so it gives no rows: implement it, or name the class under main");
    }
    return code.call(
        () -> {
          try {
            return (Transform) code.type().getConstructor().newInstance();
          } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
          } catch (ReflectiveOperationException e) {
            throw JobFailure.user(
                work.className()
                    + " cannot be made: it must be public, not abstract, with a public constructor"
                    + " without parameters");
          }
        });
  }
}
