package dev.headrace.local.bigquery;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.Json;
import java.time.Instant;
import java.util.Optional;

/**
 * A job at one moment.
 *
 * @param json as it is stored: the resource of the API, without what depends on the project
 */
record Job(ObjectNode json) {
  static final String DONE = "DONE";

  static Job pending(
      String id, long number, String location, ObjectNode configuration, Instant now) {
    ObjectNode json = Json.object().put("jobId", id).put("number", number);
    json.put("location", location);
    json.set("configuration", configuration);
    json.putObject("status").put("state", "PENDING");
    json.putObject("statistics").put("creationTime", millis(now));
    return new Job(json);
  }

  String id() {
    return json.path("jobId").asText();
  }

  long number() {
    return json.path("number").asLong();
  }

  String location() {
    return json.path("location").asText();
  }

  ObjectNode configuration() {
    return (ObjectNode) json.get("configuration");
  }

  ObjectNode load() {
    return (ObjectNode) configuration().get("load");
  }

  ObjectNode query() {
    return (ObjectNode) configuration().get("query");
  }

  boolean isLoad() {
    return configuration().has("load");
  }

  boolean isDone() {
    return state().equals(DONE);
  }

  String state() {
    return json.path("status").path("state").asText();
  }

  Optional<ObjectNode> error() {
    return Optional.ofNullable((ObjectNode) json.path("status").get("errorResult"));
  }

  /** The rows of a query, unless it changed rows. */
  Optional<TableName> result() {
    return Optional.ofNullable(json.get("result")).map(TableName::of);
  }

  Job running(Instant now) {
    ObjectNode changed = json.deepCopy();
    changed.putObject("status").put("state", "RUNNING");
    ((ObjectNode) changed.get("statistics")).put("startTime", millis(now));
    return new Job(changed);
  }

  /** Ended well, with what there is to tell. */
  Job succeeded(Execution execution, Instant now) {
    ObjectNode changed = ended(now);
    ((ObjectNode) changed.get("statistics"))
        .set(isLoad() ? "load" : "query", execution.statistics());
    execution.result().ifPresent(table -> changed.set("result", table.toReference("")));
    return new Job(changed);
  }

  Job failed(JobFailure failure, Instant now) {
    ObjectNode changed = ended(now);
    ObjectNode status = (ObjectNode) changed.get("status");
    status.set("errorResult", failure.toJson());
    status.putArray("errors").add(failure.toJson());
    return new Job(changed);
  }

  private ObjectNode ended(Instant now) {
    ObjectNode changed = json.deepCopy();
    changed.putObject("status").put("state", DONE);
    ObjectNode statistics = (ObjectNode) changed.get("statistics");
    if (!statistics.has("startTime")) {
      statistics.put("startTime", millis(now));
    }
    statistics.put("endTime", millis(now));
    return changed;
  }

  private static String millis(Instant at) {
    return Long.toString(at.toEpochMilli());
  }

  ObjectNode toReference(String project) {
    return Json.object().put("projectId", project).put("jobId", id()).put("location", location());
  }

  ObjectNode toJson(String project) {
    ObjectNode resource = Json.object().put("kind", "bigquery#job");
    resource.put("id", project + ":" + location() + "." + id());
    resource.set("jobReference", toReference(project));
    ObjectNode configuration = configuration().deepCopy();
    configuration.put("jobType", isLoad() ? "LOAD" : "QUERY");
    if (!isLoad() && !query().has("destinationTable")) {
      result()
          .ifPresent(
              table ->
                  ((ObjectNode) configuration.get("query"))
                      .set("destinationTable", table.toReference(project)));
    }
    resource.set("configuration", configuration);
    resource.set("status", json.get("status"));
    resource.set("statistics", json.get("statistics"));
    return resource;
  }
}
