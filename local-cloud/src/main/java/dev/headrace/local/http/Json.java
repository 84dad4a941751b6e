package dev.headrace.local.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Reads JSON within limits and writes it. */
public final class Json {
  private static final int MAX_DEPTH = 64;
  private static final int MAX_BYTES = 8 * 1024 * 1024;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxDocumentLength(MAX_BYTES)
                          .maxStringLength(MAX_BYTES)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          // Else characters beyond U+FFFF are written as two escapes.
          .enable(JsonGenerator.Feature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  public static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  public static ArrayNode array() {
    return MAPPER.createArrayNode();
  }

  /**
   * Reads one JSON object; nothing at all counts as an empty one.
   *
   * @throws ApiError 400 if it is not one, 413 if it is too large or too deep
   */
  public static ObjectNode read(InputStream in) throws IOException {
    try {
      return asObject(MAPPER.readTree(in));
    } catch (StreamConstraintsException tooMuch) {
      throw new ApiError(
          413, "uploadTooLarge", "INVALID_ARGUMENT", "JSON body: " + tooMuch.getOriginalMessage());
    } catch (JsonProcessingException wrong) {
      throw new ApiError(
          400, "parseError", "INVALID_ARGUMENT", "JSON body: " + wrong.getOriginalMessage());
    }
  }

  /** As {@link #read(InputStream)}. */
  public static ObjectNode read(byte[] bytes) {
    try {
      return read(new ByteArrayInputStream(bytes));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /**
   * Takes out the fields that are null, at every depth: in a request that makes or does something
   * they mean what leaving them out means. Only a patch clears by them.
   */
  public static <T extends JsonNode> T withoutNulls(T json) {
    if (json instanceof ObjectNode object) {
      object.properties().removeIf(field -> field.getValue().isNull());
    }
    json.forEach(Json::withoutNulls);
    return json;
  }

  public static byte[] write(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static ObjectNode asObject(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return object();
    }
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw new ApiError(400, "parseError", "INVALID_ARGUMENT", "JSON body: an object is needed.");
  }
}
