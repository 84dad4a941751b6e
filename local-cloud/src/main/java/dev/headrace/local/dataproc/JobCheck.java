package dev.headrace.local.dataproc;

import static dev.headrace.local.dataproc.WorkCheck.fields;
import static dev.headrace.local.dataproc.WorkCheck.labels;
import static dev.headrace.local.dataproc.WorkCheck.object;
import static dev.headrace.local.dataproc.WorkCheck.program;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.dataproc.WorkCheck.Kind;
import dev.headrace.local.dataproc.WorkCheck.Programs;
import dev.headrace.local.http.ApiError;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Refuses what Dataproc refuses, and what is surely not meant, of a job for a cluster: a job that
 * is accepted here is not to fail on Google Cloud for its form.
 */
final class JobCheck {
  private static final Set<String> OUTPUT_ONLY =
      Set.of(
          "status",
          "statusHistory",
          "yarnApplications",
          "driverOutputResourceUri",
          "driverControlFilesUri",
          "jobUuid",
          "done");
  private static final Programs PROGRAMS =
      new Programs(
          "job",
          "sparkJob",
          "pysparkJob",
          "properties",
          Map.of("properties", Kind.TEXT_MAP, "loggingConfig", Kind.ANYTHING));
  private static final List<String> RETRY_COUNTERS =
      List.of("maxFailuresPerHour", "maxFailuresTotal");

  private JobCheck() {}

  static void request(ObjectNode request) {
    fields(request, "request", Set.of("job", "requestId"));
    WorkCheck.requestId(request.path("requestId").asText());
  }

  /** The id that a job asks for; empty if it asks for none. */
  static String id(ObjectNode job, String project) {
    ObjectNode reference = object(job, "reference");
    fields(reference, "reference", Map.of("projectId", Kind.TEXT, "jobId", Kind.TEXT));
    String named = reference.path("projectId").asText();
    if (!named.isEmpty() && !named.equals(project)) {
      throw ApiError.invalid("reference.projectId is " + named + ", but the path says " + project);
    }
    String id = reference.path("jobId").asText();
    if (!id.matches("[A-Za-z0-9_-]{0,100}")) {
      throw ApiError.invalid("A job id is at most 100 of [A-Za-z0-9_-], not '" + id + "'.");
    }
    return id;
  }

  /** The job as it will be kept, without its reference; the argument is left as it is. */
  static ObjectNode spec(ObjectNode body) {
    ObjectNode spec = body.deepCopy();
    spec.remove(OUTPUT_ONLY);
    spec.remove("reference");
    fields(
        spec,
        "job",
        Set.of(
            "placement",
            "sparkJob",
            "pysparkJob",
            "labels",
            "scheduling",
            "driverSchedulingConfig"));
    labels(spec.path("labels"));
    cluster(object(spec, "placement"));
    program(spec, PROGRAMS);
    scheduling(object(spec, "scheduling"));
    return spec;
  }

  private static void cluster(ObjectNode placement) {
    placement.remove("clusterUuid");
    fields(placement, "placement", Map.of("clusterName", Kind.TEXT));
    if (placement.path("clusterName").asText().isEmpty()) {
      throw ApiError.invalid("placement.clusterName must be given.");
    }
  }

  /** A service that restarts a driver by itself runs an attempt twice. */
  private static void scheduling(ObjectNode scheduling) {
    fields(scheduling, "scheduling", Set.copyOf(RETRY_COUNTERS));
    for (String counter : RETRY_COUNTERS) {
      JsonNode value = scheduling.path(counter);
      if (!value.isMissingNode() && !(value.isInt() && value.asInt() == 0)) {
        throw ApiError.invalid(
            "scheduling." + counter + " is left out or 0: the local cloud restarts no driver.");
      }
    }
  }
}
