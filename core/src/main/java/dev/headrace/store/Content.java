package dev.headrace.store;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is written: bytes, their type, and the object's own metadata.
 *
 * @param metadata such as the write id of a document
 */
@SuppressWarnings("ArrayRecordComponent") // copied on the way in and out, compared by content
public record Content(byte[] bytes, String contentType, SortedMap<String, String> metadata) {
  public Content {
    bytes = bytes.clone();
    metadata = Collections.unmodifiableSortedMap(new TreeMap<>(metadata));
  }

  /** JSON without metadata. */
  public static Content json(byte[] bytes) {
    return new Content(bytes, "application/json", new TreeMap<>());
  }

  /** JSON with metadata. */
  public static Content json(byte[] bytes, Map<String, String> metadata) {
    return new Content(bytes, "application/json", new TreeMap<>(metadata));
  }

  @Override
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Content that
        && Arrays.equals(bytes, that.bytes)
        && contentType.equals(that.contentType)
        && metadata.equals(that.metadata);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "Content[" + bytes.length + " bytes of " + contentType + "]";
  }
}
