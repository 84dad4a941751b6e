package dev.headrace.local.dataproc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.dataproc.SubmittedWork.Step;
import dev.headrace.local.http.Json;

/** Submitted work as the API of jobs shows it. */
final class JobJson {
  private static final String PROTO = "type.googleapis.com/google.cloud.dataproc.v1.";

  private JobJson() {}

  /** The resource. */
  static ObjectNode job(SubmittedWork job) {
    ObjectNode json = job.spec().deepCopy();
    json.putObject("reference")
        .put("projectId", job.name().project())
        .put("jobId", job.name().id());
    json.set("status", step(job.current()));
    ArrayNode past = json.putArray("statusHistory");
    job.history().subList(0, job.history().size() - 1).forEach(step -> past.add(step(step)));
    json.put("driverOutputResourceUri", job.outputUri());
    json.put("driverControlFilesUri", job.outputUri().replaceFirst("[^/]*$", ""));
    json.put("jobUuid", job.uuid());
    json.put("done", job.state().isEnded());
    return json;
  }

  /** The long-running operation that ends with the job. */
  static ObjectNode operation(SubmittedWork job) {
    ObjectNode json = Json.object().put("name", job.operation());
    json.putObject("metadata")
        .put("@type", PROTO + "JobMetadata")
        .put("jobId", job.name().id())
        .put("operationType", "SUBMIT_JOB")
        .put("startTime", job.createTime().toString())
        .set("status", step(job.current()));
    json.put("done", job.state().isEnded());
    if (job.state().isEnded()) {
      json.putObject("response").put("@type", PROTO + "Job").setAll(job(job));
    }
    return json;
  }

  /** The word of the API for a state. */
  static String state(WorkState state) {
    return switch (state) {
      case PENDING -> "PENDING";
      case SET_UP -> "SETUP_DONE";
      case RUNNING -> "RUNNING";
      case CANCEL_ASKED -> "CANCEL_PENDING";
      case CANCELLING -> "CANCEL_STARTED";
      case CANCELLED -> "CANCELLED";
      case SUCCEEDED -> "DONE";
      case FAILED -> "ERROR";
    };
  }

  private static ObjectNode step(Step step) {
    ObjectNode json = Json.object().put("state", state(step.state()));
    if (!step.message().isEmpty()) {
      json.put("details", step.message());
    }
    return json.put("stateStartTime", step.since().toString());
  }
}
