package dev.headrace.local.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.local.http.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What other clients send, byte by byte. */
class StorageWireTest {
  private static final int CHUNK = 256 * 1024;

  @TempDir private static Path folder;
  private static LocalStorage local;
  private static int buckets;

  private final HttpClient http = HttpClient.newHttpClient();
  private String bucket;

  @BeforeAll
  static void start() throws IOException {
    local = new LocalStorage(folder);
  }

  @AfterAll
  static void stop() throws IOException {
    local.close();
  }

  @BeforeEach
  void makeBucket() throws IOException {
    buckets++;
    bucket = "wire-" + buckets;
    local.storage.createBucket(bucket);
  }

  @Test
  void theConnectorAsksForTheLayout() throws Exception {
    assertThat(get("/storage/v1/b/" + bucket + "/storageLayout?alt=json").body())
        .contains("\"hierarchicalNamespace\":{\"enabled\":false}");
    assertThat(get("/storage/v1/b/missing/storageLayout").statusCode()).isEqualTo(404);
  }

  @Test
  void aDeleteAnswersWithoutContent() throws Exception {
    upload("a", "x");
    HttpResponse<String> answer = send("DELETE", object("a"), "");

    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.body()).isEmpty();
    assertThat(send("DELETE", object("a"), "").statusCode()).isEqualTo(404);
  }

  @Test
  void everyUploadAnswersWithItsChecksum() throws Exception {
    HttpResponse<String> answer = upload("a", "123456789");

    assertThat(answer.body()).contains("\"crc32c\":\"4waSgw==\"");
    assertThat(answer.body()).contains("\"md5Hash\":\"JfnnlDI7RTiF9RgfG2JNCw==\"");
    assertThat(answer.headers().firstValue("x-goog-hash"))
        .contains("crc32c=4waSgw==,md5=JfnnlDI7RTiF9RgfG2JNCw==");
  }

  @Test
  void wrongChecksumsAreRefused() throws Exception {
    String resource = "{\"name\":\"a\",\"crc32c\":\"AAAAAA==\"}";

    assertThat(multipart("x", "x", resource, "data").statusCode()).isEqualTo(400);
    assertThat(get(object("a")).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({"x, x", "'===============0123==', '\"===============0123==\"'"})
  void boundariesMayBeQuoted(String boundary, String quoted) throws Exception {
    String content = "a\r\n--not the boundary\r\n\r\n";

    assertThat(multipart(boundary, quoted, "{\"name\":\"a\"}", content).statusCode())
        .isEqualTo(200);
    assertThat(get(object("a") + "?alt=media").body()).isEqualTo(content);
  }

  @Test
  void aMultipartBodyThatIsCutMakesNoObject() throws Exception {
    String body =
        "--x\r\nContent-Type: application/json\r\n\r\n{\"name\":\"a\"}\r\n"
            + "--x\r\nContent-Type: a/b\r\n\r\nhalf of the da";
    HttpRequest request =
        request("/upload/storage/v1/b/" + bucket + "/o?uploadType=multipart")
            .header("Content-Type", "multipart/related; boundary=x")
            .POST(BodyPublishers.ofString(body))
            .build();

    assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(400);
    assertThat(get(object("a")).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=0-4, 206, 01234, bytes 0-4/10",
    "bytes=5-, 206, 56789, bytes 5-9/10",
    "bytes=-3, 206, 789, bytes 7-9/10",
    "bytes=-30, 206, 0123456789, bytes 0-9/10",
    "bytes=8-100, 206, 89, bytes 8-9/10",
    "bytes=0-1, 206, 01, bytes 0-1/10",
    "'bytes=0-1,3-4', 200, 0123456789, ",
    "bytes=5-2, 200, 0123456789, ",
    "lines=1-2, 200, 0123456789, ",
    "bytes=10-, 416, , bytes */10",
    "bytes=-0, 416, , bytes */10",
  })
  void rangesAreServedOnBothPaths(String range, int status, String content, String contentRange)
      throws Exception {
    upload("a", "0123456789");
    for (String path : List.of("/storage/v1", "/download/storage/v1")) {
      HttpRequest request =
          request(path + "/b/" + bucket + "/o/a?alt=media").header("Range", range).build();
      HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());

      assertThat(answer.statusCode()).isEqualTo(status);
      assertThat(answer.headers().firstValue("Content-Range").orElse(null)).isEqualTo(contentRange);
      if (content != null) {
        assertThat(answer.body()).isEqualTo(content);
      }
      if (status != 416) {
        assertThat(answer.headers().firstValue("x-goog-generation")).isPresent();
        assertThat(answer.headers().firstValue("x-goog-stored-content-length")).contains("10");
        assertThat(answer.headers().firstValue("x-goog-hash").orElse("")).contains("crc32c=");
      }
    }
  }

  @Test
  void headAnswersLikeGetWithoutBody() throws Exception {
    upload("a", "x");

    assertThat(send("HEAD", object("a"), "").statusCode()).isEqualTo(200);
    assertThat(send("HEAD", object("b"), "").statusCode()).isEqualTo(404);
    HttpResponse<String> media = send("HEAD", object("a") + "?alt=media", "");
    assertThat(media.headers().firstValue("Content-Length")).contains("1");
    assertThat(media.body()).isEmpty();
  }

  @Test
  void anUnchangedObjectIsNotSentAgain() throws Exception {
    String generation =
        Json.read(upload("a", "x").body().getBytes(UTF_8)).get("generation").asText();

    HttpResponse<String> answer = get(object("a") + "?ifGenerationNotMatch=" + generation);

    assertThat(answer.statusCode()).isEqualTo(304);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void anEmptyPageTokenIsNone() throws Exception {
    upload("a", "x");

    assertThat(
            get("/storage/v1/b/" + bucket + "/o?pageToken=&prefix=&delimiter=/&fields=items")
                .body())
        .contains("\"name\":\"a\"");
    assertThat(get("/storage/v1/b/" + bucket + "/o?pageToken=x").statusCode()).isEqualTo(400);
  }

  @Test
  void aReaderMayHangUpEarly() throws Exception {
    byte[] large = new byte[20_000_000];
    put("large", large);
    for (int i = 0; i < 3; i++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), local.server.port())) {
        socket
            .getOutputStream()
            .write(
                ("GET " + object("large") + "?alt=media HTTP/1.1\r\nHost: localhost\r\n\r\n")
                    .getBytes(UTF_8));
        assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
      }
    }

    assertThat(get(object("large")).statusCode()).isEqualTo(200);
  }

  @Test
  void packedObjectsAreUnpackedForReadersWhoCannot() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write("hello".getBytes(UTF_8));
    }
    local.storage.put(
        new ObjectKey(bucket, "a"),
        Attributes.in(Json.object().put("contentEncoding", "gzip")),
        new ByteArrayInputStream(packed.toByteArray()),
        Conditions.NONE);

    assertThat(get(object("a") + "?alt=media").body()).isEqualTo("hello");
    HttpRequest packedRequest =
        request(object("a") + "?alt=media").header("Accept-Encoding", "gzip").build();
    assertThat(http.send(packedRequest, BodyHandlers.ofByteArray()).body())
        .isEqualTo(packed.toByteArray());
  }

  @Test
  void aBodyMayBeSentPacked() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write("{\"cacheControl\":\"no-store\"}".getBytes(UTF_8));
    }
    upload("a", "x");
    HttpRequest patch =
        request(object("a"))
            .header("Content-Encoding", "gzip")
            .header("X-HTTP-Method-Override", "PATCH")
            .POST(BodyPublishers.ofByteArray(packed.toByteArray()))
            .build();

    assertThat(http.send(patch, BodyHandlers.ofString()).body()).contains("no-store");
  }

  @ParameterizedTest
  @CsvSource({
    "'crc32c=4waSgw==', 200",
    "'md5=JfnnlDI7RTiF9RgfG2JNCw==', 200",
    "'crc32c=4waSgw==,md5=JfnnlDI7RTiF9RgfG2JNCw==', 200",
    "'crc32c=AAAAAA==', 400",
    "'crc32c=4waSgw==,md5=AAAAAAAAAAAAAAAAAAAAAA==', 400",
  })
  void anUploadIsHeldAgainstItsChecksums(String hash, int status) throws Exception {
    HttpRequest media =
        request("/upload/storage/v1/b/" + bucket + "/o?uploadType=media&name=a")
            .header("x-goog-hash", hash)
            .POST(BodyPublishers.ofString("123456789"))
            .build();
    assertThat(http.send(media, BodyHandlers.ofString()).statusCode()).isEqualTo(status);
    HttpRequest chunk =
        HttpRequest.newBuilder(begin("b", ""))
            .header("Content-Range", "bytes 0-8/9")
            .header("x-goog-hash", hash)
            .PUT(BodyPublishers.ofString("123456789"))
            .build();
    assertThat(http.send(chunk, BodyHandlers.ofString()).statusCode()).isEqualTo(status);
    assertThat(get(object("a")).statusCode()).isEqualTo(status == 200 ? 200 : 404);
    assertThat(get(object("b")).statusCode()).isEqualTo(status == 200 ? 200 : 404);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /copyTo/b/B/o/to?, ''",
    "POST, /rewriteTo/b/B/o/to?, ''",
    "POST, /moveTo/o/to?, ''",
  })
  void sourcesAndTargetsHaveAllConditions(String method, String path, String body)
      throws Exception {
    String from = generation(upload("from", "one"));
    String to = generation(upload("to", "two"));
    for (String wrong :
        List.of(
            "ifGenerationMatch=0",
            "ifGenerationMatch=1",
            "ifGenerationNotMatch=" + to,
            "ifMetagenerationMatch=2",
            "ifMetagenerationNotMatch=1",
            "ifSourceGenerationMatch=1",
            "ifSourceGenerationNotMatch=" + from,
            "ifSourceMetagenerationMatch=2",
            "ifSourceMetagenerationNotMatch=1")) {
      String target = object("from") + path.replace("/b/B/", "/b/" + bucket + "/") + wrong;
      assertThat(send(method, target, body).statusCode()).as(wrong).isEqualTo(412);
    }
    assertThat(new String(read("to"), UTF_8)).isEqualTo("two");
    String right =
        "ifGenerationMatch="
            + to
            + "&ifMetagenerationMatch=1&ifMetagenerationNotMatch=2&ifGenerationNotMatch=1"
            + "&ifSourceGenerationMatch="
            + from
            + "&ifSourceMetagenerationMatch=1";
    String target = object("from") + path.replace("/b/B/", "/b/" + bucket + "/") + right;
    assertThat(send(method, target, body).statusCode()).isEqualTo(200);
    assertThat(new String(read("to"), UTF_8)).isEqualTo("one");
  }

  @Test
  void changesAndUploadsHaveAllConditions() throws Exception {
    String generation = generation(upload("a", "one"));
    String compose = "{\"sourceObjects\":[{\"name\":\"a\"}]}";
    for (String wrong :
        List.of(
            "ifGenerationMatch=1",
            "ifGenerationNotMatch=" + generation,
            "ifMetagenerationMatch=2",
            "ifMetagenerationNotMatch=1")) {
      String upload = "/upload/storage/v1/b/" + bucket + "/o?name=a&" + wrong + "&uploadType=";
      assertThat(send("POST", upload + "media", "x").statusCode()).as(wrong).isEqualTo(412);
      URI session = begin("a", "&" + wrong);
      assertThat(put(session, "bytes 0-0/1", new byte[1]).statusCode()).as(wrong).isEqualTo(412);
      assertThat(send("PATCH", object("a") + "?" + wrong, "{}").statusCode()).isEqualTo(412);
      assertThat(send("PUT", object("a") + "?" + wrong, "{}").statusCode()).isEqualTo(412);
      assertThat(send("DELETE", object("a") + "?" + wrong, "").statusCode()).isEqualTo(412);
      assertThat(send("POST", object("a") + "/compose?" + wrong, compose).statusCode())
          .isEqualTo(412);
    }
    assertThat(generation(get(object("a")))).isEqualTo(generation);
  }

  @Test
  void aPartToComposeHasACondition() throws Exception {
    String generation = generation(upload("a", "one"));
    for (String[] part : new String[][] {{"1", "412"}, {generation, "200"}}) {
      String compose =
          "{\"sourceObjects\":[{\"name\":\"a\",\"objectPreconditions\":{\"ifGenerationMatch\":\""
              + part[0]
              + "\"}}]}";
      assertThat(send("POST", object("b") + "/compose", compose).statusCode())
          .isEqualTo(Integer.parseInt(part[1]));
    }
  }

  @Test
  void aFieldThatIsNullIsAsIfItWereLeftOut() throws Exception {
    upload("a", "one");
    String part = "{\"name\":\"a\",\"generation\":null,\"objectPreconditions\":null}";
    String compose = "{\"sourceObjects\":[" + part + "],\"destination\":null}";

    assertThat(send("POST", object("b") + "/compose", compose).statusCode()).isEqualTo(200);
    assertThat(new String(read("b"), UTF_8)).isEqualTo("one");
  }

  // Faults

  @Test
  void anUploadThatIsRefusedHalfWayKeepsItsWholeBlocks() throws Exception {
    URI session = begin("a", "");
    byte[] content = random(CHUNK * 3);
    HttpRequest broken =
        HttpRequest.newBuilder(session)
            .header("Content-Range", "bytes 0-" + (content.length - 1) + "/" + content.length)
            .header("x-headrace-fault", "refuse-503-" + (CHUNK + CHUNK / 2))
            .PUT(BodyPublishers.ofByteArray(content))
            .build();

    assertThat(http.send(broken, BodyHandlers.ofString()).statusCode()).isEqualTo(503);
    assertThat(put(session, "bytes */*", new byte[0]).headers().firstValue("Range"))
        .contains("bytes=0-" + (CHUNK - 1));
    assertThat(chunk(session, content, CHUNK, content.length, "" + content.length).statusCode())
        .isEqualTo(200);
    assertThat(read("a")).isEqualTo(content);
  }

  @Test
  void aNameIsChangedOnceASecondIfThatIsAskedFor() throws Exception {
    upload("a", "x");
    send("POST", "/local/faults", "{\"oneWriteASecond\":true}");
    try {
      assertThat(upload("a", "y").statusCode()).isEqualTo(200);
      HttpResponse<String> refused = upload("a", "z");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.body()).contains("rateLimitExceeded");
      assertThat(refused.headers().firstValue("Retry-After")).contains("1");
      assertThat(send("PATCH", object("a"), "{}").statusCode()).isEqualTo(429);
      assertThat(send("POST", object("a") + "/moveTo/o/b", "").statusCode()).isEqualTo(429);
      assertThat(upload("b", "y").statusCode()).isEqualTo(200);
      assertThat(new String(read("a"), UTF_8)).isEqualTo("y");
    } finally {
      send("DELETE", "/local/faults", "");
    }
    assertThat(upload("a", "z").statusCode()).isEqualTo(200);
  }

  // Resumable uploads

  @Test
  void anUploadAsksForItsStateWithoutChangingIt() throws Exception {
    URI session = begin("a", "");
    byte[] content = random(CHUNK * 2 + 100);

    assertThat(chunk(session, content, 0, CHUNK, "*").statusCode()).isEqualTo(308);
    for (int i = 0; i < 3; i++) {
      HttpResponse<String> state = put(session, "bytes */*", new byte[0]);
      assertThat(state.statusCode()).isEqualTo(308);
      assertThat(state.headers().firstValue("Range")).contains("bytes=0-" + (CHUNK - 1));
    }
    assertThat(get(object("a")).statusCode()).isEqualTo(404);
    assertThat(chunk(session, content, CHUNK, content.length, "" + content.length).statusCode())
        .isEqualTo(200);
    assertThat(read("a")).isEqualTo(content);
  }

  @Test
  void aStateWithoutBytesHasNoRange() throws Exception {
    HttpResponse<String> state = put(begin("a", ""), "bytes */*", new byte[0]);

    assertThat(state.statusCode()).isEqualTo(308);
    assertThat(state.headers().firstValue("Range")).isEmpty();
  }

  @Test
  void anEmptyRequestEndsAnUploadOnlyWhenAllBytesCame() throws Exception {
    URI session = begin("a", "");
    byte[] content = random(CHUNK);
    chunk(session, content, 0, CHUNK, "*");

    assertThat(put(session, "bytes */" + (CHUNK + 1), new byte[0]).statusCode()).isEqualTo(308);
    assertThat(put(session, "bytes */" + CHUNK, new byte[0]).statusCode()).isEqualTo(200);
    assertThat(read("a")).isEqualTo(content);
    assertThat(put(begin("empty", ""), "bytes */0", new byte[0]).statusCode()).isEqualTo(200);
    assertThat(read("empty")).isEmpty();
  }

  @Test
  void aChunkThatComesAgainIsPlacedByItsOffset() throws Exception {
    URI session = begin("a", "");
    byte[] content = random(CHUNK * 3);
    chunk(session, content, 0, CHUNK * 2, "*");
    chunk(session, content, CHUNK, CHUNK * 2, "*");

    assertThat(chunk(session, content, CHUNK, CHUNK * 3, "" + CHUNK * 3).statusCode())
        .isEqualTo(200);
    assertThat(read("a")).isEqualTo(content);
  }

  @Test
  void aChunkBehindAGapIsRefused() throws Exception {
    URI session = begin("a", "");
    byte[] content = random(CHUNK * 2);

    assertThat(chunk(session, content, CHUNK, CHUNK * 2, "*").statusCode()).isEqualTo(503);
    assertThat(put(session, "bytes */*", new byte[0]).headers().firstValue("Range")).isEmpty();
  }

  @Test
  void theLastAnswerIsGivenAgain() throws Exception {
    URI session = begin("a", "&ifGenerationMatch=0");
    byte[] content = random(1000);
    HttpResponse<String> first = chunk(session, content, 0, 1000, "1000");

    assertThat(chunk(session, content, 0, 1000, "1000").body()).isEqualTo(first.body());
    assertThat(put(session, "bytes */1000", new byte[0]).body()).isEqualTo(first.body());
    assertThat(put(session, "bytes */*", new byte[0]).statusCode()).isEqualTo(200);
  }

  @Test
  void aChunkThatIsCutKeepsItsWholeBlocks() throws Exception {
    URI session = begin("a", "");
    byte[] content = random(CHUNK * 3);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), local.server.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("PUT "
                  + session.getRawPath()
                  + "?"
                  + session.getRawQuery()
                  + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                  + content.length
                  + "\r\nContent-Range: bytes 0-"
                  + (content.length - 1)
                  + "/"
                  + content.length
                  + "\r\n\r\n")
              .getBytes(UTF_8));
      out.write(content, 0, CHUNK + CHUNK / 2);
      socket.shutdownOutput();
      assertThat(socket.getInputStream().readAllBytes()).isNotNull();
    }

    assertThat(put(session, "bytes */*", new byte[0]).headers().firstValue("Range"))
        .contains("bytes=0-" + (CHUNK - 1));
    assertThat(chunk(session, content, CHUNK, content.length, "" + content.length).statusCode())
        .isEqualTo(200);
    assertThat(read("a")).isEqualTo(content);
  }

  @Test
  void anUploadIsCancelled() throws Exception {
    URI session = begin("a", "");
    chunk(session, random(CHUNK), 0, CHUNK, "*");
    HttpRequest cancel = HttpRequest.newBuilder(session).DELETE().build();

    assertThat(http.send(cancel, BodyHandlers.ofString()).statusCode()).isEqualTo(499);
    assertThat(put(session, "bytes */*", new byte[0]).statusCode()).isEqualTo(404);
  }

  @Test
  void anUploadWithoutRangeIsWhole() throws Exception {
    URI session = begin("a", "");
    HttpRequest request =
        HttpRequest.newBuilder(session).PUT(BodyPublishers.ofString("hello")).build();

    assertThat(http.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    assertThat(new String(read("a"), UTF_8)).isEqualTo("hello");
  }

  @Test
  void theUploadIsWhereTheClientReachesUs() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), local.server.port())) {
      socket
          .getOutputStream()
          .write(
              ("POST /upload/storage/v1/b/"
                      + bucket
                      + "/o?uploadType=resumable&name=a%2Fb HTTP/1.1\r\n"
                      + "Host: localhost:9\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                  .getBytes(UTF_8));

      assertThat(new String(socket.getInputStream().readAllBytes(), UTF_8))
          .contains("Location: http://localhost:9/upload/storage/v1/b/" + bucket + "/o?")
          .contains("name=a%2Fb&upload_id=");
    }
  }

  @ParameterizedTest
  @CsvSource({"../../etc", "x", "00000000000000000000000000000000"})
  void unknownUploadsAreNotFound(String id) throws Exception {
    URI session =
        URI.create(local.server.url() + "/upload/storage/v1/b/" + bucket + "/o?upload_id=" + id);

    assertThat(put(session, "bytes */*", new byte[0]).statusCode()).isEqualTo(404);
  }

  // Words of the tests

  private static String generation(HttpResponse<String> answer) {
    return Json.read(answer.body().getBytes(UTF_8)).path("generation").asText();
  }

  private URI begin(String name, String query) throws Exception {
    HttpRequest request =
        request("/upload/storage/v1/b/" + bucket + "/o?uploadType=resumable" + query)
            .POST(BodyPublishers.ofString(Json.object().put("name", name).toString()))
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return URI.create(answer.headers().firstValue("Location").orElseThrow());
  }

  private HttpResponse<String> chunk(URI session, byte[] content, int from, int to, String total)
      throws Exception {
    return put(
        session,
        "bytes " + from + "-" + (to - 1) + "/" + total,
        Arrays.copyOfRange(content, from, to));
  }

  private HttpResponse<String> put(URI session, String range, byte[] bytes) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(session)
            .header("Content-Range", range)
            .PUT(BodyPublishers.ofByteArray(bytes))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> multipart(
      String boundary, String quoted, String resource, String content) throws Exception {
    String body =
        String.join(
            "\r\n",
            "--" + boundary,
            "Content-Type: application/json; charset=UTF-8",
            "",
            resource,
            "--" + boundary,
            "Content-Type: text/plain",
            "",
            content,
            "--" + boundary + "--",
            "");
    HttpRequest request =
        request("/upload/storage/v1/b/" + bucket + "/o?uploadType=multipart&prettyPrint=false")
            .header("Content-Type", "multipart/related; boundary=" + quoted)
            .POST(BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private HttpResponse<String> upload(String name, String content) throws Exception {
    return send(
        "POST", "/upload/storage/v1/b/" + bucket + "/o?uploadType=media&name=" + name, content);
  }

  private void put(String name, byte[] content) throws IOException {
    local.storage.put(
        new ObjectKey(bucket, name),
        Attributes.ofType("a/b"),
        new ByteArrayInputStream(content),
        Conditions.NONE);
  }

  private byte[] read(String name) throws Exception {
    try (ObjectStorage.Opened opened = local.storage.open(new ObjectKey(bucket, name))) {
      return opened.content().readAllBytes();
    }
  }

  private String object(String encodedName) {
    return "/storage/v1/b/" + bucket + "/o/" + encodedName;
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send("GET", path, "");
  }

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    HttpRequest request =
        request(path)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(local.server.url() + path));
  }

  private static byte[] random(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }
}
