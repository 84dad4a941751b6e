package dev.headrace.local.dataproc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A program that was submitted, as a batch or as a job on a cluster, at one moment.
 *
 * @param number rises with each one submitted
 * @param uuid names the work for ever, also after its id was used again
 * @param requestId of the call that made it, empty if that had none
 * @param spec what the caller asked for, checked and with enums by name
 * @param outputUri where what the driver printed is to be found
 * @param history all states, the current one last
 */
record SubmittedWork(
    WorkName name,
    long number,
    String uuid,
    String requestId,
    ObjectNode spec,
    String outputUri,
    List<Step> history) {

  /** A state and when it began. */
  record Step(WorkState state, String message, Instant since) {
    private ObjectNode toRecord() {
      return Json.object()
          .put("state", state.name())
          .put("message", message)
          .put("since", since.toString());
    }

    private static Step ofRecord(JsonNode json) {
      return new Step(
          WorkState.valueOf(json.path("state").asText()),
          json.path("message").asText(),
          Instant.parse(json.path("since").asText()));
    }
  }

  SubmittedWork {
    history = List.copyOf(history);
  }

  WorkKind kind() {
    return name.kind();
  }

  WorkState state() {
    return current().state();
  }

  Step current() {
    return history.get(history.size() - 1);
  }

  Instant createTime() {
    return history.get(0).since();
  }

  SubmittedWork to(WorkState state, String message, Instant now) {
    List<Step> longer = new ArrayList<>(history);
    longer.add(new Step(state, message, now));
    return new SubmittedWork(name, number, uuid, requestId, spec, outputUri, longer);
  }

  /** The name of the long-running operation that ends with the work. */
  String operation() {
    return "projects/" + name.project() + "/regions/" + name.region() + "/operations/" + uuid;
  }

  boolean isSpark() {
    return kind().isSpark(spec);
  }

  /** What runs, with its files and arguments. */
  JsonNode program() {
    return kind().program(spec);
  }

  JsonNode properties() {
    return kind().properties(spec);
  }

  JsonNode labels() {
    return spec.path("labels");
  }

  /** When the work will have lived too long; empty unless it is running and has a limit. */
  Optional<Instant> deadline() {
    return state() == WorkState.RUNNING
        ? kind().ttl(spec).map(ttl -> current().since().plus(ttl))
        : Optional.empty();
  }

  ObjectNode toRecord() {
    ObjectNode json =
        Json.object()
            .put("kind", kind().name())
            .put("project", name.project())
            .put("region", name.region())
            .put("id", name.id())
            .put("number", number)
            .put("uuid", uuid)
            .put("requestId", requestId)
            .put("outputUri", outputUri);
    json.set("spec", spec);
    ArrayNode steps = json.putArray("history");
    history.forEach(step -> steps.add(step.toRecord()));
    return json;
  }

  static SubmittedWork ofRecord(ObjectNode json) {
    List<Step> history = new ArrayList<>();
    json.path("history").forEach(step -> history.add(Step.ofRecord(step)));
    return new SubmittedWork(
        new WorkName(
            WorkKind.valueOf(json.path("kind").asText()),
            json.path("project").asText(),
            json.path("region").asText(),
            json.path("id").asText()),
        json.path("number").asLong(),
        json.path("uuid").asText(),
        json.path("requestId").asText(),
        (ObjectNode) json.get("spec"),
        json.path("outputUri").asText(),
        history);
  }
}
