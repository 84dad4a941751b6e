package dev.headrace.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;

/** Bytes that are not the JSON document they should be; the message says what and where. */
public final class MalformedJsonException extends RuntimeException {
  private MalformedJsonException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Bytes that are not even text. */
  static MalformedJsonException of(String what, IOException cause) {
    return new MalformedJsonException("not a valid " + what + ": " + cause.getMessage(), cause);
  }

  static MalformedJsonException of(String what, JsonProcessingException cause) {
    var at = cause.getLocation();
    String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    return new MalformedJsonException(
        "not a valid " + what + where + ": " + cause.getOriginalMessage(), cause);
  }
}
