package dev.headrace.local.project;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Json;
import dev.headrace.local.journal.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Resources by name, kept in a journal. What was answered is there after {@code kill -9}. */
final class Resources implements AutoCloseable {
  private final TreeMap<String, ObjectNode> resources = new TreeMap<>();
  private final Journal journal;

  Resources(Path file) throws IOException {
    this.journal = Journal.open(file, this::replay, false);
  }

  private void replay(byte[] record) {
    ObjectNode json = Json.read(record);
    String name = json.path("name").asText();
    if (json.get("put") instanceof ObjectNode resource) {
      resources.put(name, resource);
    } else {
      resources.remove(name);
    }
  }

  synchronized boolean isEmpty() {
    return resources.isEmpty();
  }

  synchronized Optional<ObjectNode> find(String name) {
    return Optional.ofNullable(resources.get(name)).map(ObjectNode::deepCopy);
  }

  /**
   * @throws ApiError 404 if there is none
   */
  synchronized ObjectNode get(String name) {
    return find(name).orElseThrow(() -> missing(name));
  }

  /** All whose names begin like this, in the order of names. */
  synchronized List<ObjectNode> below(String prefix) {
    return resources.tailMap(prefix, true).entrySet().stream()
        .takeWhile(entry -> entry.getKey().startsWith(prefix))
        .map(entry -> entry.getValue().deepCopy())
        .toList();
  }

  synchronized void put(String name, ObjectNode resource) throws IOException {
    ObjectNode record = Json.object().put("name", name);
    record.set("put", resource);
    journal.append(Json.write(record));
    resources.put(name, resource.deepCopy());
  }

  /**
   * @throws ApiError 409 if there is one
   */
  synchronized void create(String name, ObjectNode resource) throws IOException {
    if (resources.containsKey(name)) {
      throw ApiError.alreadyExists("Resource '" + name + "' already exists.");
    }
    put(name, resource);
  }

  /** Changes a resource, in one step with what the change looks at. */
  synchronized ObjectNode change(String name, UnaryOperator<ObjectNode> change) throws IOException {
    ObjectNode changed = change.apply(get(name));
    put(name, changed);
    return changed.deepCopy();
  }

  synchronized ObjectNode delete(String name) throws IOException {
    ObjectNode gone = get(name);
    journal.append(Json.write(Json.object().put("name", name)));
    resources.remove(name);
    return gone;
  }

  private static ApiError missing(String name) {
    return ApiError.notFound("Resource '" + name + "' was not found");
  }

  @Override
  public void close() throws IOException {
    journal.close();
  }
}
