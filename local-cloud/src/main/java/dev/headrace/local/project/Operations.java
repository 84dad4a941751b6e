package dev.headrace.local.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.Json;

/** Long-running operations: here each is done when it is answered. */
final class Operations {
  private Operations() {}

  /** What a change answers. */
  static ObjectNode done(String name, String type, ObjectNode response) {
    ObjectNode operation = Json.object().put("name", name).put("done", true);
    operation.set("response", response.deepCopy().put("@type", "type.googleapis.com/" + type));
    return operation;
  }
}
