package dev.headrace.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
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
    return new MalformedJsonException("not a valid " + what + where + ": " + problem(cause), cause);
  }

  private static String problem(JsonProcessingException cause) {
    if (!(cause instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return cause.getOriginalMessage();
    }
    String key = "\"" + path(mapping) + "\"";
    if (cause instanceof UnrecognizedPropertyException) {
      return key + " is not a known key";
    }
    if (cause instanceof InvalidFormatException wrong) {
      return key + " cannot be \"" + wrong.getValue() + "\"";
    }
    if (cause instanceof ValueInstantiationException && cause.getCause() != null) {
      return key + ": " + cause.getCause().getMessage();
    }
    return isNull(cause) ? key + " has no value" : key + ": " + cause.getOriginalMessage();
  }

  /** The names of the keys down to the one at fault: {@code run.stages[2].state}. */
  private static String path(JsonMappingException cause) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : cause.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.toString();
  }

  /** A key that is left out reads as null too; the parser has no type of its own for either. */
  private static boolean isNull(JsonProcessingException cause) {
    String text = cause.getOriginalMessage();
    return cause instanceof MismatchedInputException
        && (text.startsWith("Null value for creator property")
            || text.startsWith("Cannot map `null`"));
  }
}
