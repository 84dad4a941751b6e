package dev.headrace.local.http;

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

  private FaultRule(ObjectNode source, FaultFields fields) {
    this.source = source;
    this.fault = FaultWords.parse(fields);
    this.operation = fields.text("operation", "");
    this.path = fields.text("path", "");
    this.probability = fields.share("probability", 1);
    this.random = new Random(fields.number("seed", Long.MIN_VALUE, Long.MAX_VALUE, 0));
    this.left = fields.number("times", 0, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** A rule as it is written; what is wrong is left with the fields. */
  static FaultRule parse(ObjectNode source, FaultFields fields) {
    fields.allow(KEYS);
    return new FaultRule(source, fields);
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
