package dev.headrace.spark.failure;

import dev.headrace.job.ErrorClass;
import dev.headrace.job.Outcome;
import java.util.Optional;

/** The end of an attempt: what kind of failure, and one line that names place and remedy. */
public final class JobFailure extends RuntimeException {
  private static final int MOST_DETAIL = 4_000;

  private final ErrorClass errorClass;
  private final Optional<String> detail;

  public JobFailure(ErrorClass errorClass, String message) {
    super(message);
    this.errorClass = errorClass;
    this.detail = Optional.empty();
  }

  public JobFailure(ErrorClass errorClass, String message, Throwable cause) {
    super(message, cause);
    this.errorClass = errorClass;
    this.detail = Optional.ofNullable(cause).map(Throwable::toString);
  }

  /** What another language's runtime said stands for a cause. */
  public JobFailure(ErrorClass errorClass, String message, String detail) {
    super(message);
    this.errorClass = errorClass;
    this.detail = Optional.of(detail);
  }

  public static JobFailure user(String message) {
    return new JobFailure(ErrorClass.USER, message);
  }

  public static JobFailure data(String message) {
    return new JobFailure(ErrorClass.DATA, message);
  }

  public ErrorClass errorClass() {
    return errorClass;
  }

  /** As the outcome tells it. */
  public Outcome.Failure told() {
    return new Outcome.Failure(errorClass, getMessage(), detail.map(JobFailure::cut));
  }

  private static String cut(String text) {
    return text.length() <= MOST_DETAIL ? text : text.substring(0, MOST_DETAIL);
  }
}
