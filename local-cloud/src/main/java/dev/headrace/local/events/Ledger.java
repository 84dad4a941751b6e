package dev.headrace.local.events;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Ends of deliveries that the journal does not know yet: many are noted in one record. */
final class Ledger {
  private final Map<String, List<String>> delivered = new LinkedHashMap<>();
  private final Map<String, List<String>> dead = new LinkedHashMap<>();

  boolean isEmpty() {
    return delivered.isEmpty() && dead.isEmpty();
  }

  void delivered(String subscription, String key) {
    delivered.computeIfAbsent(subscription, id -> new ArrayList<>()).add(key);
  }

  void dead(String subscription, String key) {
    dead.computeIfAbsent(subscription, id -> new ArrayList<>()).add(key);
  }

  List<ObjectNode> notes() {
    List<ObjectNode> notes = new ArrayList<>();
    add(notes, "delivered", delivered);
    add(notes, "dead", dead);
    return notes;
  }

  private static void add(
      List<ObjectNode> notes, String kind, Map<String, List<String>> bySubscription) {
    if (!bySubscription.isEmpty()) {
      ObjectNode note = Json.object();
      ObjectNode all = note.putObject(kind);
      bySubscription.forEach(
          (id, keys) -> {
            ArrayNode list = all.putArray(id);
            keys.forEach(list::add);
          });
      notes.add(note);
    }
  }
}
