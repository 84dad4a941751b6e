package dev.headrace.cli.environment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import dev.headrace.json.Json;
import dev.headrace.json.MalformedJsonException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** The interface of the local cloud itself, below {@code /local}: not one of Google's. */
public record LocalInterface(URI base) {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  /**
   * What the local clock shows.
   *
   * @param mode {@code running} or {@code frozen}
   */
  public record Clock(Instant time, String mode) {}

  /** The local clock. */
  public Clock clock() {
    return clockOf(send(request("/local/clock").GET().timeout(PATIENCE).build()));
  }

  /** Sets the local clock: {@code time}, {@code mode}, or both. */
  public Clock set(Map<String, String> change) {
    return clockOf(send(post("/local/clock", change).timeout(PATIENCE).build()));
  }

  /** Lets the local clock go {@code by} a duration or {@code to} an instant, firing what is due. */
  public Clock advance(Map<String, String> way) {
    return clockOf(send(post("/local/clock:advance", way).build()));
  }

  /** Whether nothing works now and nothing is due: no call, no event, no job. */
  public boolean idle() {
    return send(request("/local/idle").GET().timeout(PATIENCE).build()).path("busy").isEmpty();
  }

  private static Clock clockOf(JsonNode answer) {
    return new Clock(
        Instant.parse(answer.path("time").asText()), answer.path("mode").asText("running"));
  }

  private HttpRequest.Builder post(String path, Object body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofByteArray(Json.bytes(body)));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path));
  }

  private JsonNode send(HttpRequest request) {
    try {
      HttpResponse<byte[]> response = CLIENT.send(request, BodyHandlers.ofByteArray());
      if (response.statusCode() != 200) {
        throw new Failure(
            ExitCode.FAILED,
            "The local cloud refuses: " + request.method() + " " + request.uri().getPath() + ".",
            message(response),
            "Mend what it names; \"headrace local status\" shows how it stands.");
      }
      return Json.tree(response.body());
    } catch (IOException | MalformedJsonException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unreachable(e);
    }
  }

  private static String message(HttpResponse<byte[]> response) {
    try {
      String said = Json.tree(response.body()).path("error").path("message").asText();
      return said.isEmpty() ? "status " + response.statusCode() : said;
    } catch (MalformedJsonException e) {
      return "status " + response.statusCode();
    }
  }

  private Failure unreachable(Exception cause) {
    return new Failure(
        ExitCode.UNREACHABLE,
        "The local cloud does not answer at " + base + ".",
        String.valueOf(cause.getMessage()),
        "Stop it with \"headrace local stop\" and start it again.",
        cause);
  }
}
