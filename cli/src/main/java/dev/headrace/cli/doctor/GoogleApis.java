package dev.headrace.cli.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.headrace.json.Json;
import dev.headrace.json.MalformedJsonException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks Google's APIs in plain HTTP and JSON. Every answer is a value, also a refusal: what cannot
 * be seen is part of what is found.
 */
final class GoogleApis {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MOST_PAGES = 100;

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(PATIENCE).version(HttpClient.Version.HTTP_1_1).build();
  private final Optional<URI> everywhere;
  private final Credentials credentials;

  /** What lets requests through. */
  @FunctionalInterface
  interface Credentials {
    /** Headers for a request to this address. */
    List<Header> headers(URI address) throws IOException;
  }

  record Header(String name, String value) {}

  /** Google's own addresses, with the caller's credentials. */
  static GoogleApis ofGoogle(Credentials credentials) {
    return new GoogleApis(Optional.empty(), credentials);
  }

  /** All of them at one address that wants no credentials: a local cloud. */
  static GoogleApis at(URI address) {
    return new GoogleApis(Optional.of(address), ignored -> List.of());
  }

  private GoogleApis(Optional<URI> everywhere, Credentials credentials) {
    this.everywhere = everywhere;
    this.credentials = credentials;
  }

  Reply get(GoogleApi api, String path) {
    return send(api, path, Optional.empty());
  }

  Reply post(GoogleApi api, String path, Object body) {
    return send(api, path, Optional.of(Json.bytes(body)));
  }

  /** All pages of a list; the items are below {@code items} in the answer. */
  Reply list(GoogleApi api, String path, String items) {
    var all = JsonNodeFactory.instance.arrayNode();
    String token = "";
    for (int page = 0; page < MOST_PAGES; page++) {
      String next = token.isEmpty() ? path : path + "?pageToken=" + encoded(token);
      Reply reply = get(api, next);
      if (!reply.ok()) {
        return reply;
      }
      reply.json().path(items).forEach(all::add);
      token = reply.json().path("nextPageToken").asText();
      if (token.isEmpty()) {
        JsonNode whole = JsonNodeFactory.instance.objectNode().set(items, all);
        return new Reply(reply.status(), whole, "", reply.date());
      }
    }
    return none("the list does not end");
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private Reply send(GoogleApi api, String path, Optional<byte[]> body) {
    URI address = URI.create(everywhere.map(GoogleApis::base).orElse(api.address()) + path);
    try {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(address)
              .timeout(PATIENCE)
              .header("User-Agent", "headrace")
              .header("Accept", "application/json");
      for (Header header : credentials.headers(address)) {
        request.header(header.name(), header.value());
      }
      body.ifPresent(
          bytes ->
              request
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofByteArray(bytes)));
      return reply(client.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      return none(address.getHost() + " does not answer: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return none("interrupted");
    }
  }

  private static String base(URI address) {
    return address.toString().replaceFirst("/$", "");
  }

  private static Reply reply(HttpResponse<byte[]> response) {
    Optional<Instant> date = response.headers().firstValue("Date").flatMap(GoogleApis::time);
    try {
      JsonNode json = Json.tree(response.body());
      String said = json.path("error").path("message").asText();
      String message = said.isEmpty() ? "status " + response.statusCode() : said;
      return new Reply(response.statusCode(), json, message.lines().findFirst().orElse(""), date);
    } catch (MalformedJsonException e) {
      // Whoever answers in something else is not the API that was asked.
      int status = response.statusCode() == 200 ? 0 : response.statusCode();
      return new Reply(status, nothing(), "status " + response.statusCode() + " and no JSON", date);
    }
  }

  private static Optional<Instant> time(String header) {
    try {
      return Optional.of(
          ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  private static Reply none(String message) {
    return new Reply(0, nothing(), message, Optional.empty());
  }

  private static JsonNode nothing() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The texts of an array. */
  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(item -> texts.add(item.asText()));
    return texts;
  }
}
