package dev.headrace.local.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.Json;
import dev.headrace.local.http.PercentEncoding;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;

/**
 * Changes objects of its own over HTTP at random, and knows what has to be there: all that was
 * answered, and of the one change without an answer the whole or nothing.
 */
final class RandomWriter {
  private static final int CHUNK = 256 * 1024;
  private static final int LONGEST = 1_000_000;
  private static final List<String> NAMES =
      List.of("a", "a/", "a/b", "é%2F#?", " ", "..", "\u0001", "z");

  private final String prefix;
  private final Random random;
  private final HttpClient http;
  private final Map<String, Known> known = new TreeMap<>();
  private final List<String> events = new ArrayList<>();
  private Optional<Attempt> unanswered = Optional.empty();
  private URI cloud;
  private long latest;
  private long answered;
  private long inDoubt;
  private long landed;

  /** An object as it has to be. */
  private record Known(long generation, long metageneration, ByteBuffer content, String note) {}

  /** A change: what it makes or changes, what it takes away, and the request for it. */
  private record Attempt(
      Optional<String> target,
      Optional<String> gone,
      Optional<ByteBuffer> content,
      String note,
      Callable<HttpResponse<byte[]>> request) {}

  RandomWriter(String prefix, Random random, HttpClient http) {
    this.prefix = prefix;
    this.random = random;
    this.http = http;
  }

  static String event(String kind, String name, long generation, long metageneration) {
    return kind + " " + name + " " + generation + "." + metageneration;
  }

  List<String> events() {
    return events;
  }

  long answered() {
    return answered;
  }

  long inDoubt() {
    return inDoubt;
  }

  long landed() {
    return landed;
  }

  /** Finds out what became of the last change, and holds all objects against what is known. */
  void goOnAt(URI where) throws IOException, InterruptedException {
    cloud = where;
    if (unanswered.isPresent()) {
      inDoubt++;
      settle(unanswered.get());
      unanswered = Optional.empty();
    }
    checkAll();
  }

  /** Changes objects, one after the other, until the service is gone. */
  Void writeUntilCut(Semaphore answers) throws Exception {
    while (true) {
      Attempt attempt = random.nextInt(12) == 0 ? null : attempt();
      try {
        if (attempt == null) {
          checkAll();
        } else {
          unanswered = Optional.of(attempt);
          HttpResponse<byte[]> answer = attempt.request().call();
          assertThat(answer.statusCode())
              .as(() -> new String(answer.body(), UTF_8))
              .isBetween(200, 299);
          done(attempt, Json.read(answer.body()));
          unanswered = Optional.empty();
          answered++;
        }
      } catch (IOException cut) {
        return null;
      }
      answers.release();
    }
  }

  private Attempt attempt() {
    String name = anyName();
    Optional<Known> there = Optional.ofNullable(known.get(name));
    List<String> others = known.keySet().stream().filter(other -> !other.equals(name)).toList();
    int choice = random.nextInt(8);
    if (choice == 0 && there.isPresent()) {
      return delete(name, there.get());
    }
    if (choice == 1 && there.isPresent()) {
      return patch(name, there.get());
    }
    if (choice <= 4 && !others.isEmpty()) {
      String other = others.get(random.nextInt(others.size()));
      if (choice == 2) {
        return copy(other, name, "rewriteTo/b/" + CloudProcess.BUCKET + "/o/");
      }
      if (choice == 3) {
        return move(other, name);
      }
      if (known.get(other).content().capacity() < LONGEST / 2) {
        return compose(other, name);
      }
    }
    return choice == 5 ? resumable(name) : upload(name);
  }

  private Attempt upload(String name) {
    byte[] content = content(random.nextInt(50) == 0 ? 700_000 : 20_000);
    String path = "/upload/storage/v1/b/" + CloudProcess.BUCKET + "/o?uploadType=media&name=";
    return new Attempt(
        Optional.of(name),
        Optional.empty(),
        Optional.of(ByteBuffer.wrap(content)),
        "",
        () -> send("POST", path + encoded(name) + "&" + over(name), content, ""));
  }

