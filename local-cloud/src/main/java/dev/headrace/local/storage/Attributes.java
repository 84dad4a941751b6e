package dev.headrace.local.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiError;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a client may say about an object beside its bytes.
 *
 * @param fields the set ones of {@link #FIELDS}
 * @param metadata the client's own keys and values
 */
public record Attributes(Map<String, String> fields, Map<String, String> metadata) {
  static final String CONTENT_TYPE = "contentType";
  static final String CUSTOM_TIME = "customTime";
  static final List<String> FIELDS =
      List.of(
          CONTENT_TYPE,
          "contentEncoding",
          "contentDisposition",
          "contentLanguage",
          "cacheControl",
          CUSTOM_TIME);

  public Attributes {
    fields = Collections.unmodifiableMap(new TreeMap<>(fields));
    metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
  }

  /** Only a content type. */
  public static Attributes ofType(String contentType) {
    return new Attributes(Map.of(CONTENT_TYPE, contentType), Map.of());
  }

  /** Those in an object resource; everything else in it is passed over. */
  static Attributes in(ObjectNode resource) {
    return new Attributes(Map.of(), Map.of()).patched(resource);
  }

  /** Whether an object resource says anything about attributes. */
  static boolean areIn(ObjectNode resource) {
    return resource.has("metadata") || FIELDS.stream().anyMatch(resource::has);
  }

  /** These, changed by a merge patch: what is null goes, what is absent stays. */
  Attributes patched(ObjectNode patch) {
    Map<String, String> nextFields = new TreeMap<>(fields);
    for (String field : FIELDS) {
      if (patch.has(field)) {
        merge(nextFields, field, patch.get(field));
      }
    }
    checkTime(nextFields.get(CUSTOM_TIME));
    Map<String, String> nextMetadata = new TreeMap<>(metadata);
    JsonNode own = patch.path("metadata");
    if (own.isNull()) {
      nextMetadata.clear();
    }
    own.properties().forEach(entry -> merge(nextMetadata, entry.getKey(), entry.getValue()));
    return new Attributes(nextFields, nextMetadata);
  }

  Attributes withDefaultType(String contentType) {
    if (fields.containsKey(CONTENT_TYPE)) {
      return this;
    }
    Map<String, String> next = new TreeMap<>(fields);
    next.put(CONTENT_TYPE, contentType);
    return new Attributes(next, metadata);
  }

  Optional<String> field(String name) {
    return Optional.ofNullable(fields.get(name));
  }

  String contentType() {
    return field(CONTENT_TYPE).orElse("application/octet-stream");
  }

  void writeTo(ObjectNode resource) {
    fields.forEach(resource::put);
    if (!metadata.isEmpty()) {
      ObjectNode own = resource.putObject("metadata");
      metadata.forEach(own::put);
    }
  }

  private static void merge(Map<String, String> values, String key, JsonNode value) {
    if (value.isNull()) {
      values.remove(key);
    } else if (value.isValueNode()) {
      values.put(key, value.asText());
    } else {
      throw ApiError.invalid("Invalid value for " + key);
    }
  }

  private static void checkTime(String time) {
    try {
      if (time != null) {
        OffsetDateTime.parse(time);
      }
    } catch (DateTimeException wrong) {
      throw ApiError.invalid("Invalid value for customTime: " + time);
    }
  }
}
