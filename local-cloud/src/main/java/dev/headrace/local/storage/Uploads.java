package dev.headrace.local.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.Json;
import dev.headrace.local.journal.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The resumable uploads that are under way, one small file each, so that they survive a restart.
 */
final class Uploads {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final int REMEMBERED = 1000;

  private final Path folder;
  private final ByteFiles files;
  private final Map<String, Upload> open = new ConcurrentHashMap<>();
  private final Map<String, StoredObject> finished =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, StoredObject> eldest) {
              return size() > REMEMBERED;
            }
          });

  Uploads(Path folder, ByteFiles files) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.files = files;
  }

  Upload start(ObjectKey key, ObjectNode resource, Conditions conditions) throws IOException {
    String id = files.newId();
    Upload upload = new Upload(id, key, resource, conditions, files);
    ObjectNode json =
        Json.object().put("bucket", key.bucket()).put("name", key.name()).set("o", resource);
    put(json, "g", conditions.generationIs());
    put(json, "gNot", conditions.generationIsNot());
    put(json, "m", conditions.metagenerationIs());
    put(json, "mNot", conditions.metagenerationIsNot());
    WholeFile.replace(file(id), Json.write(json));
    open.put(id, upload);
    return upload;
  }

  /** An upload under way. */
  synchronized Optional<Upload> find(String id) throws IOException {
    Upload known = open.get(id);
    if (known != null || !ID.matcher(id).matches() || !Files.exists(file(id))) {
      return Optional.ofNullable(known);
    }
    Upload loaded = load(id);
    open.put(id, loaded);
    return Optional.of(loaded);
  }

  /** What became of an upload that ended well, as long as it is remembered. */
  Optional<StoredObject> finished(String id) {
    return Optional.ofNullable(finished.get(id));
  }

  void finished(Upload upload, StoredObject object) throws IOException {
    finished.put(upload.id(), object);
    forget(upload);
  }

  /** Ends an upload; its bytes, unless they became an object's, are the caller's to remove. */
  void forget(Upload upload) throws IOException {
    open.remove(upload.id());
    Files.deleteIfExists(file(upload.id()));
  }

  /** All uploads under way. */
  List<String> ids() throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(path -> path.getFileName().toString())
          .filter(name -> ID.matcher(name).matches())
          .toList();
    }
  }

  private Upload load(String id) throws IOException {
    ObjectNode json = Json.read(Files.readAllBytes(file(id)));
    return new Upload(
        id,
        new ObjectKey(json.path("bucket").asText(), json.path("name").asText()),
        json.withObject("/o"),
        new Conditions(get(json, "g"), get(json, "gNot"), get(json, "m"), get(json, "mNot")),
        files);
  }

  private Path file(String id) {
    return folder.resolve(id);
  }

  private static void put(ObjectNode json, String field, OptionalLong value) {
    value.ifPresent(number -> json.put(field, number));
  }

  private static OptionalLong get(ObjectNode json, String field) {
    return json.has(field) ? OptionalLong.of(json.get(field).asLong()) : OptionalLong.empty();
  }
}
