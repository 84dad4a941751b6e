package dev.headrace.local.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.Json;
import java.io.IOException;
import java.time.Instant;

/** The form of changes in the journal: a JSON object with the kind under {@code c}. */
final class ChangeJson implements Change.Cases<ObjectNode> {
  private static final ChangeJson WRITER = new ChangeJson();

  private ChangeJson() {}

  static byte[] write(Change change) {
    return Json.write(change.match(WRITER));
  }

  /**
   * @throws IllegalArgumentException if a later version wrote it
   */
  static Change read(byte[] record) {
    ObjectNode json = Json.read(record);
    String kind = json.path("c").asText();
    return switch (kind) {
      case "bucket" -> new Change.BucketMade(Bucket.fromJournal(in(json, "bucket")));
      case "rebucket" -> new Change.BucketChanged(Bucket.fromJournal(in(json, "bucket")));
      case "nobucket" -> new Change.BucketDeleted(json.path("name").asText());
      case "put" -> new Change.Put(object(json));
      case "patch" -> new Change.Patched(object(json));
      case "delete" -> new Change.Deleted(key(json), Instant.parse(json.path("at").asText()));
      case "move" -> new Change.Moved(object(json), key(json));
      case "keep" -> new Change.Kept(object(json));
      case "count" -> new Change.Counted(json.path("g").asLong());
      case "note" -> new Change.Noted(in(json, "note"));
      default -> throw new IllegalArgumentException("Unknown kind of record: " + kind);
    };
  }

  @Override
  public ObjectNode bucketMade(Change.BucketMade change) {
    return kind("bucket").set("bucket", change.bucket().toJournal());
  }

  @Override
  public ObjectNode bucketChanged(Change.BucketChanged change) {
    return kind("rebucket").set("bucket", change.bucket().toJournal());
  }

  @Override
  public ObjectNode bucketDeleted(Change.BucketDeleted change) {
    return kind("nobucket").put("name", change.name());
  }

  @Override
  public ObjectNode put(Change.Put change) {
    return kind("put").set("o", whole(change.object()));
  }

  @Override
  public ObjectNode patched(Change.Patched change) {
    return kind("patch").set("o", whole(change.object()));
  }

  @Override
  public ObjectNode deleted(Change.Deleted change) {
    return keyed(kind("delete"), change.key()).put("at", change.at().toString());
  }

  @Override
  public ObjectNode moved(Change.Moved change) {
    return keyed(kind("move"), change.source()).set("o", whole(change.object()));
  }

  @Override
  public ObjectNode kept(Change.Kept change) {
    return kind("keep").set("o", whole(change.object()));
  }

  @Override
  public ObjectNode counted(Change.Counted change) {
    return kind("count").put("g", change.generation());
  }

  @Override
  public ObjectNode noted(Change.Noted change) {
    return kind("note").set("note", change.note());
  }

  /** An object, and its bytes if they are small. */
  private static ObjectNode whole(StoredObject object) {
    ObjectNode json = ObjectJson.toJournal(object);
    if (object.bytes().small().isPresent()) {
      json.put("data", object.bytes().copyOfSmall());
    }
    return json;
  }

  private static StoredObject object(ObjectNode json) {
    ObjectNode object = in(json, "o");
    StoredObject described = ObjectJson.fromJournal(object);
    return object.has("data") ? described.withSmall(data(object)) : described;
  }

  private static byte[] data(ObjectNode object) {
    try {
      return object.get("data").binaryValue();
    } catch (IOException wrong) {
      throw new IllegalArgumentException("A record with bytes that cannot be read", wrong);
    }
  }

  private static ObjectNode kind(String kind) {
    return Json.object().put("c", kind);
  }

  private static ObjectNode keyed(ObjectNode json, ObjectKey key) {
    return json.put("b", key.bucket()).put("n", key.name());
  }

  private static ObjectKey key(ObjectNode json) {
    return new ObjectKey(json.path("b").asText(), json.path("n").asText());
  }

  private static ObjectNode in(ObjectNode json, String field) {
    JsonNode inner = json.path(field);
    if (inner instanceof ObjectNode object) {
      return object;
    }
    throw new IllegalArgumentException("A record without " + field);
  }
}
