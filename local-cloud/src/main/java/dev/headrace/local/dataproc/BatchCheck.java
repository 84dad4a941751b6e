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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Refuses what Dataproc refuses, and what is surely not meant: a batch that is accepted here is not
 * to fail on Google Cloud for its form.
 */
final class BatchCheck {
  private static final Duration SHORTEST = Duration.ofMinutes(10);
  private static final Duration LONGEST = Duration.ofDays(14);

  private static final Set<String> OUTPUT_ONLY =
      Set.of(
          "name",
          "uuid",
          "createTime",
          "runtimeInfo",
          "state",
          "stateMessage",
          "stateTime",
          "creator",
          "operation",
          "stateHistory");
  private static final Programs PROGRAMS =
      new Programs("batch", "sparkBatch", "pysparkBatch", "runtimeConfig.properties", Map.of());
  private static final Map<String, Kind> RUNTIME =
      Map.of(
          "version", Kind.TEXT,
          "containerImage", Kind.TEXT,
          "properties", Kind.TEXT_MAP,
          "repositoryConfig", Kind.ANYTHING,
          "autotuningConfig", Kind.ANYTHING,
          "cohort", Kind.TEXT);
  private static final Map<String, Kind> EXECUTION =
      Map.of(
          "serviceAccount", Kind.TEXT,
          "networkUri", Kind.TEXT,
          "subnetworkUri", Kind.TEXT,
          "networkTags", Kind.TEXTS,
          "kmsKey", Kind.TEXT,
          "ttl", Kind.TEXT,
          "idleTtl", Kind.TEXT,
          "stagingBucket", Kind.TEXT,
          "authenticationConfig", Kind.ANYTHING);
  private static final List<String> AUTHENTICATION =
      List.of("AUTHENTICATION_TYPE_UNSPECIFIED", "SERVICE_ACCOUNT", "END_USER_CREDENTIALS");

  private BatchCheck() {}

  static void id(String id) {
    if (!id.matches("[a-z0-9-]{4,63}")) {
      throw ApiError.invalid("A batch id is 4 to 63 of [a-z0-9-], not '" + id + "'.");
    }
  }

  /** The batch as it will be kept; the argument is left as it is. */
  static ObjectNode spec(ObjectNode body) {
    ObjectNode spec = body.deepCopy();
    spec.remove(OUTPUT_ONLY);
    fields(
        spec,
        "batch",
        Set.of("labels", "pysparkBatch", "sparkBatch", "runtimeConfig", "environmentConfig"));
    labels(spec.path("labels"));
    program(spec, PROGRAMS);
    runtime(object(spec, "runtimeConfig"));
    environment(object(spec, "environmentConfig"));
    return spec;
  }

  private static void runtime(ObjectNode runtime) {
    fields(runtime, "runtimeConfig", RUNTIME);
    if (runtime.path("version").asText().isEmpty()) {
      throw ApiError.invalid("runtimeConfig.version must be given: its default changes.");
    }
  }

  private static void environment(ObjectNode environment) {
    fields(environment, "environmentConfig", Set.of("executionConfig", "peripheralsConfig"));
    ObjectNode execution = object(environment, "executionConfig");
    fields(execution, "executionConfig", EXECUTION);
    authentication(object(execution, "authenticationConfig"));
    if (execution.has("networkUri") && execution.has("subnetworkUri")) {
      throw ApiError.invalid("executionConfig has one of networkUri and subnetworkUri.");
    }
    if (execution.path("stagingBucket").asText().contains("/")) {
      throw ApiError.invalid("stagingBucket is the name of a bucket, without gs://.");
    }
    if (execution.has("ttl")) {
      Duration ttl = ProtoDuration.parse(execution.path("ttl").asText());
      if (ttl.compareTo(SHORTEST) < 0 || ttl.compareTo(LONGEST) > 0) {
        throw ApiError.invalid("ttl is 600s (10 minutes) to 1209600s (14 days), not " + ttl);
      }
    }
  }

  private static void authentication(ObjectNode authentication) {
    String field = "userWorkloadAuthenticationType";
    fields(authentication, "authenticationConfig", Set.of(field));
    JsonNode type = authentication.path(field);
    int number = type.isNumber() ? type.asInt() : AUTHENTICATION.indexOf(type.asText());
    if (number < 0 || number >= AUTHENTICATION.size()) {
      if (type.isMissingNode()) {
        number = 0;
      } else {
        throw ApiError.invalid("No authentication type is named " + type.asText());
      }
    }
    if (number == 0) {
      throw ApiError.invalid(
          "authenticationConfig." + field + " must be given: unset, the batch runs as its caller.");
    }
    authentication.put(field, AUTHENTICATION.get(number));
  }
}
