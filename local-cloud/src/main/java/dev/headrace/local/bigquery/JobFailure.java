package dev.headrace.local.bigquery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.Json;

/** Why a job failed, in the words of the API: it ends the job, not the request. */
final class JobFailure extends Exception {
  private final String reason;

  JobFailure(String reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  static JobFailure notFound(String what) {
    return new JobFailure("notFound", "Not found: " + what);
  }

  static JobFailure invalid(String message) {
    return new JobFailure("invalid", message);
  }

  String reason() {
    return reason;
  }

  ObjectNode toJson() {
    return Json.object().put("reason", reason).put("message", getMessage());
  }
}
