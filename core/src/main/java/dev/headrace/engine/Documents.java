package dev.headrace.engine;

import dev.headrace.json.Json;
import dev.headrace.json.MalformedJsonException;
import dev.headrace.store.StoredObject;

/** Reads stored objects as what they should be. */
final class Documents {
  private Documents() {}

  /**
   * The value that an object holds.
   *
   * @throws CorruptDocumentException when it holds no such value
   */
  static <T> T read(StoredObject object, Class<T> type) {
    try {
      return Json.read(object.content().bytes(), type);
    } catch (MalformedJsonException e) {
      throw new CorruptDocumentException(object.name(), e.getMessage());
    }
  }
}
