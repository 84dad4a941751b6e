package dev.headrace.functions.storage;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headrace.json.Json;
import dev.headrace.store.Content;
import dev.headrace.store.InMemoryObjectStore;
import dev.headrace.store.Listed;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.StoredObject;
import dev.headrace.store.WriteResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.CRC32C;

/**
 * The part of Cloud Storage's JSON API that {@link GcsObjectStore} uses, over a strict store in
 * memory: the generation check is real. Faults are queued, one for each coming request.
 */
public final class StorageServer implements AutoCloseable {
  static final String BUCKET = "control";

  private record Target(String bucket, InMemoryObjectStore store, String object) {}

  /** What goes wrong with one request. */
  public sealed interface Fault {
    /** Answered with this status, nothing applied. */
    record Status(int status) implements Fault {}

    /** The connection closes before anything is applied. */
    record Reset() implements Fault {}

    /** Applied, then the connection closes without an answer. */
    record AppliedThenReset() implements Fault {}

    /** Applied, then answered with this status. */
    record AppliedThenStatus(int status) implements Fault {}

    /** Applied, then the answer breaks off in the middle. */
    record CutAnswer() implements Fault {}

    /** Applied, then answered with something that is no JSON. */
    record Garbage() implements Fault {}

    /** Applied, and never answered. */
    record Silence() implements Fault {}

    /** One byte of the content changes on the way. */
    record FlippedByte() implements Fault {}

    /** A media answer without its generation. */
    record NoGeneration() implements Fault {}
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Answer(int status, byte[] body, Map<String, String> headers) {}

  private final Map<String, InMemoryObjectStore> buckets = new TreeMap<>();
  private final Queue<Fault> faults = new ConcurrentLinkedQueue<>();
  private final List<String> requests = new ArrayList<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer http;
  private int pageSize = 1_000;

  StorageServer() throws IOException {
    this(BUCKET);
  }

  /** Empty buckets of these names, and no others. */
  public StorageServer(String... names) throws IOException {
    for (String name : names) {
      buckets.put(name, new InMemoryObjectStore());
    }
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 128);
    http.setExecutor(threads);
    http.createContext("/", this::serve);
    http.start();
  }

  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  /** What is stored, without a network between. */
  InMemoryObjectStore stored() {
    return stored(BUCKET);
  }

  /** What is stored in a bucket, without a network between. */
  public InMemoryObjectStore stored(String bucket) {
    return buckets.get(bucket);
  }

  public void next(Fault... coming) {
    faults.addAll(List.of(coming));
  }

  void pagesOf(int objects) {
    pageSize = objects;
  }

  /** Every request that arrived: its method and its path. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  @Override
  public void close() {
    closing.countDown();
    http.stop(0);
    threads.shutdownNow();
  }

  private void serve(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    synchronized (this) {
      requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath());
    }
    try {
      Fault fault = faults.poll();
      if (fault == null) {
        send(exchange, apply(exchange, body));
      } else {
        fail(exchange, body, fault);
      }
    } finally {
      exchange.close();
    }
  }

  private void fail(HttpExchange exchange, byte[] body, Fault fault) throws IOException {
    if (fault instanceof Fault.Status status) {
      send(exchange, error(status.status(), "planned"));
    } else if (!(fault instanceof Fault.Reset)) {
      Answer answer = apply(exchange, body);
      if (fault instanceof Fault.AppliedThenStatus status) {
        send(exchange, error(status.status(), "planned"));
      } else if (fault instanceof Fault.CutAnswer) {
        cut(exchange, answer);
      } else if (fault instanceof Fault.Garbage) {
        send(exchange, new Answer(200, utf8("<html>proxy</html>"), Map.of()));
      } else if (fault instanceof Fault.FlippedByte) {
        byte[] bytes = answer.body().clone();
        bytes[0] ^= 1;
        send(exchange, new Answer(answer.status(), bytes, answer.headers()));
      } else if (fault instanceof Fault.NoGeneration) {
        send(exchange, new Answer(answer.status(), answer.body(), Map.of()));
      } else if (fault instanceof Fault.Silence) {
        awaitTheEnd();
      }
    }
  }

  private void awaitTheEnd() {
    try {
      closing.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(
        answer.status(), answer.body().length == 0 ? -1 : answer.body().length);
    if (answer.body().length > 0) {
      exchange.getResponseBody().write(answer.body());
    }
  }

  private static void cut(HttpExchange exchange, Answer answer) throws IOException {
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    exchange.sendResponseHeaders(answer.status(), answer.body().length);
    exchange.getResponseBody().write(answer.body(), 0, answer.body().length / 2);
    exchange.getResponseBody().flush();
  }

  private Answer apply(HttpExchange exchange, byte[] body) {
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    String path = exchange.getRequestURI().getRawPath();
    Optional<Target> target = target(path);
    if (target.isEmpty()) {
      return error(404, "The specified bucket does not exist.");
    }
    return switch (exchange.getRequestMethod() + " " + path.substring(0, path.indexOf("/v1/b/"))) {
      case "POST /upload/storage" -> upload(target.get(), exchange, query, body);
      case "GET /download/storage" -> download(target.get());
      case "GET /storage" -> list(target.get(), query);
      case "DELETE /storage" -> delete(target.get(), query);
      default -> error(400, "not served: " + exchange.getRequestMethod() + " " + path);
    };
  }

  /** The bucket, which exists, and the object, if the path names one. */
  private Optional<Target> target(String path) {
    String[] parts = path.substring(path.indexOf("/b/") + 3).split("/", 3);
    InMemoryObjectStore store = buckets.get(parts[0]);
    return store == null
        ? Optional.empty()
        : Optional.of(new Target(parts[0], store, parts.length < 3 ? "" : decode(parts[2])));
  }

