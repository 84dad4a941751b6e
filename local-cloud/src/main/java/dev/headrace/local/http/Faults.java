package dev.headrace.local.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Faults on demand, off by default.
 *
 * <p>{@code POST /local/faults} replaces the rules: {@code {"rules": [{"operation":
 * "storage.objects.insert", "path": "part of the raw path", "action": "refuse", "status": 503,
 * "probability": 0.1, "seed": 7, "times": 3}]}}. Only {@code action} and what it needs has to be
 * given. {@code GET} shows the rules and how often each struck, {@code DELETE} ends them.
 *
 * <ul>
 *   <li>{@code refuse}: answers with {@code status} and changes nothing; with {@code after} not
 *       before so many bytes of the request's body came.
 *   <li>{@code reset}: ends the connection and changes nothing.
 *   <li>{@code lose}: carries the operation out and ends the connection without an answer.
 *   <li>{@code late}: ends the connection and carries the operation out after {@code delay}.
 *   <li>{@code stall}: carries the operation out after {@code delay}, and answers.
 *   <li>{@code cut}: ends the connection after {@code bytes} bytes of the answer's body.
 * </ul>
 *
 * <p>The request header {@code x-headrace-fault: refuse-503}, {@code refuse-503-262144}, {@code
 * reset}, {@code lose}, {@code late-PT2S}, {@code stall-PT2S} or {@code cut-100} hits that one
 * request.
 *
 * <p>{@code "oneWriteASecond": true} beside the rules has storage refuse with 429 a change of a
 * name that was changed less than a second of real time ago, as Cloud Storage may.
 */
public final class Faults {
  private static final String HEADER = "x-headrace-fault";

  private final List<FaultRule> rules = new CopyOnWriteArrayList<>();
  private volatile boolean oneWriteASecond;

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
          oneWriteASecond = false;
          exchange.answer(204);
        });
  }

  /** Whether a name may be changed once a second only. */
  public boolean oneWriteASecond() {
    return oneWriteASecond;
  }

  /**
   * Throws the error, or sees to it that the exchange goes wrong, if a fault is due for the
   * request. After it the exchange may be over.
   */
  void strike(String operation, Exchange exchange) throws IOException {
    if (operation.startsWith("local.")) {
      return;
    }
    Optional<String> asked = exchange.header(HEADER);
    if (asked.isPresent()) {
      FaultWords.parse(HEADER, asked.get()).strike(exchange);
      return;
    }
    for (FaultRule rule : rules) {
      Optional<Fault> due = rule.due(operation, exchange.rawPath());
      if (due.isPresent()) {
        due.get().strike(exchange);
        return;
      }
    }
  }

  private void set(ObjectNode json) {
    FaultFields fields = FaultFields.of(json, "");
    fields.allow(Set.of("rules", "oneWriteASecond"));
    boolean paced = fields.flag("oneWriteASecond");
    List<FaultRule> next = parse(json.path("rules"), fields);
    fields.throwIfAnyProblem();
    rules.clear();
    rules.addAll(next);
    oneWriteASecond = paced;
  }

  private static List<FaultRule> parse(JsonNode rules, FaultFields fields) {
    List<FaultRule> parsed = new ArrayList<>();
    if (!rules.isArray() && !rules.isMissingNode()) {
      fields.add("rules", "must be a list, but is " + rules + ". Write it in [ ].");
    }
    for (int i = 0; rules.isArray() && i < rules.size(); i++) {
      String where = "rules[" + i + "]";
      if (rules.get(i) instanceof ObjectNode rule) {
        parsed.add(FaultRule.parse(rule, fields.within(rule, where + ".")));
      } else {
        fields.add(where, "must be an object, but is " + rules.get(i) + ". Write it in { }.");
      }
    }
    return parsed;
  }

  private ObjectNode toJson() {
    ObjectNode json = Json.object().put("oneWriteASecond", oneWriteASecond);
    var list = json.putArray("rules");
    rules.forEach(rule -> list.add(rule.toJson()));
    return json;
  }
}
