package dev.headrace.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;

/**
 * What an API answered.
 *
 * @param status of HTTP; 0 where there was no answer
 * @param json the body, or an empty object
 * @param message why there is nothing to work with, in one line
 * @param date of the service, to the second
 */
record Reply(int status, JsonNode json, String message, Optional<Instant> date) {
  boolean ok() {
    return status == 200;
  }

  boolean missing() {
    return status == 404;
  }

  boolean refused() {
    return status == 401 || status == 403;
  }
}
