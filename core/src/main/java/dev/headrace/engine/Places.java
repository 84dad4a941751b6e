package dev.headrace.engine;

import dev.headrace.job.AttemptId;
import dev.headrace.pipeline.Code;
import dev.headrace.pipeline.ModelName;
import dev.headrace.pipeline.Table;

/**
 * The buckets of a deployment, and where things stand in them.
 *
 * @param installation tells this deployment from another in the same project; part of every job id
 */
public record Places(
    String installation,
    String landing,
    String lake,
    String control,
    String outcomes,
    String code) {

  String landed(String objectName) {
    return uri(landing, objectName);
  }

  String table(Table table) {
    return uri(lake, table.path());
  }

  String staging(AttemptId attempt) {
    return uri(lake, "staging/" + attempt.path());
  }

  String model(ModelName model) {
    return uri(lake, "models/" + model);
  }

  String outcome(AttemptId attempt) {
    return uri(outcomes, outcomeName(attempt));
  }

  String code(Code file) {
    return uri(code, file.objectName());
  }

  /** The name of an attempt's outcome in the outcomes bucket. */
  static String outcomeName(AttemptId attempt) {
    return attempt.path() + ".json";
  }

  private static String uri(String bucket, String name) {
    return "gs://" + bucket + "/" + name;
  }
}
