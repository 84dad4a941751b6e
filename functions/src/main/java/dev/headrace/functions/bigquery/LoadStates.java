package dev.headrace.functions.bigquery;

import com.google.api.services.bigquery.model.ErrorProto;
import com.google.api.services.bigquery.model.Job;
import com.google.api.services.bigquery.model.JobStatistics;
import dev.headrace.job.ErrorClass;
import dev.headrace.runner.JobReport;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Translates what BigQuery says of a job. Pure. */
final class LoadStates {
  private static final Pattern TIMEOUT =
      Pattern.compile("timed out|timeout|time limit", Pattern.CASE_INSENSITIVE);

  private LoadStates() {}

  /** What is known of a job. */
  static JobReport report(Job job) {
    ErrorProto error = job.getStatus().getErrorResult();
    JobReport.State state = state(job.getStatus().getState(), error);
    return new JobReport(
        state,
        error == null || !state.terminal() ? Optional.empty() : Optional.of(errorClass(error)),
        error == null ? "" : text(error.getReason()) + ": " + text(error.getMessage()),
        new TreeMap<>(labels(job)),
        Optional.empty(),
        Optional.empty(),
        state == JobReport.State.SUCCEEDED ? rows(job.getStatistics()) : Optional.empty());
  }

  static Map<String, String> labels(Job job) {
    Map<String, String> labels = job.getConfiguration().getLabels();
    return labels == null ? Map.of() : labels;
  }

  /** A state that this code does not know is one to wait in. */
  private static JobReport.State state(String state, ErrorProto error) {
    if (!"DONE".equals(state)) {
      return JobReport.State.ACTIVE;
    }
    if (error == null) {
      return JobReport.State.SUCCEEDED;
    }
    return "stopped".equals(error.getReason()) ? JobReport.State.CANCELLED : JobReport.State.FAILED;
  }

  /** Why a job failed, by the reasons that BigQuery documents. */
  static ErrorClass errorClass(ErrorProto error) {
    return switch (text(error.getReason())) {
      case "stopped" ->
          TIMEOUT.matcher(text(error.getMessage())).find()
              ? ErrorClass.TIMEOUT
              : ErrorClass.CANCELLED;
      case "timeout" -> ErrorClass.TIMEOUT;
      case "backendError",
          "internalError",
          "jobBackendError",
          "jobInternalError",
          "tableUnavailable",
          "rateLimitExceeded",
          "jobRateLimitExceeded",
          "quotaExceeded" ->
          ErrorClass.PLATFORM;
      case "invalid", "duplicate" -> ErrorClass.DATA;
      case "accessDenied",
          "billingNotEnabled",
          "billingTierLimitExceeded",
          "blocked",
          "invalidQuery",
          "invalidUser",
          "notFound",
          "notImplemented",
          "resourceInUse",
          "resourcesExceeded",
          "responseTooLarge" ->
          ErrorClass.USER;
      default -> ErrorClass.UNKNOWN;
    };
  }

  /** A query that replaces an interval with nothing counts none. */
  private static Optional<Long> rows(JobStatistics statistics) {
    return statistics == null || statistics.getLoad() == null
        ? Optional.of(0L)
        : Optional.ofNullable(statistics.getLoad().getOutputRows());
  }

  private static String text(String text) {
    return text == null ? "" : text;
  }
}
