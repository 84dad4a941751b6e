package dev.headrace.local.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiServerTest {
  private static final Instant NOW = Instant.parse("2001-05-15T04:15:00Z");

  private final Dispatcher dispatcher = new Dispatcher();
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicInteger counted = new AtomicInteger();
  private final CountDownLatch applied = new CountDownLatch(1);
  private ApiServer server;

  @BeforeEach
  void start() throws IOException {
    dispatcher.add(
        "things.get",
        "GET",
        "/v1/things/{thing}",
        exchange -> exchange.answer(200, Json.object().put("name", exchange.variable("thing"))));
    dispatcher.add(
        "things.run",
        "POST",
        "/v1/things/{thing}:run",
        exchange -> exchange.answer(200, Json.object().put("ran", exchange.variable("thing"))));
    dispatcher.add(
        "things.patch",
        "PATCH",
        "/v1/things/{thing}",
        exchange -> exchange.answer(200, exchange.json()));
    dispatcher.add(
        "things.count",
        "GET",
        "/v1/count",
        exchange -> {
          counted.incrementAndGet();
          applied.countDown();
          exchange.answer(200);
        });
    dispatcher.add("things.list", "GET", "/v1/things", ApiServerTest::describeQuery);
    dispatcher.add(
        "things.missing",
        "GET",
        "/v1/missing",
        exchange -> {
          throw ApiError.notFound("No such thing");
        });
    dispatcher.add(
        "things.broken",
        "GET",
        "/v1/broken",
        exchange -> {
          throw new IllegalStateException("bug");
        });
    dispatcher.add(
        "things.large",
        "GET",
        "/v1/large",
        exchange -> {
          try (OutputStream out = exchange.stream(200, "text/plain", 3_000_000)) {
            for (int i = 0; i < 3; i++) {
              out.write(new byte[1_000_000]);
            }
          }
        });
    server =
        ApiServer.start(
            new ApiServer.Settings("127.0.0.1", 0, Set.of("Lake.Test")),
            dispatcher,
            InstantSource.fixed(NOW));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "plain, plain",
    "a%2Fb, a/b",
    "%2e%2e, ..",
    ".., ..",
    "a%252Fb, a%2Fb",
    "a+b, a+b",
    "a;b=c, a;b=c",
    "%F0%9F%92%A9, 💩",
    "%01, '\u0001'",
    "a%3Arun, a:run",
  })
  void namesAreDecodedOnceAfterRouting(String raw, String name) throws Exception {
    assertThat(raw("GET /v1/things/" + raw + " HTTP/1.1", "Host: localhost"))
        .startsWith("HTTP/1.1 200")
        .endsWith(Json.object().put("name", name).toString());
  }

  @Test
  void aNameThatIsNotUtf8IsRefused() throws Exception {
    assertThat(raw("GET /v1/things/%ff HTTP/1.1", "Host: localhost"))
        .startsWith("HTTP/1.1 400")
        .contains("The URL is not UTF-8: %ff");
  }

  @Test
  void aVerbEndsTheSegment() throws Exception {
    assertThat(post("/v1/things/a:run", "").body()).isEqualTo("{\"ran\":\"a\"}");
  }

  @Test
  void theMethodCanBeOverridden() throws Exception {
    HttpRequest request =
        request("/v1/things/a")
            .header("X-HTTP-Method-Override", "PATCH")
            .POST(BodyPublishers.ofString("{\"a\":1}"))
            .build();

    assertThat(send(request).body()).isEqualTo("{\"a\":1}");
  }

  @Test
  void compressedBodiesAreRead() throws Exception {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(compressed)) {
      gzip.write("{\"a\":1}".getBytes(StandardCharsets.UTF_8));
    }
    HttpRequest request =
        request("/v1/things/a")
            .header("Content-Encoding", "gzip")
            .method("PATCH", BodyPublishers.ofByteArray(compressed.toByteArray()))
            .build();

    assertThat(send(request).body()).isEqualTo("{\"a\":1}");
  }

  @ParameterizedTest
  @CsvSource({
    "'', ''",
    "text=a%2Fb%3D, text=a/b=",
    "text=a+b, text=a b",
    "text, ''",
    "text=, ''",
    "pageSize=0&text=x, text=x number=0",
    "$alt=json;enum-encoding%3Dint, alt=json;enum-encoding=int",
  })
  void aKeyWithoutValueIsAbsent(String query, String read) throws Exception {
    assertThat(send(request("/v1/things?" + query).build()).body()).isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource({
    "[1], 400, JSON body: an object is needed.",
    "'{', 400, 'JSON body: Unexpected end-of-input'",
    "'{\"a\":1,\"a\":2}', 400, JSON body: Duplicate field 'a'",
    "'{} {}', 400, JSON body: Trailing token",
  })
  void bodiesThatAreNotJsonObjectsAreRefused(String body, int status, String message)
      throws Exception {
    HttpResponse<String> answer = patch(body);

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains(message.substring(0, 20));
  }

  @Test
  void deepAndLargeBodiesAreRefused() throws Exception {
    assertThat(patch("{\"a\":".repeat(100) + "1" + "}".repeat(100)).statusCode()).isEqualTo(413);
    assertThat(patch("{\"a\":\"" + "x".repeat(9_000_000) + "\"}").statusCode()).isEqualTo(413);
  }

  @Test
  void errorsHaveTheFormOfGooglesApis() throws Exception {
    HttpResponse<String> answer = send(request("/v1/missing").build());

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body())
        .isEqualTo(
            "{\"error\":{\"code\":404,\"message\":\"No such thing\",\"errors\":[{\"message\":\"No"
                + " such thing\",\"domain\":\"global\",\"reason\":\"notFound\"}],"
                + "\"status\":\"NOT_FOUND\"}}");
  }

  @Test
  void aBugIsAnInternalError() throws Exception {
    HttpResponse<String> answer = send(request("/v1/broken").build());

    assertThat(answer.statusCode()).isEqualTo(500);
    assertThat(answer.body()).contains("\"reason\":\"internalError\"");
  }

  @Test
  void unknownPathsAndMethodsAreRefused() throws Exception {
    assertThat(send(request("/v1/other").build()).statusCode()).isEqualTo(404);
    assertThat(send(request("/v1/large").DELETE().build()).statusCode()).isEqualTo(405);
  }

  @Test
  void longAnswersAreStreamed() throws Exception {
    assertThat(send(request("/v1/large").build()).body()).hasSize(3_000_000);
  }

  @Test
  void theDateIsThatOfTheLocalClock() throws Exception {
    assertThat(send(request("/v1/large").build()).headers().firstValue("Date"))
        .contains("Tue, 15 May 2001 04:15:00 GMT");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LOCALHOST:80", "127.0.0.1:4443", "[::1]", "[::1]:9", "lake.test"})
  void ownHostsAreAnswered(String host) throws Exception {
    assertThat(raw("GET /v1/things/a HTTP/1.1", "Host: " + host)).startsWith("HTTP/1.1 200");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.test", "127.0.0.1.evil.test", "localhost.evil.test:4443", "10.0.0.1"})
  void foreignHostsAreRefused(String host) throws Exception {
    assertThat(raw("GET /v1/things/a HTTP/1.1", "Host: " + host))
        .startsWith("HTTP/1.1 421")
        .contains("This server does not answer for " + host);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8085, 200",
    "http://127.0.0.1, 200",
    "https://evil.test, 403",
    "http://localhost.evil.test, 403",
    "null, 403",
  })
  void foreignOriginsAreRefused(String origin, int status) throws Exception {
    assertThat(raw("GET /v1/things/a HTTP/1.1", "Host: localhost", "Origin: " + origin))
        .startsWith("HTTP/1.1 " + status);
  }

  @Test
  void aTakenPortIsSaid() {
    assertThatThrownBy(
            () ->
                ApiServer.start(
                    ApiServer.Settings.loopback(server.port()), dispatcher, InstantSource.system()))
        .isInstanceOf(IOException.class)
        .hasMessage("Port " + server.port() + " on 127.0.0.1 is taken.");
  }

  @Test
  void requestsAreCountedByOperationAndClient() throws Exception {
    send(request("/v1/things/a").header("User-Agent", "GHFS/4.0.4 (GPN:x)").build());
    send(request("/v1/things/b").header("x-goog-api-client", "gl-java/17 gccl/2.64.1").build());
    send(request("/v1/missing").build());

    assertThat(dispatcher.counters().total("things.get")).isEqualTo(2);
    assertThat(dispatcher.counters().total("things.get", "gcs-connector")).isEqualTo(1);
    assertThat(send(request("/local/counters").build()).body())
        .isEqualTo(
            "{\"operations\":{\"things.get\":{\"gcs-connector\":1,\"java"
                + " Java-http-client\":1},\"things.missing\":{\"Java-http-client\":1}},\"total\":3}");

    send(request("/local/counters").DELETE().build());
    assertThat(dispatcher.counters().total("")).isZero();
  }

  @Test
  void aRuleRefusesSoManyRequests() throws Exception {
    rules("{\"operation\":\"things.get\",\"action\":\"refuse\",\"status\":429,\"times\":1}");

    HttpResponse<String> refused = send(request("/v1/things/a").build());
    assertThat(refused.statusCode()).isEqualTo(429);
    assertThat(refused.body()).contains("rateLimitExceeded");
    assertThat(send(request("/v1/things/a").build()).statusCode()).isEqualTo(200);
  }

  @Test
  void aRuleLosesAnswers() throws Exception {
    rules("{\"path\":\"things/a\",\"action\":\"lose\",\"times\":1}");

    assertThat(raw("GET /v1/things/a HTTP/1.1", "Host: localhost")).isEmpty();
    assertThat(raw("GET /v1/things/a HTTP/1.1", "Host: localhost")).startsWith("HTTP/1.1 200");
  }

  @Test
  void aResetLeavesEverythingAsItWas() throws Exception {
    rules("{\"action\":\"reset\",\"times\":1}");

    assertThat(raw("GET /v1/count HTTP/1.1", "Host: localhost")).isEmpty();
    assertThat(counted.get()).isZero();
    assertThat(raw("GET /v1/count HTTP/1.1", "Host: localhost")).startsWith("HTTP/1.1 200");
  }

  @Test
  void aLateRequestIsAppliedAfterItsClientIsGone() throws Exception {
    rules("{\"action\":\"late\",\"delay\":\"PT0.05S\",\"times\":1}");

    assertThat(raw("GET /v1/count HTTP/1.1", "Host: localhost")).isEmpty();
    assertThat(applied.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(counted.get()).isEqualTo(1);
  }

  @Test
  void aStalledRequestIsAnsweredInTheEnd() throws Exception {
    long before = System.nanoTime();
    HttpRequest request =
        request("/v1/things/a").header("x-headrace-fault", "stall-PT0.2S").build();

    assertThat(send(request).statusCode()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(199));
  }

  @ParameterizedTest
  @CsvSource({"0, ''", "5, {\"nam", "1000, '{\"name\":\"a\"'"})
  void anAnswerIsCut(int bytes, String arrived) throws Exception {
    String answer =
        raw("GET /v1/things/a HTTP/1.1", "Host: localhost", "x-headrace-fault: cut-" + bytes);

    assertThat(answer).startsWith("HTTP/1.1 200").contains("Content-Length: 12");
    assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4)).isEqualTo(arrived);
  }

  @Test
  void aRequestIsRefusedInTheMiddleOfItsBody() throws Exception {
    HttpRequest request =
        request("/v1/things/a")
            .method("PATCH", BodyPublishers.ofString("{\"a\":1}"))
            .header("x-headrace-fault", "refuse-500-3")
            .build();

    assertThat(send(request).statusCode()).isEqualTo(500);
  }

  @Test
  void aRuleSaysHowOftenItStruck() throws Exception {
    rules("{\"action\":\"refuse\",\"times\":2}");
    for (int i = 0; i < 3; i++) {
      send(request("/v1/things/a").build());
    }

    assertThat(send(request("/local/faults").build()).body())
        .contains("\"struck\":2", "\"times\":0", "\"oneWriteASecond\":false");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"rules\":[{\"action\":\"explode\"}]}",
        "{\"rules\":[{\"action\":\"refuse\",\"probabilty\":0.1}]}",
        "{\"rules\":[{\"action\":\"refuse\",\"status\":200}]}",
        "{\"rules\":[{\"action\":\"stall\"}]}",
        "{\"rules\":[{\"action\":\"late\",\"delay\":\"-PT1S\"}]}",
        "{\"rules\":[{\"action\":\"cut\"}]}",
        "{\"rules\":[{\"action\":\"refuse\",\"status\":\"503\"}]}",
        "{\"rules\":[{\"action\":\"refuse\",\"status\":503.5}]}",
        "{\"rules\":[{\"action\":\"reset\",\"probability\":\"often\"}]}",
        "{\"rules\":[{\"action\":\"reset\",\"probability\":2}]}",
        "{\"rules\":[{\"action\":\"reset\",\"times\":\"3\"}]}",
        "{\"rules\":[{\"action\":\"reset\",\"times\":-1}]}",
        "{\"rules\":[{\"action\":\"reset\",\"seed\":true}]}",
        "{\"rules\":[{\"action\":\"reset\",\"path\":7}]}",
        "{\"rules\":[{\"action\":\"reset\",\"operation\":[]}]}",
        "{\"rules\":[1]}",
        "{\"rules\":{}}",
        "{\"oneWriteASecond\":\"yes\"}",
        "{\"rule\":[]}"
      })
  void faultsThatNobodyUnderstandsAreRefusedAsAWhole(String body) throws Exception {
    rules("{\"action\":\"refuse\",\"path\":\"kept\"}");

    assertThat(post("/local/faults", body).statusCode()).isEqualTo(400);
    assertThat(send(request("/local/faults").build()).body()).contains("kept");
    HttpRequest wrong = request("/v1/things/a").header("x-headrace-fault", "lose-1").build();
    assertThat(send(wrong).statusCode()).isEqualTo(400);
  }

  @Test
  void allThatIsWrongWithFaultsIsToldWithItsPlaceAndARemedy() throws Exception {
    String body =
        "{\"rules\":[{\"action\":\"reset\",\"times\":\"3\"},"
            + "{\"action\":\"stall\",\"probability\":\"often\",\"sed\":1}],"
            + "\"oneWriteASecond\":1}";

    assertThat(message(post("/local/faults", body)))
        .isEqualTo(
            "oneWriteASecond: must be true or false, but is 1. Write it without quotes.; "
                + "rules[0].times: must be a whole number from 0, but is \"3\"."
                + " Write it like 7.; "
                + "rules[1].sed: is not known. Write one of action, after, bytes, delay,"
                + " operation, path, probability, seed, status, times.; "
                + "rules[1].delay: must be a duration to PT15M, but is missing."
                + " Write it like PT2S.; "
                + "rules[1].probability: must be a number from 0 to 1, but is \"often\"."
                + " Write it like 0.1.");
    HttpRequest header = request("/v1/things/a").header("x-headrace-fault", "refuse-often").build();
    assertThat(message(send(header)))
        .isEqualTo(
            "x-headrace-fault status: must be a whole number from 400 to 599, but is \"often\"."
                + " Write it like 400.");
  }

  private static String message(HttpResponse<String> refused) throws IOException {
    assertThat(refused.statusCode()).isEqualTo(400);
    return new com.fasterxml.jackson.databind.ObjectMapper()
        .readTree(refused.body())
        .at("/error/message")
        .asText();
  }

  @Test
  void theSameSeedHitsTheSameRequests() throws Exception {
    assertThat(hits(7)).isEqualTo(hits(7)).isNotEqualTo(hits(8)).contains("200", "503");
  }

  @Test
  void aHeaderHitsOneRequest() throws Exception {
    HttpRequest request = request("/v1/things/a").header("x-headrace-fault", "refuse-503").build();

    assertThat(send(request).statusCode()).isEqualTo(503);
  }

  private String hits(int seed) throws Exception {
    rules("{\"action\":\"refuse\",\"probability\":0.5,\"seed\":" + seed + "}");
    StringBuilder statuses = new StringBuilder();
    for (int i = 0; i < 20; i++) {
      statuses.append(send(request("/v1/things/a").build()).statusCode()).append(' ');
    }
    return statuses.toString();
  }

  private void rules(String rule) throws Exception {
    assertThat(post("/local/faults", "{\"rules\":[" + rule + "]}").statusCode()).isEqualTo(200);
  }

  private static void describeQuery(Exchange exchange) throws IOException {
    StringBuilder read = new StringBuilder();
    exchange.parameter("text").ifPresent(text -> read.append("text=").append(text));
    exchange.number("pageSize").ifPresent(number -> read.append(" number=").append(number));
    exchange.parameter("$alt").ifPresent(alt -> read.append("alt=").append(alt));
    exchange.answer(200, "text/plain", read.toString().getBytes(StandardCharsets.UTF_8));
  }

  private HttpResponse<String> patch(String body) throws Exception {
    return send(request("/v1/things/a").method("PATCH", BodyPublishers.ofString(body)).build());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(request(path).POST(BodyPublishers.ofString(body)).build());
  }

  private HttpRequest.Builder request(String pathAndQuery) {
    return HttpRequest.newBuilder(URI.create(server.url() + pathAndQuery));
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return client.send(request, BodyHandlers.ofString());
  }

  /** Sends what no well-behaved client would. */
  private String raw(String... lines) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      String head = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
