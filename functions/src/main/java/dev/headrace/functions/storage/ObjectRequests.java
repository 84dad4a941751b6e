package dev.headrace.functions.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.client.http.ByteArrayContent;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpResponse;
import dev.headrace.json.Json;
import dev.headrace.json.MalformedJsonException;
import dev.headrace.json.Sha256;
import dev.headrace.store.Content;
import dev.headrace.store.Listed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The requests of Cloud Storage's JSON API that are about one bucket, each sent as it is made. */
record ObjectRequests(GcsClient client, String bucket) {
  private static final int PAGE = 1_000;

  /** A part of a listing, and the token of the next part. */
  record Page(List<Listed> objects, Optional<String> next) {}

  /**
   * Writes an object where its generation is that one, 0 for none; gives the new generation.
   *
   * @throws com.google.api.client.http.HttpResponseException for every answer but a success
   */
  long upload(String name, Content content, long generationMatch) throws IOException {
    GenericUrl url = url(List.of("", "upload", "storage", "v1", "b", bucket, "o"));
    url.set("uploadType", "multipart");
    url.set("ifGenerationMatch", generationMatch);
    url.set("fields", "generation");
    // What is in the content cannot hold the content's own hash.
    String boundary = Sha256.hex(content.bytes());
    byte[] body = multipart(boundary, name, content);
    HttpRequest request =
        client
            .requests()
            .buildPostRequest(
                url, new ByteArrayContent("multipart/related; boundary=" + boundary, body));
    return Long.parseLong(text(send(request), "generation"));
  }

  private static byte[] multipart(String boundary, String name, Content content) {
    byte[] resource =
        Json.bytes(
            Map.of(
                "name", name,
                "contentType", content.contentType(),
                "metadata", content.metadata(),
                "crc32c", Crc32c.base64(content.bytes())));
    var body = new ByteArrayOutputStream();
    part(body, boundary, "application/json; charset=UTF-8", resource);
    part(body, boundary, content.contentType(), content.bytes());
    body.writeBytes(ascii("--" + boundary + "--\r\n"));
    return body.toByteArray();
  }

  private static void part(
      ByteArrayOutputStream body, String boundary, String contentType, byte[] bytes) {
    body.writeBytes(ascii("--" + boundary + "\r\nContent-Type: " + contentType + "\r\n\r\n"));
    body.writeBytes(bytes);
    body.writeBytes(ascii("\r\n"));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Deletes the object that stands at this generation.
   *
   * @throws com.google.api.client.http.HttpResponseException for every answer but a success
   */
  void delete(String name, long generation) throws IOException {
    GenericUrl url = url(List.of("", "storage", "v1", "b", bucket, "o", name));
    url.set("ifGenerationMatch", generation);
    client.deletes().buildDeleteRequest(url).execute().ignore();
  }

  /** One page of the objects whose names begin so. */
  Page list(String prefix, Optional<String> token) throws IOException {
    GenericUrl url = url(List.of("", "storage", "v1", "b", bucket, "o"));
    url.set("prefix", prefix);
    url.set("maxResults", PAGE);
    url.set("fields", "nextPageToken,items(name,generation,size,updated)");
    token.ifPresent(text -> url.set("pageToken", text));
    JsonNode answer = send(client.requests().buildGetRequest(url));
    List<Listed> objects = new ArrayList<>();
    for (JsonNode item : answer.path("items")) {
      objects.add(listed(item));
    }
    return new Page(
        objects,
        Optional.of(answer.path("nextPageToken").asText()).filter(text -> !text.isEmpty()));
  }

  private static Listed listed(JsonNode item) throws IOException {
    try {
      return new Listed(
          text(item, "name"),
          Long.parseLong(text(item, "generation")),
          Long.parseLong(text(item, "size")),
          Instant.parse(text(item, "updated")));
    } catch (NumberFormatException | DateTimeParseException e) {
      throw new IOException("the answer lists an object that cannot be: " + e.getMessage(), e);
    }
  }

  private GenericUrl url(List<String> path) {
    var url = new GenericUrl(client.host());
    url.setPathParts(path);
    return url;
  }

  private static JsonNode send(HttpRequest request) throws IOException {
    HttpResponse response = request.execute();
    try (InputStream body = response.getContent()) {
      return Json.tree(body == null ? new byte[0] : body.readNBytes(Json.MAX_BYTES + 1));
    } catch (MalformedJsonException e) {
      throw new IOException("the answer is no JSON: " + e.getMessage(), e);
    }
  }

  private static String text(JsonNode resource, String field) throws IOException {
    JsonNode value = resource.path(field);
    if (!value.isTextual()) {
      throw new IOException("the answer names no " + field);
    }
    return value.textValue();
  }
}
