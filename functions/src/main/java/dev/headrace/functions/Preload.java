package dev.headrace.functions;

import dev.headrace.functions.storage.GcsObjectStore;
import dev.headrace.json.Json;
import java.util.Map;

/**
 * Loads, beside the start of the server, what the first call would wait for. With a second
 * processor, or the boost that a platform gives a start, that call is answered sooner.
 */
final class Preload {
  private Preload() {}

  /** Begins and does not wait. Sends nothing and looks for no credentials. */
  static void begin(Wiring wiring) {
    Thread thread = new Thread(() -> load(wiring), "preload");
    thread.setDaemon(true);
    thread.start();
  }

  /** In the order in which a call needs it: it waits for what is being loaded. */
  private static void load(Wiring wiring) {
    Json.tree(Json.bytes(Map.of("status", "ready")));
    GcsObjectStore.load();
    wiring.engine();
  }
}
