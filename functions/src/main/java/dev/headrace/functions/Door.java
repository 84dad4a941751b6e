package dev.headrace.functions;

import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import dev.headrace.functions.caller.CallerRefusedException;
import dev.headrace.functions.caller.Callers;
import dev.headrace.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;

/**
 * What every HTTP call goes through: who calls, what may be answered, and a last line of log.
 * Callers learn a status and one sentence, never how the code looks inside.
 */
record Door(JsonLog log, Callers callers) {

  /** What is done behind the door. */
  @FunctionalInterface
  interface Inside {
    void serve(HttpRequest request) throws Refused, IOException;
  }

  /** An answer that says what is wrong with the request. */
  static final class Refused extends Exception {
    private final int status;

    Refused(int status, String message) {
      super(message);
      this.status = status;
    }

    /** The request cannot be understood. */
    static Refused unreadable(String message) {
      return new Refused(400, message);
    }
  }

  private record Answer(int status, String message) {}

  /** Serves a call that is posted. */
  void serve(HttpRequest request, HttpResponse response, Inside inside) throws Exception {
    Answer answer = log.during(trace(request), () -> answer(request, inside));
    write(response, answer);
  }

  /**
   * Whether the caller may go on; the response is written where not. For those who answer in their
   * own way.
   */
  boolean admits(HttpRequest request, HttpResponse response) throws Exception {
    Optional<Answer> refused =
        log.during(
            trace(request),
            () -> {
              try {
                callers.admit(request.getHeaders());
                return Optional.empty();
              } catch (CallerRefusedException e) {
                return Optional.of(refused(e));
              } catch (RuntimeException e) {
                return Optional.of(failed(e));
              }
            });
    if (refused.isPresent()) {
      write(response, refused.get());
    }
    return refused.isEmpty();
  }

  static Optional<Trace> trace(HttpRequest request) {
    return Trace.of(
        request.getFirstHeader("X-Cloud-Trace-Context"),
        request.getFirstHeader("traceparent").or(() -> request.getFirstHeader("ce-traceparent")));
  }

  /** The body, if it is not larger than that. */
  static byte[] body(HttpRequest request, int most) throws IOException, Refused {
    byte[] bytes;
    try (InputStream in = request.getInputStream()) {
      bytes = in.readNBytes(most + 1);
    }
    if (bytes.length > most) {
      throw new Refused(413, "at most " + most + " bytes are read");
    }
    return bytes;
  }

  private Answer answer(HttpRequest request, Inside inside) {
    try {
      callers.admit(request.getHeaders());
      if (!request.getMethod().equals("POST")) {
        throw new Refused(405, "only POST is served");
      }
      inside.serve(request);
      return new Answer(200, "done");
    } catch (CallerRefusedException e) {
      return refused(e);
    } catch (Refused e) {
      log.refused("answered " + e.status + ": " + e.getMessage());
      return new Answer(e.status, e.getMessage());
    } catch (IOException e) {
      log.refused("the body cannot be read: " + e.getMessage());
      return new Answer(400, "the body cannot be read");
    } catch (RuntimeException e) {
      return failed(e);
    }
  }

  private Answer refused(CallerRefusedException e) {
    log.refused("answered " + e.status() + " to a caller: " + e.getMessage());
    return new Answer(e.status(), e.answer());
  }

  private Answer failed(RuntimeException e) {
    if (e instanceof RetryLater) {
      // What happened is in the log already.
      return new Answer(503, "try again later");
    }
    if (RetryLater.helpsAfter(e)) {
      log.triedAgain(e.getMessage());
      return new Answer(503, "try again later");
    }
    log.failed("failed: " + e.getMessage(), e);
    return new Answer(500, "failed; the log says why");
  }

  private static void write(HttpResponse response, Answer answer) throws IOException {
    response.setStatusCode(answer.status());
    response.setContentType("application/json");
    response.appendHeader("X-Content-Type-Options", "nosniff");
    if (answer.status() == 405) {
      response.appendHeader("Allow", "POST");
    }
    if (answer.status() == 401) {
      response.appendHeader("WWW-Authenticate", "Bearer");
    }
    String field = answer.status() < 400 ? "status" : "error";
    response.getOutputStream().write(Json.bytes(Map.of(field, answer.message())));
  }
}