  private Answer upload(
      Target target, HttpExchange exchange, Map<String, String> query, byte[] body) {
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    String boundary = "--" + type.substring(type.indexOf("boundary=") + 9).replace("\"", "");
    String text = new String(body, StandardCharsets.ISO_8859_1);
    int jsonStart = text.indexOf("\r\n\r\n") + 4;
    int jsonEnd = text.indexOf("\r\n" + boundary, jsonStart);
    int bytesStart = text.indexOf("\r\n\r\n", jsonEnd) + 4;
    int bytesEnd = text.lastIndexOf("\r\n" + boundary);
    JsonNode resource = Json.tree(Arrays.copyOfRange(body, jsonStart, jsonEnd));
    byte[] bytes = Arrays.copyOfRange(body, bytesStart, bytesEnd);
    if (!query.get("uploadType").equals("multipart")) {
      return error(400, "not one request");
    }
    if (!resource.path("crc32c").asText().equals(crc32c(bytes))) {
      return error(400, "checksum");
    }
    String condition = query.get("ifGenerationMatch");
    if (condition == null) {
      return error(400, "every write of Headrace has a condition");
    }
    Map<String, String> metadata = new TreeMap<>();
    resource
        .path("metadata")
        .properties()
        .forEach(e -> metadata.put(e.getKey(), e.getValue().asText()));
    Content content =
        new Content(bytes, resource.path("contentType").asText(), new TreeMap<>(metadata));
    String name = resource.path("name").asText();
    long generation = Long.parseLong(condition);
    WriteResult result =
        generation == 0
            ? target.store().create(name, content)
            : target.store().replace(name, generation, content);
    return result instanceof WriteResult.Applied applied
        ? json(200, resource(target.bucket(), name, applied.generation(), bytes.length))
        : error(412, "At least one of the pre-conditions you specified did not hold.");
  }

  private Answer download(Target target) {
    Optional<StoredObject> object = stored(target.store(), target.object());
    if (object.isEmpty()) {
      return new Answer(
          404, utf8("No such object: " + target.bucket() + "/" + target.object()), Map.of());
    }
    Content content = object.get().content();
    return new Answer(
        200,
        content.bytes(),
        Map.of(
            "Content-Type", content.contentType(),
            "x-goog-generation", Long.toString(object.get().generation()),
            "x-goog-hash", "crc32c=" + crc32c(content.bytes()) + ",md5=unused"));
  }

  /** As stored, whatever its size: the cap is the client's to keep. */
  private static Optional<StoredObject> stored(InMemoryObjectStore store, String name) {
    return store.list(name).stream()
        .filter(listed -> listed.name().equals(name))
        .findFirst()
        .flatMap(
            listed ->
                listed.size() <= ObjectStore.MAX_BYTES
                    ? store.read(name)
                    : store.history(name).stream()
                        .filter(version -> version.generation() == listed.generation())
                        .findFirst());
  }

  private Answer list(Target target, Map<String, String> query) {
    List<Listed> all = target.store().list(query.getOrDefault("prefix", ""));
    int from = Integer.parseInt(query.getOrDefault("pageToken", "0"));
    int to = Math.min(all.size(), from + pageSize);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("kind", "storage#objects");
    answer.put(
        "items",
        all.subList(from, to).stream()
            .map(
                o -> {
                  Map<String, Object> item =
                      resource(target.bucket(), o.name(), o.generation(), o.size());
                  item.put("updated", o.updated().toString());
                  return item;
                })
            .toList());
    if (to < all.size()) {
      answer.put("nextPageToken", Integer.toString(to));
    }
    return json(200, answer);
  }

  private Answer delete(Target target, Map<String, String> query) {
    String condition = query.get("ifGenerationMatch");
    if (condition == null) {
      return error(400, "every delete of Headrace has a condition");
    }
    if (target.store().list(target.object()).stream()
        .noneMatch(listed -> listed.name().equals(target.object()))) {
      return error(404, "No such object: " + target.bucket() + "/" + target.object());
    }
    return target.store().delete(target.object(), Long.parseLong(condition))
            instanceof WriteResult.Applied
        ? new Answer(204, new byte[0], Map.of())
        : error(412, "At least one of the pre-conditions you specified did not hold.");
  }

  private static Map<String, Object> resource(
      String bucket, String name, long generation, long size) {
    Map<String, Object> resource = new LinkedHashMap<>();
    resource.put("kind", "storage#object");
    resource.put("bucket", bucket);
    resource.put("name", name);
    resource.put("generation", Long.toString(generation));
    resource.put("metageneration", "1");
    resource.put("size", Long.toString(size));
    return resource;
  }

  private static Answer error(int status, String message) {
    return json(
        status,
        Map.of(
            "error",
            Map.of(
                "code",
                status,
                "message",
                message,
                "errors",
                List.of(Map.of("reason", "planned", "message", message)))));
  }

  private static Answer json(int status, Object value) {
    return new Answer(
        status, Json.bytes(value), Map.of("Content-Type", "application/json; charset=UTF-8"));
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new TreeMap<>();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        String[] parts = pair.split("=", 2);
        query.put(
            URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
            parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
      }
    }
    return query;
  }

  private static String decode(String segment) {
    return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static String crc32c(byte[] bytes) {
    var sum = new CRC32C();
    sum.update(bytes);
    int value = (int) sum.getValue();
    return Base64.getEncoder()
        .encodeToString(
            new byte[] {
              (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value
            });
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
