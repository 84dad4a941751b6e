package dev.headrace.spark.read;

import dev.headrace.job.JobInput;
import dev.headrace.spark.Attempt;
import java.util.ArrayList;
import java.util.List;

/** Opens all inputs of an attempt. */
public final class Views {
  private Views() {}

  /**
   * The inputs in order of their names.
   *
   * @throws dev.headrace.spark.failure.JobFailure when one is not there or not as declared
   */
  public static List<View> open(Attempt attempt) {
    List<View> views = new ArrayList<>();
    attempt.spec().inputs().forEach((name, input) -> views.add(open(attempt, name, input)));
    return views;
  }

  private static View open(Attempt attempt, String name, JobInput input) {
    return input.match(
        new JobInput.Cases<View>() {
          @Override
          public View files(JobInput.Files files) {
            return new FileView(attempt, name, files).open();
          }

          @Override
          public View rows(JobInput.Rows rows) {
            return new TableView(attempt, name, rows).open();
          }
        });
  }
}
