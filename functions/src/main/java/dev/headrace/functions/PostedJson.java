package dev.headrace.functions;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import dev.headrace.json.Json;
import dev.headrace.json.MalformedJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The frame of the functions that Cloud Scheduler calls: a small JSON object, posted. Callers learn
 * a status and one sentence, never how the code looks inside.
 */
record PostedJson(JsonLog log) {
  private static final int MAX_BYTES = 64 * 1024;

  /** What is done with the object that was posted. */
  @FunctionalInterface
  interface Action {
    void accept(JsonNode body) throws Refused;
  }

  /** An answer that says what is wrong with the request. */
  static final class Refused extends Exception {
    private final int status;

    private Refused(int status, String message) {
      super(message);
      this.status = status;
    }

    /** The request cannot be understood. */
    static Refused unreadable(String message) {
      return new Refused(400, message);
    }
  }

  private record Answer(int status, String message) {}

  void serve(HttpRequest request, HttpResponse response, Action action) throws Exception {
    Answer answer =
        log.during(
            Trace.of(
                request.getFirstHeader("X-Cloud-Trace-Context"),
                request.getFirstHeader("traceparent")),
            () -> answer(request, action));
    response.setStatusCode(answer.status());
    response.setContentType("application/json");
    response.appendHeader("X-Content-Type-Options", "nosniff");
    if (answer.status() == 405) {
      response.appendHeader("Allow", "POST");
    }
    String field = answer.status() < 400 ? "status" : "error";
    response.getOutputStream().write(Json.bytes(Map.of(field, answer.message())));
  }

  private Answer answer(HttpRequest request, Action action) {
    try {
      if (!request.getMethod().equals("POST")) {
        throw new Refused(405, "only POST is served");
      }
      action.accept(body(request));
      return new Answer(200, "done");
    } catch (Refused e) {
      log.refused("answered " + e.status + ": " + e.getMessage());
      return new Answer(e.status, e.getMessage());
    } catch (IOException e) {
      log.refused("the body cannot be read: " + e.getMessage());
      return new Answer(400, "the body cannot be read");
    } catch (RuntimeException e) {
      if (RetryLater.helpsAfter(e)) {
        log.triedAgain(e.getMessage());
        return new Answer(503, "try again later");
      }
      log.failed("failed: " + e.getMessage(), e);
      return new Answer(500, "failed; the log says why");
    }
  }

  private static JsonNode body(HttpRequest request) throws IOException, Refused {
    byte[] bytes;
    try (InputStream in = request.getInputStream()) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw new Refused(413, "at most " + MAX_BYTES + " bytes are read");
    }
    try {
      JsonNode body = Json.tree(bytes.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : bytes);
      if (body.isObject()) {
        return body;
      }
    } catch (MalformedJsonException e) {
      throw Refused.unreadable(e.getMessage());
    }
    throw Refused.unreadable("the body is no JSON object");
  }
}
