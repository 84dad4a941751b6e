package dev.headrace.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.functions.HttpFunction;
import dev.headrace.functions.caller.TokenIssuer;
import dev.headrace.functions.storage.StorageServer;
import dev.headrace.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every entry point turns away whom it does not know, and says so in its log alone. */
class CallersOfFunctionsTest {
  private static final Instant NOW = Instant.parse("2001-01-02T04:15:00Z");
  private static final String URL = "https://function.example";
  private static final String ACCOUNT = "caller@p.iam.gserviceaccount.com";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private StorageServer storage;
  private TokenIssuer issuer;
  private Wiring wiring;

  @BeforeEach
  void start() throws IOException {
    storage = new StorageServer("landing", "lake", "control", "outcomes");
    issuer = new TokenIssuer();
    Map<String, String> variables = SettingsExamples.required();
    variables.put("HEADRACE_STORAGE_ENDPOINT", storage.endpoint().toString());
    variables.put("HEADRACE_AUDIENCES", URL);
    variables.put("HEADRACE_CALLERS", "first@p.example, " + ACCOUNT);
    variables.put("HEADRACE_TOKEN_ISSUER", TokenIssuer.NAME);
    variables.put("HEADRACE_TOKEN_KEYS", issuer.keys().toString());
    wiring =
        new Wiring(
            Settings.of(variables), () -> NOW, new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    storage.close();
    issuer.close();
  }

  private List<HttpFunction> functions() {
    return List.of(
        new ScheduleFunction(wiring),
        new ReconcileFunction(wiring),
        new ArrivalFunction(wiring),
        new AdvanceFunction(wiring),
        new ConsoleFunction(wiring, () -> NOW));
  }

  @Test
  void aStrangerIsNotServedAndLearnsNothing() throws Exception {
    for (HttpFunction function : functions()) {
      FakeResponse response = call(function, "GET", Map.of("X-Cloud-Trace-Context", TRACE + "/1"));

      assertThat(response.status()).isEqualTo(401);
      assertThat(response.body()).isEqualTo("{\"error\":\"unauthenticated\"}");
      assertThat(response.getHeaders()).containsEntry("WWW-Authenticate", List.of("Bearer"));
    }
    assertThat(lines())
        .hasSize(5)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains(
                        "\"message\":\"answered 401 to a caller: it has 0 Authorization headers\"",
                        "\"severity\":\"WARNING\"",
                        "/traces/" + TRACE));
    assertThat(storage.requests()).isEmpty();
  }

  @Test
  void anotherAccountIsForbidden() throws Exception {
    for (HttpFunction function : functions()) {
      FakeResponse response = call(function, "POST", token("other@p.example"));

      assertThat(response.status()).isEqualTo(403);
      assertThat(response.body()).isEqualTo("{\"error\":\"forbidden\"}");
    }
    assertThat(lines())
        .hasSize(5)
        .allSatisfy(line -> assertThat(line).contains("other@p.example may not call"));
    assertThat(storage.requests()).isEmpty();
  }

  @Test
  void theRightAccountsAreServed() throws Exception {
    for (String account : List.of(ACCOUNT, "FIRST@p.example")) {
      assertThat(call(new ReconcileFunction(wiring), "POST", token(account), "{}").status())
          .isEqualTo(200);
    }
    assertThat(call(new ConsoleFunction(wiring, () -> NOW), "GET", token(ACCOUNT)).status())
        .isEqualTo(200);
  }

  @Test
  void anEventThatIsPostedIsTakenApartHere() throws Exception {
    Map<String, String> headers = new TreeMap<>(token(ACCOUNT));
    headers.put("ce-id", "8");
    headers.put("ce-type", StorageEvent.FINALIZED);
    headers.put("ce-traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01");
    String data = Json.text(Map.of("bucket", "landing", "name", "a/é.csv", "generation", "3"));

    FakeResponse response = call(new ArrivalFunction(wiring), "POST", headers, data);

    assertThat(response.status()).isEqualTo(200);
    assertThat(lines())
        .last()
        .asString()
        .contains("\"event\":\"8\"", "gs://landing/a/\\u00e9.csv", "/traces/" + TRACE);
  }

