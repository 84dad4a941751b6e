package dev.headrace.functions.dataproc;

import com.google.cloud.dataproc.v1.Batch;
import com.google.cloud.dataproc.v1.RuntimeInfo;
import dev.headrace.job.ErrorClass;
import dev.headrace.runner.JobReport;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Translates what Dataproc says of a batch. Pure. */
final class BatchStates {
  private static final Pattern TIMEOUT =
      Pattern.compile("\\bttl\\b|time[ -]to[ -]live|maximum lifetime|max lifetime");

  private BatchStates() {}

  /** What is known of the job whose batch this is. */
  static JobReport report(Batch batch) {
    return new JobReport(
        state(batch.getState()),
        errorClass(batch.getState(), batch.getStateMessage()),
        batch.getStateMessage(),
        new TreeMap<>(batch.getLabelsMap()),
        usage(batch.getRuntimeInfo()),
        BatchLog.of(batch),
        Optional.empty());
  }

  /** Filled in some seconds after the end; before that it is missing or not the last word. */
  private static Optional<JobReport.Usage> usage(RuntimeInfo info) {
    return info.hasApproximateUsage()
        ? Optional.of(
            new JobReport.Usage(
                info.getApproximateUsage().getMilliDcuSeconds(),
                info.getApproximateUsage().getShuffleStorageGbSeconds()))
        : Optional.empty();
  }

  /** A state that this code does not know is one to wait in. */
  static JobReport.State state(Batch.State state) {
    return switch (state) {
      case PENDING, RUNNING, CANCELLING, STATE_UNSPECIFIED, UNRECOGNIZED -> JobReport.State.ACTIVE;
      case SUCCEEDED -> JobReport.State.SUCCEEDED;
      case FAILED -> JobReport.State.FAILED;
      case CANCELLED -> JobReport.State.CANCELLED;
    };
  }

  /** Why a batch ended badly, as far as its message tells. */
  static Optional<ErrorClass> errorClass(Batch.State state, String message) {
    String text = message.toLowerCase(Locale.ROOT);
    return switch (state) {
      case PENDING, RUNNING, CANCELLING, STATE_UNSPECIFIED, UNRECOGNIZED, SUCCEEDED ->
          Optional.empty();
      case CANCELLED ->
          Optional.of(TIMEOUT.matcher(text).find() ? ErrorClass.TIMEOUT : ErrorClass.CANCELLED);
      case FAILED -> Optional.of(failure(text));
    };
  }

  private static ErrorClass failure(String text) {
    if (text.isBlank()) {
      return ErrorClass.UNKNOWN;
    }
    if (TIMEOUT.matcher(text).find()) {
      return ErrorClass.TIMEOUT;
    }
    return ServiceFaults.areToldIn(text) ? ErrorClass.PLATFORM : ErrorClass.USER;
  }
}
