package dev.headrace.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headrace.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Google's APIs over HTTP with the answers that a test gives them, by path; all else is missing.
 */
final class FakeGoogle implements AutoCloseable {
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final HttpServer server;

  FakeGoogle() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  void serves(String path, String json) {
    answers.put(path, json);
  }

  void isMissing(String path) {
    answers.remove(path);
  }

  GoogleApis apis() {
    return GoogleApis.at(URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
  }

  static JsonNode json(String text) {
    return Json.tree(text.getBytes(StandardCharsets.UTF_8));
  }

  private void answer(HttpExchange exchange) throws IOException {
    String found = answers.get(exchange.getRequestURI().getPath());
    byte[] body = (found == null ? "{}" : found).getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(found == null ? 404 : 200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
