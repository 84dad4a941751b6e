package dev.headrace.local.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Which requests a fault hits; the same seed hits the same ones of a sequence. */
final class FaultRule {
  private static final Set<String> KEYS =
      Set.of(
          "operation",
          "path",
          "action",
          "status",
          "after",
          "delay",
          "bytes",
          "probability",
          "seed",
          "times");

  private final ObjectNode source;
  private final Fault fault;
  private final String operation;
  private final String path;
  private final double probability;
  private final Random random;
  private long left;
  private long struck;

  private FaultRule(ObjectNode source, Fault fault) {
    this.source = source;
    this.fault = fault;
    this.operation = source.path("operation").asText();
    this.path = source.path("path").asText();
    this.probability = source.path("probability").asDouble(1);
    this.random = new Random(source.path("seed").asLong());
    this.left = source.path("times").asLong(Long.MAX_VALUE);
  }

  /**
   * @throws ApiError 400 if it is no rule, or says what nobody understands
   */
  static FaultRule parse(JsonNode json) {
    if (!(json instanceof ObjectNode source)) {
      throw ApiError.invalid("A fault rule is an object.");
    }
    FaultWords.allow(source, "A fault rule", KEYS);
    return new FaultRule(source, FaultWords.parse(source));
  }

  synchronized Optional<Fault> due(String requested, String rawPath) {
    if (left == 0 || !requested.startsWith(operation) || !rawPath.contains(path)) {
      return Optional.empty();
    }
    if (random.nextDouble() >= probability) {
      return Optional.empty();
    }
    left--;
    struck++;
    return Optional.of(fault);
  }

  synchronized ObjectNode toJson() {
    ObjectNode json = source.deepCopy().put("struck", struck);
    return left == Long.MAX_VALUE ? json : json.put("times", left);
  }
}
