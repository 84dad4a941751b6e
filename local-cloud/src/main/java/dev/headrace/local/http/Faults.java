package dev.headrace.local.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Faults on demand, off by default.
 *
 * <p>{@code POST /local/faults} replaces the rules: {@code {"rules": [{"operation":
 * "storage.objects.insert", "path": "part of the raw path", "action": "refuse", "status": 503,
 * "probability": 0.1, "seed": 7, "times": 3}]}}. Action {@code refuse} answers with the status and
 * changes nothing; {@code lose} carries the operation out and ends the connection without an
 * answer. Only {@code action} is needed. {@code GET} shows the rules, {@code DELETE} ends them.
 *
 * <p>The request header {@code x-headrace-fault: refuse-503} or {@code lose} hits that one request.
 */
public final class Faults {
  private static final String HEADER = "x-headrace-fault";

  private final List<FaultRule> rules = new CopyOnWriteArrayList<>();

  Faults() {}

  void register(Dispatcher dispatcher) {
    dispatcher.add(
        "local.faults.list", "GET", "/local/faults", exchange -> exchange.answer(200, toJson()));
    dispatcher.add(
        "local.faults.set",
        "POST",
        "/local/faults",
        exchange -> {
          set(exchange.json());
          exchange.answer(200, toJson());
        });
    dispatcher.add(
        "local.faults.clear",
        "DELETE",
        "/local/faults",
        exchange -> {
          rules.clear();
          exchange.answer(204);
        });
  }

  /** Throws the error, or sees to it that the answer is lost, if a fault is due for the request. */
  void strike(String operation, Exchange exchange) {
    if (operation.startsWith("local.")) {
      return;
    }
    exchange.header(HEADER).map(Fault::parse).ifPresent(fault -> fault.strike(exchange));
    for (FaultRule rule : rules) {
      Optional<Fault> due = rule.due(operation, exchange.rawPath());
      if (due.isPresent()) {
        due.get().strike(exchange);
        return;
      }
    }
  }

  private void set(ObjectNode json) {
    List<FaultRule> next = new ArrayList<>();
    for (JsonNode rule : json.path("rules")) {
      next.add(FaultRule.parse(rule));
    }
    rules.clear();
    rules.addAll(next);
  }

  private ObjectNode toJson() {
    ObjectNode json = Json.object();
    var list = json.putArray("rules");
    rules.forEach(rule -> list.add(rule.toJson()));
    return json;
  }
}