  private Attempt resumable(String name) {
    byte[] content = content(3 * CHUNK);
    String path = "/upload/storage/v1/b/" + CloudProcess.BUCKET + "/o?uploadType=resumable&name=";
    return new Attempt(
        Optional.of(name),
        Optional.empty(),
        Optional.of(ByteBuffer.wrap(content)),
        "",
        () -> {
          HttpResponse<byte[]> answer =
              send("POST", path + encoded(name) + "&" + over(name), new byte[0], "");
          URI session = URI.create(answer.headers().firstValue("Location").orElseThrow());
          String at = session.getRawPath() + "?" + session.getRawQuery();
          int from = 0;
          do {
            int to = Math.min(content.length, from + CHUNK);
            String range = from == to ? "bytes *" : "bytes " + from + "-" + (to - 1);
            String total = to == content.length ? "/" + to : "/*";
            answer = send("PUT", at, Arrays.copyOfRange(content, from, to), range + total);
            from = to;
          } while (answer.statusCode() == 308);
          return answer;
        });
  }

  private Attempt patch(String name, Known old) {
    String note = "n" + random.nextInt(1000);
    ObjectNode patch = Json.object();
    patch.putObject("metadata").put("note", note);
    return new Attempt(
        Optional.of(name),
        Optional.empty(),
        Optional.empty(),
        note,
        () ->
            send(
                "PATCH",
                object(name) + "?ifMetagenerationMatch=" + old.metageneration(),
                Json.write(patch),
                ""));
  }

  private Attempt delete(String name, Known old) {
    return new Attempt(
        Optional.empty(),
        Optional.of(name),
        Optional.empty(),
        "",
        () ->
            send(
                "DELETE",
                object(name) + "?ifGenerationMatch=" + old.generation(),
                new byte[0],
                ""));
  }

  private Attempt copy(String from, String to, String verb) {
    Known source = known.get(from);
    return new Attempt(
        Optional.of(to),
        Optional.empty(),
        Optional.of(source.content()),
        source.note(),
        () ->
            send(
                "POST",
                object(from)
                    + "/"
                    + verb
                    + encoded(to)
                    + "?"
                    + over(to)
                    + "&ifSourceGenerationMatch="
                    + source.generation(),
                new byte[0],
                ""));
  }

  private Attempt move(String from, String to) {
    Attempt copy = copy(from, to, "moveTo/o/");
    return new Attempt(
        copy.target(), Optional.of(from), copy.content(), copy.note(), copy.request());
  }

  private Attempt compose(String from, String to) {
    byte[] part = known.get(from).content().array();
    byte[] whole = Arrays.copyOf(part, part.length * 2);
    System.arraycopy(part, 0, whole, part.length, part.length);
    ObjectNode request = Json.object();
    request.putArray("sourceObjects").add(part(from)).add(part(from));
    return new Attempt(
        Optional.of(to),
        Optional.empty(),
        Optional.of(ByteBuffer.wrap(whole)),
        "",
        () -> send("POST", object(to) + "/compose?" + over(to), Json.write(request), ""));
  }

  private static ObjectNode part(String name) {
    return Json.object().put("name", name);
  }

  /** What follows from a change that is there. */
  private void done(Attempt attempt, JsonNode resource) {
    attempt.gone().ifPresent(name -> gone(name, known.remove(name)));
    attempt.target().ifPresent(name -> made(name, attempt, resource));
  }

