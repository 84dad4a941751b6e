package dev.headrace.definition;

import dev.headrace.pipeline.ClusterName;
import dev.headrace.pipeline.Placement;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code placement}: {@code serverless}, which is no placement, or a cluster by its name. */
final class PlacementRule implements Kind<PlacementRule.Site> {
  /** What is written: no cluster is serverless. */
  record Site(Optional<Placement> cluster) {
    static final Site SERVERLESS = new Site(Optional.empty());
  }

  private static final String SERVERLESS = "serverless";
  private static final Key<ClusterName> CLUSTER =
      Key.required(
          "cluster", Names.cluster(), "The name of a Dataproc cluster that is there already.");

  /** A cluster. */
  static final Shape SHAPE =
      Shape.of("placement", "A cluster that jobs are submitted to.", CLUSTER);

  @Override
  public Optional<Site> read(Value value, Problems problems) {
    if (!value.isScalar()) {
      return SHAPE
          .read(value, problems)
          .flatMap(fields -> fields.value(CLUSTER))
          .map(cluster -> new Site(Optional.of(new Placement(cluster))));
    }
    if (value.isText() && value.written().equals(SERVERLESS)) {
      return Optional.of(Site.SERVERLESS);
    }
    problems.add(
        value.place(), "must be " + words() + ", but is " + value.said() + ". " + remedy(value));
    return Optional.empty();
  }

  private static String remedy(Value value) {
    if (value.isEmpty() || !value.isText()) {
      return "Write serverless, or name a cluster.";
    }
    String question = Nearest.question(value.written(), List.of(SERVERLESS));
    if (!question.isEmpty()) {
      return question.strip();
    }
    return ClusterName.FORM.matcher(value.written()).matches()
        ? "To name a cluster, write {cluster: " + value.written() + "}."
        : "Write serverless, or name a cluster.";
  }

  @Override
  public Map<String, Object> schema(SchemaDefinitions definitions) {
    return Map.of("anyOf", List.of(Map.of("enum", List.of(SERVERLESS)), SHAPE.schema(definitions)));
  }

  @Override
  public String words() {
    return "serverless or {cluster: NAME}";
  }
}
