package dev.headrace.functions.deployed;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.engine.Engine;
import dev.headrace.functions.Settings;
import dev.headrace.functions.SettingsExamples;
import dev.headrace.functions.Wiring;
import dev.headrace.functions.caller.TokenIssuer;
import dev.headrace.functions.dataproc.DataprocServer;
import dev.headrace.functions.storage.StorageServer;
import dev.headrace.job.AttemptId;
import dev.headrace.job.Outcome;
import dev.headrace.job.OutcomeExamples;
import dev.headrace.json.Json;
import dev.headrace.pipeline.DefinitionExamples;
import dev.headrace.run.Pipelines;
import dev.headrace.run.RunKey;
import dev.headrace.store.Content;
import dev.headrace.store.WriteResult;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The deployable jar under both invokers that Google Cloud may start. */
class InvokerIT {
  private static final String URL = "https://function.example";
  private static final String ACCOUNT = "caller@p.iam.gserviceaccount.com";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String DAY = "2001-01-01";
  private static final Instant DUE = Instant.parse("2001-01-02T04:15:00Z");

  private StorageServer storage;
  private DataprocServer dataproc;
  private TokenIssuer issuer;

  @BeforeEach
  void start() throws IOException {
    storage = new StorageServer("landing", "lake", "control", "outcomes");
    dataproc = new DataprocServer();
    issuer = new TokenIssuer();
  }

