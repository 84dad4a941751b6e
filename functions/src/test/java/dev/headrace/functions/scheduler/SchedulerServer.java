package dev.headrace.functions.scheduler;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headrace.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The part of Cloud Scheduler's API that {@link Schedules} uses. It fires nothing. */
final class SchedulerServer implements AutoCloseable {
  private static final String PARENT = "projects/p/locations/europe-west1";

  private final Map<String, ObjectNode> jobs = new TreeMap<>();
  private final List<String> requests = new ArrayList<>();
  private final HttpServer http;

  SchedulerServer() throws IOException {
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    http.createContext("/", this::serve);
    http.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  /** The jobs as they stand, by the last part of their names. */
  synchronized Map<String, JsonNode> jobs() {
    Map<String, JsonNode> byId = new TreeMap<>();
    jobs.forEach((name, job) -> byId.put(name.substring(name.lastIndexOf('/') + 1), job));
    return byId;
  }

  synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  synchronized void put(String id) {
    String name = PARENT + "/jobs/" + id;
    jobs.put(name, (ObjectNode) Json.tree(Json.bytes(Map.of("name", name, "state", "ENABLED"))));
  }

  @Override
  public void close() {
    http.stop(0);
  }

  private synchronized void serve(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String override = exchange.getRequestHeaders().getFirst("X-HTTP-Method-Override");
    String method = override == null ? exchange.getRequestMethod() : override;
    String name = exchange.getRequestURI().getPath().substring("/v1/".length());
    requests.add(method + " " + name);
    answer(exchange, method, name, body);
    exchange.close();
  }

  private void answer(HttpExchange exchange, String method, String name, byte[] body)
      throws IOException {
    if (method.equals("GET") && name.equals(PARENT + "/jobs")) {
      send(exchange, 200, Map.of("jobs", jobs.values()));
    } else if (method.equals("POST") && name.equals(PARENT + "/jobs")) {
      ObjectNode job = (ObjectNode) Json.tree(body);
      job.put("state", "ENABLED");
      jobs.put(job.get("name").asText(), job);
      send(exchange, 200, job);
    } else if (!jobs.containsKey(name.replaceFirst(":[a-z]+$", ""))) {
      send(exchange, 404, Map.of("error", Map.of("code", 404, "message", "Not found")));
    } else if (method.equals("PATCH")) {
      jobs.get(name).setAll((ObjectNode) Json.tree(body));
      send(exchange, 200, jobs.get(name));
    } else if (method.equals("DELETE")) {
      jobs.remove(name);
      send(exchange, 200, Map.of());
    } else {
      act(exchange, name);
    }
  }

  private void act(HttpExchange exchange, String name) throws IOException {
    ObjectNode job = jobs.get(name.replaceFirst(":[a-z]+$", ""));
    switch (name.substring(name.lastIndexOf(':') + 1)) {
      case "pause" -> job.put("state", "PAUSED");
      case "resume" -> job.put("state", "ENABLED");
      default -> job.put("userUpdateTime", "2001-05-15T04:15:00Z");
    }
    send(exchange, 200, job);
  }

  private static void send(HttpExchange exchange, int status, Object answer) throws IOException {
    byte[] bytes = Json.text(answer).getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
