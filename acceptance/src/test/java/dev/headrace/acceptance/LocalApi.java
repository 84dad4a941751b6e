package dev.headrace.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Plain HTTP to the local cloud: what anybody can see of it from outside. */
record LocalApi(URI base, HttpClient client) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** How long all work may take, on a machine that has much else to do. */
  private static final Duration REST = Duration.ofMinutes(10);

  private static final Duration PATIENCE = REST.plusMinutes(1);
  private static final Charset UTF_8 = StandardCharsets.UTF_8;
  private static final String JOBS =
      "/v1/projects/local-headrace/regions/local-region1/jobs?pageSize=1000";
  private static final String BATCHES =
      "/v1/projects/local-headrace/locations/local-region1/batches?pageSize=1000";

  static LocalApi at(URI base) {
    return new LocalApi(base, HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build());
  }

  // Storage

  void upload(String bucket, String name, byte[] bytes) {
    String path = "/upload/storage/v1/b/" + bucket + "/o?uploadType=media&name=" + encoded(name);
    send(request(path).POST(BodyPublishers.ofByteArray(bytes)).build());
  }

  byte[] download(String bucket, String name) {
    return send(request("/storage/v1/b/" + bucket + "/o/" + encoded(name) + "?alt=media").build());
  }

  List<String> list(String bucket, String prefix) {
    List<String> names = new ArrayList<>();
    String token = "";
    do {
      JsonNode page =
          get("/storage/v1/b/" + bucket + "/o?prefix=" + encoded(prefix) + "&pageToken=" + token);
      page.path("items").forEach(item -> names.add(item.path("name").asText()));
      token = encoded(page.path("nextPageToken").asText());
    } while (!token.isEmpty());
    return names;
  }

  // Jobs

  /** Every batch that was ever accepted, as the job service shows it. */
  List<JsonNode> batches() {
    JsonNode page = get(BATCHES);
    if (page.has("nextPageToken")) {
      throw new IllegalStateException("more batches than one page holds");
    }
    List<JsonNode> batches = new ArrayList<>();
    page.path("batches").forEach(batches::add);
    return batches;
  }

  /** Every job that was ever submitted to a cluster, as the job service shows it. */
  List<JsonNode> jobs() {
    JsonNode page = get(JOBS);
    if (page.has("nextPageToken")) {
      throw new IllegalStateException("more jobs than one page holds");
    }
    List<JsonNode> jobs = new ArrayList<>();
    page.path("jobs").forEach(jobs::add);
    return jobs;
  }

  void cancelJob(String id) {
    post("/v1/projects/local-headrace/regions/local-region1/jobs/" + id + ":cancel", Map.of());
  }

  String log(String batch) {
    return new String(send(request("/local/batches/" + batch + "/log").build()), UTF_8);
  }

  // Time

  Instant time() {
    return Instant.parse(get("/local/clock").path("time").asText());
  }

  /** Stops the clock there, passing over what would have fired in between. */
  void jumpTo(Instant instant) {
    post("/local/clock", Map.of("time", instant.toString(), "mode", "frozen"));
  }

  /** Fires what falls due up to then, and waits until all of its work is done. */
  void advanceTo(Instant instant) {
    advance(Map.of("to", instant.toString(), "wait", "idle", "limitSeconds", REST.toSeconds()));
  }

  /** Waits until all work is done. */
  void settle() {
    advance(Map.of("by", "PT0S", "wait", "idle", "limitSeconds", REST.toSeconds()));
  }

  /** Fires what falls due up to then, and waits for the calls, not for the jobs they submit. */
  void callsUpTo(Instant instant) {
    advance(Map.of("to", instant.toString(), "wait", "calls", "limitSeconds", REST.toSeconds()));
  }

  private void advance(Map<String, Object> way) {
    JsonNode busy = post("/local/clock:advance", way).path("stillBusy");
    if (!busy.isEmpty()) {
      throw new AssertionError("the local cloud does not come to rest: " + busy);
    }
  }

  // Everything else

  JsonNode get(String path) {
    return tree(send(request(path).build()));
  }

  JsonNode post(String path, Object body) {
    return send("POST", path, body);
  }

  JsonNode patch(String path, Object body) {
    return send("PATCH", path, body);
  }

  JsonNode put(String path, Object body) {
    return send("PUT", path, body);
  }

  private JsonNode send(String method, String path, Object body) {
    try {
      byte[] json = JSON.writeValueAsBytes(body);
      return tree(
          send(
              request(path)
                  .header("Content-Type", "application/json")
                  .method(method, BodyPublishers.ofByteArray(json))
                  .build()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void delete(String path) {
    send(request(path).DELETE().build());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .timeout(PATIENCE)
        .header("User-Agent", "acceptance");
  }

  private byte[] send(HttpRequest request) {
    try {
      HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
      if (answer.statusCode() >= 300) {
        throw new AssertionError(
            request.method()
                + " "
                + request.uri()
                + ": "
                + answer.statusCode()
                + " "
                + new String(answer.body(), UTF_8));
      }
      return answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(request.method() + " " + request.uri(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted at " + request.uri(), e);
    }
  }

  private static JsonNode tree(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }
}
