package dev.headrace.local.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * How often which kind of client asked for which operation since the last reset: {@code GET} and
 * {@code DELETE /local/counters}.
 */
public final class Counters {
  private record Key(String operation, String client) {}

  private final Map<Key, LongAdder> counts = new ConcurrentHashMap<>();

  Counters() {}

  void register(Dispatcher dispatcher) {
    dispatcher.add(
        "local.counters.get", "GET", "/local/counters", exchange -> exchange.answer(200, toJson()));
    dispatcher.add(
        "local.counters.reset",
        "DELETE",
        "/local/counters",
        exchange -> {
          reset();
          exchange.answer(204);
        });
  }

  /** Requests for operations whose name begins so, by all clients. */
  public long total(String operationPrefix) {
    return total(operationPrefix, "");
  }

  /** Requests for operations whose name begins so, by clients whose kind begins so. */
  public long total(String operationPrefix, String clientPrefix) {
    return counts.entrySet().stream()
        .filter(entry -> entry.getKey().operation().startsWith(operationPrefix))
        .filter(entry -> entry.getKey().client().startsWith(clientPrefix))
        .mapToLong(entry -> entry.getValue().sum())
        .sum();
  }

  public void reset() {
    counts.clear();
  }

  void count(String operation, Exchange exchange) {
    if (!operation.startsWith("local.")) {
      counts
          .computeIfAbsent(
              new Key(operation, ClientKind.of(exchange.headers())), key -> new LongAdder())
          .increment();
    }
  }

  private ObjectNode toJson() {
    Map<String, Map<String, Long>> sorted = new TreeMap<>();
    counts.forEach(
        (key, count) ->
            sorted
                .computeIfAbsent(key.operation(), operation -> new TreeMap<>())
                .put(key.client(), count.sum()));
    ObjectNode json = Json.object();
    ObjectNode operations = json.putObject("operations");
    long total = 0;
    for (var operation : sorted.entrySet()) {
      ObjectNode clients = operations.putObject(operation.getKey());
      for (var client : operation.getValue().entrySet()) {
        clients.put(client.getKey(), client.getValue());
        total += client.getValue();
      }
    }
    return json.put("total", total);
  }
}
