package dev.headrace.local.storage;

import dev.headrace.local.http.ApiError;
import java.nio.charset.StandardCharsets;

/** Where an object lives: its bucket and its name, which is any text of 1 to 1,024 bytes. */
public record ObjectKey(String bucket, String name) {
  private static final int MAX_BYTES = 1024;

  /**
   * @throws ApiError 400 if the name breaks the rules of Cloud Storage
   */
  public ObjectKey {
    if (name.isEmpty()) {
      throw ApiError.invalid("Required parameter: name");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
      throw ApiError.invalid("Object names are UTF-8.");
    }
    if (name.length() > MAX_BYTES || name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw ApiError.invalid("Object names have at most 1024 bytes.");
    }
    if (name.indexOf('\r') >= 0 || name.indexOf('\n') >= 0) {
      throw ApiError.invalid("Object names have no line ends.");
    }
    if (name.equals(".") || name.equals("..")) {
      throw ApiError.invalid("Objects are not named " + name);
    }
  }
}