  @Test
  void anEventThatIsNoneIsAcknowledgedAndKept() throws Exception {
    Map<String, String> headers = new LinkedHashMap<>(token(ACCOUNT));
    headers.put("ce-type", StorageEvent.FINALIZED);

    FakeResponse response =
        call(new ArrivalFunction(wiring), "POST", headers, "x".repeat(1024 * 1024 + 1));

    assertThat(response.status()).isEqualTo(200);
    assertThat(wiring.engine().refusedEvents().names()).hasSize(1);
    assertThat(call(new ArrivalFunction(wiring), "POST", token(ACCOUNT), "{}").status())
        .isEqualTo(200);
    assertThat(lines()).last().asString().contains("event without an id is of type unknown");
  }

  @Test
  void anEventComesAgainOnlyWhereThatHelps() throws Exception {
    Map<String, String> headers = new LinkedHashMap<>(token(ACCOUNT));
    headers.put("ce-id", "8");
    headers.put("ce-type", StorageEvent.FINALIZED);
    String data =
        Json.text(
            Map.of(
                "bucket", "outcomes",
                "name", "flights/2001-01-01/1/clean/1.json",
                "generation", "3"));
    java.util.Collections.nCopies(6, new StorageServer.Fault.Status(503)).forEach(storage::next);

    FakeResponse response = call(new AdvanceFunction(wiring), "POST", headers, data);

    assertThat(response.status()).isEqualTo(503);
    assertThat(lines()).hasSize(1).first().asString().contains("\"retry\":\"true\"");
  }

  @Test
  void whereTheHostHidesTheTokenAnEventIsNotServed() {
    assertThatThrownBy(
            () -> new ArrivalFunction(wiring).accept(FakeEvent.finalized("landing", "a", 1)))
        .isInstanceOf(RetryLater.class)
        .hasMessageContaining("HEADRACE_CALLER_CHECK");
    assertThat(storage.requests()).isEmpty();
  }

  @Test
  void withoutTheKeysTheCallMayComeAgain() throws Exception {
    issuer.down(true);

    FakeResponse response = call(new ReconcileFunction(wiring), "POST", token(ACCOUNT));

    assertThat(response.status()).isEqualTo(503);
    assertThat(response.body()).isEqualTo("{\"error\":\"try again later\"}");
  }

  @Test
  void aFunctionDoesNotStartWhereNobodyIsNamed() {
    var unset = new Wiring(Settings.of(SettingsExamples.required()), () -> NOW);

    assertThatThrownBy(() -> new ReconcileFunction(unset))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            """
            HEADRACE_AUDIENCES: is missing. Set it to the function's URL, or HEADRACE_CALLER_CHECK \
            to platform if IAM alone keeps callers out.
            HEADRACE_CALLERS: is missing. Set it to the accounts that may call, or \
            HEADRACE_CALLER_CHECK to platform if IAM alone keeps callers out.""");
  }

  private Map<String, String> token(String email) {
    return Map.of("Authorization", "Bearer " + issuer.es256(TokenIssuer.claims(URL, email, NOW)));
  }

  private static FakeResponse call(
      HttpFunction function, String method, Map<String, String> headers) throws Exception {
    return call(function, method, headers, "{\"pipeline\":\"flights\"}");
  }

  private static FakeResponse call(
      HttpFunction function, String method, Map<String, String> headers, String body)
      throws Exception {
    var response = new FakeResponse();
    function.service(
        new FakeRequest(method, body.getBytes(StandardCharsets.UTF_8), headers), response);
    return response;
  }

  private List<String> lines() {
    return log.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
