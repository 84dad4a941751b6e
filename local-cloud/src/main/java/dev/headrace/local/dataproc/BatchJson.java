package dev.headrace.local.dataproc;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.dataproc.SubmittedWork.Step;
import dev.headrace.local.http.Json;
import java.util.ArrayList;
import java.util.List;

/** Submitted work as the API of batches shows it. */
final class BatchJson {
  private static final String PROTO = "type.googleapis.com/google.cloud.dataproc.v1.";

  private BatchJson() {}

  /** The resource. */
  static ObjectNode batch(SubmittedWork batch) {
    ObjectNode json =
        Json.object()
            .put("name", batch.name().full())
            .put("uuid", batch.uuid())
            .put("createTime", batch.createTime().toString());
    json.setAll(batch.spec().deepCopy());
    json.putObject("runtimeInfo").put("outputUri", batch.outputUri());
    List<Step> shown = shown(batch);
    json.setAll(step(shown.get(shown.size() - 1), "stateTime"));
    json.put("creator", "local@" + batch.name().project() + ".iam.gserviceaccount.com");
    json.put("operation", batch.operation());
    ArrayNode past = json.putArray("stateHistory");
    shown
        .subList(0, shown.size() - 1)
        .forEach(earlier -> past.add(step(earlier, "stateStartTime")));
    return json;
  }

  /** The long-running operation that ends with the batch. */
  static ObjectNode operation(SubmittedWork batch) {
    ObjectNode json = Json.object().put("name", batch.operation());
    ObjectNode metadata =
        json.putObject("metadata")
            .put("@type", PROTO + "BatchOperationMetadata")
            .put("batch", batch.name().full())
            .put("batchUuid", batch.uuid())
            .put("createTime", batch.createTime().toString())
            .put("operationType", "BATCH")
            .put("description", "Batch");
    if (batch.spec().has("labels")) {
      metadata.set("labels", batch.labels().deepCopy());
    }
    json.put("done", batch.state().isEnded());
    if (batch.state().isEnded()) {
      metadata.put("doneTime", batch.current().since().toString());
      json.putObject("response").put("@type", PROTO + "Batch").setAll(batch(batch));
    }
    return json;
  }

  /** The word of the API for a state. */
  static String state(WorkState state) {
    return switch (state) {
      case PENDING, SET_UP -> "PENDING";
      case RUNNING -> "RUNNING";
      case CANCEL_ASKED, CANCELLING -> "CANCELLING";
      case CANCELLED -> "CANCELLED";
      case SUCCEEDED -> "SUCCEEDED";
      case FAILED -> "FAILED";
    };
  }

  /** States that have one word are one step, which begins with the first. */
  private static List<Step> shown(SubmittedWork batch) {
    List<Step> shown = new ArrayList<>();
    for (Step step : batch.history()) {
      if (shown.isEmpty()
          || !state(shown.get(shown.size() - 1).state()).equals(state(step.state()))) {
        shown.add(step);
      }
    }
    return shown;
  }

  private static ObjectNode step(Step step, String timeField) {
    ObjectNode json = Json.object().put("state", state(step.state()));
    if (!step.message().isEmpty()) {
      json.put("stateMessage", step.message());
    }
    return json.put(timeField, step.since().toString());
  }
}