  @AfterEach
  void stop() {
    issuer.close();
    dataproc.close();
    storage.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.4.1", "2.0.0"})
  void aTickIsServedToTheSchedulerAlone(String invoker) throws Exception {
    try (ForkedFunction function = fork(invoker, "ScheduleFunction", checked())) {
      String tick = "{\"pipeline\":\"flights\"}";

      HttpResponse<String> stranger = function.call("POST", tick, Map.of());
      assertThat(stranger.statusCode()).isEqualTo(401);
      assertThat(stranger.body()).isEqualTo("{\"error\":\"unauthenticated\"}");
      assertThat(storage.requests()).isEmpty();

      Map<String, String> headers = new TreeMap<>(token());
      headers.put("X-Cloud-Trace-Context", TRACE + "/1;o=1");
      assertThat(function.call("POST", tick, headers).statusCode()).isEqualTo(200);
      assertThat(storage.requests())
          .anyMatch(request -> request.contains("pipelines%2Fflights%2Fdeployment.json"));
      assertThat(function.call("GET", "", token()).statusCode()).isEqualTo(405);
      assertThat(function.call("POST", "no JSON", token()).statusCode()).isEqualTo(400);
      assertThat(function.awaitLine("\"message\":\"done\""))
          .contains("\"logging.googleapis.com/trace\":\"projects/p/traces/" + TRACE + "\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.4.1", "2.0.0"})
  void theClientOfStorageIsLoadedBeforeTheFirstCall(String invoker) throws Exception {
    Map<String, String> variables = new TreeMap<>(checked());
    variables.put("JAVA_TOOL_OPTIONS", "-Xlog:class+load");
    try (ForkedFunction function = fork(invoker, "ScheduleFunction", variables)) {
      function.awaitLine(" com.google.api.services.storage.Storage$Objects$Get ");
      assertThat(storage.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.4.1", "2.0.0"})
  void aPostedEventStartsARun(String invoker) throws Exception {
    String landed = landed();
    try (ForkedFunction function = fork(invoker, "ArrivalFunction", checked())) {
      assertThat(function.call("POST", landed, event()).statusCode()).isEqualTo(401);
      assertThat(dataproc.batches()).isEmpty();

      Map<String, String> headers = new TreeMap<>(event());
      headers.putAll(token());
      assertThat(function.call("POST", landed, headers).statusCode()).isEqualTo(200);
      assertThat(dataproc.batches()).hasSize(1);
      assertThat(function.awaitLine("\"event\":\"41\"")).contains("\"interval\":\"" + DAY + "\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.4.1", "2.0.0"})
  void anEventOfThePlatformStartsARunAndAPoisonousOneIsKept(String invoker) throws Exception {
    String landed = landed();
    Map<String, String> variables = new TreeMap<>(checked());
    variables.put("HEADRACE_CALLER_CHECK", "platform");
    variables.put("FUNCTION_SIGNATURE_TYPE", "cloudevent");
    try (ForkedFunction function = fork(invoker, "ArrivalFunction", variables)) {
      assertThat(function.call("POST", landed, event()).statusCode()).isBetween(200, 299);
      assertThat(dataproc.batches()).hasSize(1);

      assertThat(function.call("POST", "no JSON", event()).statusCode()).isBetween(200, 299);
      assertThat(wiring().engine().refusedEvents().names()).hasSize(1);

      Collections.nCopies(6, new StorageServer.Fault.Status(503)).forEach(storage::next);
      assertThat(function.call("POST", landed, event()).statusCode()).isEqualTo(500);
      function.awaitLine("\"retry\":\"true\"");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.4.1", "2.0.0"})
  void theConsoleShowsPagesToItsReaders(String invoker) throws Exception {
    try (ForkedFunction function = fork(invoker, "ConsoleFunction", checked())) {
      assertThat(function.call("GET", "", Map.of()).statusCode()).isEqualTo(401);

      HttpResponse<String> page = function.call("GET", "", token());
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains("<h2>Nothing is deployed yet</h2>");
      assertThat(page.headers().firstValue("Content-Security-Policy")).isPresent();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.4.1", "2.0.0"})
  void reconcileRepairsUnderTheInvokerToo(String invoker) throws Exception {
    landed();
    try (ForkedFunction function = fork(invoker, "ReconcileFunction", checked())) {
      assertThat(function.call("POST", "{}", token()).statusCode()).isEqualTo(200);
      assertThat(dataproc.batches()).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.4.1", "2.0.0"})
  void anOutcomeMovesTheRunToItsNextStage(String invoker) throws Exception {
    String finished = finishedFirstStage();
    try (ForkedFunction function = fork(invoker, "AdvanceFunction", checked())) {
      assertThat(function.call("POST", finished, event("outcomes")).statusCode()).isEqualTo(401);
      assertThat(dataproc.batches()).hasSize(1);

      Map<String, String> headers = new TreeMap<>(event("outcomes"));
      headers.putAll(token());
      assertThat(function.call("POST", finished, headers).statusCode()).isEqualTo(200);
      assertThat(dataproc.batches()).hasSize(2);
      assertThat(function.awaitLine("\"event\":\"41\"")).contains("\"interval\":\"" + DAY + "\"");
    }
  }

  private static ForkedFunction fork(String invoker, String type, Map<String, String> variables)
      throws IOException {
    Path jar =
        Path.of(
            System.getProperty("headrace.invokers"), "java-function-invoker-" + invoker + ".jar");
    return ForkedFunction.start(jar, type, variables);
  }

  private Map<String, String> checked() {
    Map<String, String> variables = SettingsExamples.required();
    variables.put("HEADRACE_STORAGE_ENDPOINT", storage.endpoint().toString());
    variables.put("HEADRACE_DATAPROC_ENDPOINT", dataproc.endpoint().toString());
    variables.put("HEADRACE_AUDIENCES", URL);
    variables.put("HEADRACE_CALLERS", ACCOUNT);
    variables.put("HEADRACE_TOKEN_ISSUER", TokenIssuer.NAME);
    variables.put("HEADRACE_TOKEN_KEYS", issuer.keys().toString());
    return variables;
  }

  /** Functions of other processes have the system's clock. */
  private Map<String, String> token() {
    return Map.of(
        "Authorization", "Bearer " + issuer.rs256(TokenIssuer.claims(URL, ACCOUNT, Instant.now())));
  }

  private static Map<String, String> event() {
    return event("landing");
  }

  private static Map<String, String> event(String bucket) {
    return Map.of(
        "ce-id", "41",
        "ce-specversion", "1.0",
        "ce-type", "google.cloud.storage.object.v1.finalized",
        "ce-source", "//storage.googleapis.com/projects/_/buckets/" + bucket,
        "ce-subject", "objects/another-name",
        "Content-Type", "application/json");
  }

  /** A run that waits for nothing but a look; gives the data of the event that asks for it. */
  private String landed() {
    Wiring wiring = wiring();
    wiring
        .engine()
        .deployments()
        .deploy(DefinitionExamples.of(Pipelines.flights()), Instant.parse("2001-01-01T00:00:00Z"));
    wiring.engine().tick(Pipelines.FLIGHTS);
    wiring.engine().deployments().pause(Pipelines.FLIGHTS, true);
    land("flights/" + DAY + "/flights.csv.gz");
    String marker = "flights/" + DAY + "/_SUCCESS";
    long generation = land(marker);
    return data("landing", marker, generation);
  }

  /** The outcome of a started run's first stage; gives the data of the event that tells of it. */
  private String finishedFirstStage() {
    JsonNode marker = Json.tree(landed().getBytes(StandardCharsets.UTF_8));
    Engine engine = wiring(InstantSource.system()).engine();
    engine.arrived("landing", marker.path("name").asText(), marker.path("generation").asLong());
    AttemptId attempt =
        engine.run(new RunKey(Pipelines.FLIGHTS, DAY)).orElseThrow().attemptId(Pipelines.CLEAN);
    Instant now = Instant.now();
    var outcome =
        OutcomeExamples.of(
            engine.jobId(attempt),
            attempt,
            Outcome.Status.SUCCEEDED,
            new Outcome.Rows(10, 9, 1),
            Optional.empty(),
            Optional.empty(),
            now);
    String name = attempt.path() + ".json";
    WriteResult written =
        storage.stored("outcomes").create(name, Content.json(Json.bytes(outcome)));
    return data("outcomes", name, ((WriteResult.Applied) written).generation());
  }

  private static String data(String bucket, String name, long generation) {
    return Json.text(
        Map.of("bucket", bucket, "name", name, "generation", Long.toString(generation)));
  }

  private long land(String name) {
    var content = new Content("x".getBytes(StandardCharsets.UTF_8), "text/csv", new TreeMap<>());
    return ((WriteResult.Applied) storage.stored("landing").create(name, content)).generation();
  }

  private Wiring wiring() {
    return wiring(() -> DUE);
  }

  private Wiring wiring(InstantSource clock) {
    return new Wiring(
        Settings.of(checked()),
        clock,
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
  }
}