  private void made(String name, Attempt attempt, JsonNode resource) {
    // A rewrite wraps what it made.
    JsonNode object = resource.has("resource") ? resource.path("resource") : resource;
    long generation = object.path("generation").asLong();
    long metageneration = object.path("metageneration").asLong();
    Known old = known.get(name);
    if (attempt.content().isEmpty()) {
      assertThat(generation).isEqualTo(old.generation());
      assertThat(metageneration).isEqualTo(old.metageneration() + 1);
      events.add(event("metadataUpdated", name, generation, metageneration));
      known.put(name, new Known(generation, metageneration, old.content(), attempt.note()));
    } else {
      assertThat(generation).as("generations rise").isGreaterThan(latest);
      latest = generation;
      events.add(event("finalized", name, generation, metageneration));
      if (old != null) {
        gone(name, old);
      }
      known.put(
          name, new Known(generation, metageneration, attempt.content().get(), attempt.note()));
    }
  }

  private void gone(String name, Known old) {
    events.add(event("deleted", name, old.generation(), old.metageneration()));
  }

  /** Only the object can tell whether a change without an answer is there. */
  private void settle(Attempt attempt) throws IOException, InterruptedException {
    String name = attempt.target().or(attempt::gone).orElseThrow();
    HttpResponse<byte[]> answer = send("GET", object(name), new byte[0], "");
    if (attempt.target().isEmpty()) {
      if (answer.statusCode() == 404) {
        landed++;
        done(attempt, Json.object());
      }
      return;
    }
    ObjectNode now = answer.statusCode() == 404 ? Json.object() : Json.read(answer.body());
    Known old = known.get(name);
    long generation = old == null ? 0 : old.generation();
    long metageneration = old == null ? 0 : old.metageneration();
    if (now.path("generation").asLong() != generation
        || now.path("metageneration").asLong() != metageneration) {
      landed++;
      done(attempt, now);
    }
  }

  private void checkAll() throws IOException, InterruptedException {
    String path = "/storage/v1/b/" + CloudProcess.BUCKET + "/o?prefix=" + encoded(prefix);
    HttpResponse<byte[]> answer = send("GET", path, new byte[0], "");
    Map<String, JsonNode> there = new TreeMap<>();
    Json.read(answer.body())
        .path("items")
        .forEach(item -> there.put(item.path("name").asText(), item));
    assertThat(there.keySet()).isEqualTo(known.keySet());
    for (var entry : known.entrySet()) {
      check(entry.getKey(), entry.getValue(), there.get(entry.getKey()));
    }
  }

  private void check(String name, Known known, JsonNode there)
      throws IOException, InterruptedException {
    assertThat(there.path("generation").asLong()).as(name).isEqualTo(known.generation());
    assertThat(there.path("metageneration").asLong()).as(name).isEqualTo(known.metageneration());
    assertThat(there.path("metadata").path("note").asText()).as(name).isEqualTo(known.note());
    byte[] bytes = known.content().array();
    Checksums checksums = new Checksums();
    checksums.update(bytes, bytes.length);
    StoredBytes expected = checksums.of("", bytes.length);
    assertThat(there.path("crc32c").asText()).as(name).isEqualTo(expected.crc32cText());
    HttpResponse<byte[]> content = send("GET", object(name) + "?alt=media", new byte[0], "");
    assertThat(Arrays.equals(content.body(), bytes)).as("bytes of %s", name).isTrue();
  }

  private HttpResponse<byte[]> send(String method, String path, byte[] body, String range)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(cloud + path))
            .method(method, BodyPublishers.ofByteArray(body));
    if (!range.isEmpty()) {
      request.header("Content-Range", range);
    }
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  private String over(String name) {
    Known old = known.get(name);
    return "ifGenerationMatch=" + (old == null ? 0 : old.generation());
  }

  private String anyName() {
    return prefix + NAMES.get(random.nextInt(NAMES.size()));
  }

  private byte[] content(int upTo) {
    byte[] content = new byte[random.nextInt(upTo)];
    random.nextBytes(content);
    return content;
  }

  private static String object(String name) {
    return "/storage/v1/b/" + CloudProcess.BUCKET + "/o/" + encoded(name);
  }

  private static String encoded(String name) {
    return PercentEncoding.encode(name, "");
  }
}
