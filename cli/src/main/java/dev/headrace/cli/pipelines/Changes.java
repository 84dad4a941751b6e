package dev.headrace.cli.pipelines;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.json.Json;
import dev.headrace.pipeline.Definition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What differs between two definitions, key by key, in the words of the pipeline file. */
public final class Changes {
  private static final int LONGEST = 60;

  private final SortedMap<String, String> before = new TreeMap<>();
  private final SortedMap<String, String> after = new TreeMap<>();

  private Changes() {}

  /** One line for each difference: {@code schedule.at: "04:15" -> "05:00"}. */
  public static List<String> between(Definition before, Definition after) {
    Changes changes = new Changes();
    flatten("", tree(before), changes.before);
    flatten("", tree(after), changes.after);
    return changes.lines();
  }

  private static JsonNode tree(Definition definition) {
    return Json.tree(Json.bytes(definition));
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    TreeMap<String, String> keys = new TreeMap<>(before);
    keys.putAll(after);
    for (String key : keys.keySet()) {
      String old = before.get(key);
      String now = after.get(key);
      if (old == null) {
        lines.add("+ " + shown(key) + ": " + cut(now));
      } else if (now == null) {
        lines.add("- " + shown(key) + ": " + cut(old));
      } else if (!old.equals(now)) {
        lines.add("~ " + change(key, old, now));
      }
    }
    return List.copyOf(lines);
  }

  private static String change(String key, String old, String now) {
    return key.endsWith(".sha256")
        ? shown(key.substring(0, key.length() - ".sha256".length())) + ": its content"
        : shown(key) + ": " + cut(old) + " -> " + cut(now);
  }

  /** The pipeline is the file; beside it stand the programs that Headrace brings. */
  private static String shown(String key) {
    String below = key.startsWith("pipeline.") ? key.substring("pipeline.".length()) : key;
    return below.replace(".work.", ".");
  }

  private static String cut(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }

  private static void flatten(String path, JsonNode node, Map<String, String> into) {
    if (node.isObject() && !node.isEmpty()) {
      node.properties()
          .forEach(field -> flatten(join(path, field.getKey()), field.getValue(), into));
    } else if (named(node)) {
      node.forEach(item -> flatten(join(path, item.path("name").asText()), item, into));
    } else {
      into.put(path, node.toString());
    }
  }

  /** A list of things that have names is a map for people; its order says nothing. */
  private static boolean named(JsonNode node) {
    if (!node.isArray() || node.isEmpty()) {
      return false;
    }
    for (JsonNode item : node) {
      if (!item.path("name").isTextual()) {
        return false;
      }
    }
    return true;
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
