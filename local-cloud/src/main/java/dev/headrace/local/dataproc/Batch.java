package dev.headrace.local.dataproc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A batch at one moment.
 *
 * @param number rises with each batch created
 * @param uuid names the batch for ever, also after its id was used again
 * @param requestId of the call that made it, empty if that had none
 * @param spec what the caller asked for, checked and with enums by name
 * @param outputUri where what the driver printed is to be found
 * @param history all states, the current one last
 */
record Batch(
    BatchName name,
    long number,
    String uuid,
    String requestId,
    ObjectNode spec,
    String outputUri,
    List<Step> history) {

  /** A state and when it began. */
  record Step(BatchState state, String message, Instant since) {
    ObjectNode toJson(String timeField) {
      ObjectNode json = Json.object().put("state", state.name());
      if (!message.isEmpty()) {
        json.put("stateMessage", message);
      }
      return json.put(timeField, since.toString());
    }

    static Step of(JsonNode json) {
      return new Step(
          BatchState.valueOf(json.path("state").asText()),
          json.path("stateMessage").asText(),
          Instant.parse(json.path("stateStartTime").asText()));
    }
  }

  Batch {
    history = List.copyOf(history);
  }

  BatchState state() {
    return current().state();
  }

  Step current() {
    return history.get(history.size() - 1);
  }

  Instant createTime() {
    return history.get(0).since();
  }

  Batch to(BatchState state, String message, Instant now) {
    List<Step> longer = new ArrayList<>(history);
    longer.add(new Step(state, message, now));
    return new Batch(name, number, uuid, requestId, spec, outputUri, longer);
  }

  String operation() {
    return "projects/" + name.project() + "/regions/" + name.location() + "/operations/" + uuid;
  }

  /** When the batch will have lived too long; empty unless it is running. */
  Optional<Instant> deadline() {
    return state() == BatchState.RUNNING
        ? Optional.of(current().since().plus(ttl()))
        : Optional.empty();
  }

  Duration ttl() {
    String text = spec.at("/environmentConfig/executionConfig/ttl").asText();
    return text.isEmpty() ? Duration.ofHours(4) : ProtoDuration.parse(text);
  }

  Optional<String> stagingBucket() {
    String bucket = spec.at("/environmentConfig/executionConfig/stagingBucket").asText();
    return bucket.isEmpty() ? Optional.empty() : Optional.of(bucket);
  }

  /** The resource as the API shows it. */
  ObjectNode toJson() {
    ObjectNode json =
        Json.object()
            .put("name", name.full())
            .put("uuid", uuid)
            .put("createTime", createTime().toString());
    json.setAll(spec.deepCopy());
    json.putObject("runtimeInfo").put("outputUri", outputUri);
    json.setAll(current().toJson("stateTime"));
    json.put("creator", "local@" + name.project() + ".iam.gserviceaccount.com");
    json.put("operation", operation());
    ArrayNode past = json.putArray("stateHistory");
    for (Step step : history.subList(0, history.size() - 1)) {
      past.add(step.toJson("stateStartTime"));
    }
    return json;
  }

  /** The long-running operation that ends with the batch. */
  ObjectNode toOperation() {
    ObjectNode json = Json.object().put("name", operation());
    ObjectNode metadata =
        json.putObject("metadata")
            .put("@type", "type.googleapis.com/google.cloud.dataproc.v1.BatchOperationMetadata")
            .put("batch", name.full())
            .put("batchUuid", uuid)
            .put("createTime", createTime().toString())
            .put("operationType", "BATCH")
            .put("description", "Batch");
    if (spec.has("labels")) {
      metadata.set("labels", spec.get("labels").deepCopy());
    }
    json.put("done", state().isEnded());
    if (state().isEnded()) {
      metadata.put("doneTime", current().since().toString());
      ObjectNode response =
          json.putObject("response")
              .put("@type", "type.googleapis.com/google.cloud.dataproc.v1.Batch");
      response.setAll(toJson());
    }
    return json;
  }

  ObjectNode toRecord() {
    ObjectNode json =
        Json.object()
            .put("project", name.project())
            .put("location", name.location())
            .put("id", name.id())
            .put("number", number)
            .put("uuid", uuid)
            .put("requestId", requestId)
            .put("outputUri", outputUri);
    json.set("spec", spec);
    ArrayNode steps = json.putArray("history");
    history.forEach(step -> steps.add(step.toJson("stateStartTime")));
    return json;
  }

  static Batch ofRecord(ObjectNode json) {
    List<Step> history = new ArrayList<>();
    json.path("history").forEach(step -> history.add(Step.of(step)));
    return new Batch(
        new BatchName(
            json.path("project").asText(),
            json.path("location").asText(),
            json.path("id").asText()),
        json.path("number").asLong(),
        json.path("uuid").asText(),
        json.path("requestId").asText(),
        (ObjectNode) json.get("spec"),
        json.path("outputUri").asText(),
        history);
  }
}
