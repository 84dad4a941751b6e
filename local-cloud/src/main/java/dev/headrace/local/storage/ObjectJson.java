package dev.headrace.local.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.Json;
import dev.headrace.local.http.PercentEncoding;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** The JSON forms of an object: the resource that clients see and the form in the journal. */
public final class ObjectJson {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final String GOOGLE = "https://storage.googleapis.com";

  private ObjectJson() {}

  /** The {@code storage#object} resource as events carry it. */
  public static ObjectNode resource(StoredObject object) {
    return resource(object, GOOGLE);
  }

  /**
   * The {@code storage#object} resource; 64-bit numbers are strings.
   *
   * @param base where its links lead: Google's Python client downloads from them
   */
  static ObjectNode resource(StoredObject object, String base) {
    ObjectKey key = object.key();
    String path = "/storage/v1/b/" + key.bucket() + "/o/" + PercentEncoding.encode(key.name(), "");
    ObjectNode json =
        Json.object()
            .put("kind", "storage#object")
            .put("id", key.bucket() + "/" + key.name() + "/" + object.generation())
            .put("selfLink", base + path)
            .put(
                "mediaLink",
                base + "/download" + path + "?generation=" + object.generation() + "&alt=media")
            .put("name", key.name())
            .put("bucket", key.bucket())
            .put("generation", Long.toString(object.generation()))
            .put("metageneration", Long.toString(object.metageneration()))
            .put("storageClass", "STANDARD")
            .put("size", Long.toString(object.size()))
            .put("crc32c", object.bytes().crc32cText())
            .put("etag", etag(object))
            .put("timeCreated", time(object.created()))
            .put("updated", time(object.updated()))
            .put("timeStorageClassUpdated", time(object.created()));
    object.bytes().md5().ifPresent(md5 -> json.put("md5Hash", md5));
    if (object.components() > 0) {
      json.put("componentCount", object.components());
    }
    object.attributes().writeTo(json);
    return json;
  }

  /** A time as the API writes it, to the millisecond. */
  public static String time(Instant instant) {
    return TIME.format(instant);
  }

  static String etag(StoredObject object) {
    String text = object.generation() + "/" + object.metageneration();
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Everything there is to know of the object but its bytes. */
  public static ObjectNode toJournal(StoredObject object) {
    StoredBytes bytes = object.bytes();
    ObjectNode json =
        Json.object()
            .put("b", object.key().bucket())
            .put("n", object.key().name())
            .put("g", object.generation())
            .put("m", object.metageneration())
            .put("id", bytes.id())
            .put("size", bytes.size())
            .put("crc", bytes.crc32c())
            .put("created", object.created().toString())
            .put("updated", object.updated().toString());
    bytes.md5().ifPresent(md5 -> json.put("md5", md5));
    if (object.components() > 0) {
      json.put("components", object.components());
    }
    object.attributes().writeTo(json);
    return json;
  }

  /** The opposite of {@link #toJournal}. */
  public static StoredObject fromJournal(ObjectNode json) {
    return new StoredObject(
        new ObjectKey(json.path("b").asText(), json.path("n").asText()),
        json.path("g").asLong(),
        json.path("m").asLong(),
        new StoredBytes(
            json.path("id").asText(),
            json.path("size").asLong(),
            json.path("crc").asInt(),
            Optional.ofNullable(json.get("md5")).map(JsonNode::asText)),
        Attributes.in(json),
        Instant.parse(json.path("created").asText()),
        Instant.parse(json.path("updated").asText()),
        json.path("components").asInt());
  }
}
