package dev.headrace.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.engine.Canaries;
import dev.headrace.functions.dataproc.DataprocServer;
import dev.headrace.functions.storage.StorageServer;
import dev.headrace.job.AttemptId;
import dev.headrace.job.Outcome;
import dev.headrace.job.OutcomeExamples;
import dev.headrace.json.Json;
import dev.headrace.json.Sha256;
import dev.headrace.pipeline.Definition;
import dev.headrace.pipeline.DefinitionExamples;
import dev.headrace.pipeline.StageName;
import dev.headrace.run.Pipelines;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.store.Content;
import dev.headrace.store.WriteResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The functions, wired as they are deployed, over the APIs that they call. */
class FunctionsTest {
  private static final String DAY = "2001-01-01";
  private static final Instant DUE = Instant.parse("2001-01-02T04:15:00Z");
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private StorageServer storage;
  private DataprocServer dataproc;
  private Wiring wiring;

  @BeforeEach
  void start() throws IOException {
    storage = new StorageServer("landing", "lake", "control", "outcomes");
    dataproc = new DataprocServer();
    Map<String, String> variables = SettingsExamples.openToCallers();
    variables.put("HEADRACE_STORAGE_ENDPOINT", storage.endpoint().toString());
    variables.put("HEADRACE_DATAPROC_ENDPOINT", dataproc.endpoint().toString());
    wiring =
        new Wiring(
            Settings.of(variables), () -> DUE, new PrintStream(log, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    storage.close();
    dataproc.close();
  }

  @Test
  void aPipelineGoesFromTickToTheLastStage() throws Exception {
    deploy();
    assertThat(tick().status()).isEqualTo(200);
    assertThat(dataproc.batches()).isEmpty();

    lands("flights/" + DAY + "/flights.csv.gz");
    lands("flights/" + DAY + "/_SUCCESS");
    assertThat(dataproc.batches()).hasSize(1);

    succeeds(Pipelines.CLEAN);
    assertThat(dataproc.batches()).hasSize(2);
    succeeds(Pipelines.FEATURES);
    assertThat(run().state().terminal()).isTrue();
  }

  @Test
  void aHandOffTakesThreeRoundTripsToStorageAndOneSubmit() throws Exception {
    deploy();
    tick();
    lands("flights/" + DAY + "/flights.csv.gz");
    lands("flights/" + DAY + "/_SUCCESS");
    FakeEvent event = finished(Pipelines.CLEAN, writeOutcome(Pipelines.CLEAN));
    int stored = storage.requests().size();
    int submitted = dataproc.requests().size();

    new AdvanceFunction(wiring).accept(event);

    assertThat(storage.requests().subList(stored, storage.requests().size()))
        .extracting(request -> request.split(" ", 2)[0])
        .containsExactly("GET", "GET", "POST");
    assertThat(dataproc.requests()).hasSize(submitted + 1);
    assertThat(dataproc.batches()).hasSize(2);
  }

  @Test
  void reconcileDoesWhatLostEventsShouldHaveDone() throws Exception {
    deploy();
    tick();
    land("flights/" + DAY + "/flights.csv.gz");
    land("flights/" + DAY + "/_SUCCESS");

    assertThat(reconcile().status()).isEqualTo(200);
    assertThat(dataproc.batches()).hasSize(1);
    writeOutcome(Pipelines.CLEAN);
    dataproc.move(batch(Pipelines.CLEAN), "SUCCEEDED", "");

    assertThat(reconcile().status()).isEqualTo(200);
    assertThat(dataproc.batches()).hasSize(2);
  }

  @Test
  void aPassPutsTheDefinitionsOfItsBodyInForce() throws Exception {
    byte[] definition = Json.bytes(definition());
    String hash = Sha256.hex(definition);
    storage
        .stored("control")
        .create("pipelines/flights/definitions/" + hash + ".json", Content.json(definition));

    FakeResponse response = reconcile("{\"definitions\":{\"flights\":\"" + hash + "\"}}");

    assertThat(response.status()).isEqualTo(200);
    assertThat(wiring.engine().deployments().find(Pipelines.FLIGHTS))
        .hasValueSatisfying(
            deployed -> assertThat(deployed.deployment().definition()).isEqualTo(hash));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"manifest\":\"x\"}",
        "{\"definitions\":\"x\"}",
        "{\"definitions\":{\"flights\":\"x\"}}",
        "{\"definitions\":{\"flights\":7}}",
        "{\"definitions\":{\"../x\":\"HASH\"}}",
        "{\"definitions\":{\"flights\":\"HASH\"},\"more\":{}}"
      })
  void aPassIsToldOfDefinitionsInOneFormOnly(String body) throws Exception {
    FakeResponse response = reconcile(body.replace("HASH", "a".repeat(64)));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.body()).contains("the body is {}, or {").doesNotContain("dev.headrace");
    assertThat(storage.requests()).isEmpty();
  }

  @Test
  void anEventThatPubSubPushesIsServedAsOneOfEventarc() throws Exception {
    deploy();
    tick();
    String file = "flights/" + DAY + "/flights.csv.gz";
    assertThat(pushed("OBJECT_FINALIZE", file, land(file)).status()).isEqualTo(200);
    String marker = "flights/" + DAY + "/_SUCCESS";
    assertThat(pushed("OBJECT_FINALIZE", marker, land(marker)).status()).isEqualTo(200);

    assertThat(dataproc.batches()).hasSize(1);
    assertThat(lines()).last().asString().contains("\"event\":\"1234\"");
  }

  @Test
  void aPushedEventOfAnotherKindTouchesNothing() throws Exception {
    assertThat(pushed("OBJECT_DELETE", "flights/" + DAY + "/flights.csv.gz", 1).status())
        .isEqualTo(200);

    assertThat(storage.requests()).isEmpty();
    assertThat(lines()).last().asString().contains("event 1234 is of type OBJECT_DELETE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%%%", "bm8gSlNPTg=="})
  void aPoisonMessageIsAcknowledgedAndKept(String data) throws Exception {
    var response = new FakeResponse();
    new ArrivalFunction(wiring)
        .service(FakeRequest.post(message("OBJECT_FINALIZE", data)), response);

    assertThat(response.status()).isEqualTo(200);
    assertThat(wiring.engine().refusedEvents().names()).hasSize(1);
  }

  @Test
  void anEventThatComesTwiceChangesNothing() throws Exception {
    deploy();
    tick();
    lands("flights/" + DAY + "/flights.csv.gz");
    lands("flights/" + DAY + "/_SUCCESS");
    long generation = writeOutcome(Pipelines.CLEAN);
    FakeEvent event = finished(Pipelines.CLEAN, generation);
    new AdvanceFunction(wiring).accept(event);

    new AdvanceFunction(wiring).accept(event);

    assertThat(dataproc.batches()).hasSize(2);
  }

  @Test
  void anEventIsAskedForAgainWhileStorageIsDown() throws Exception {
    deploy();
    Collections.nCopies(6, new StorageServer.Fault.Status(503)).forEach(storage::next);

    assertThatThrownBy(
            () -> new AdvanceFunction(wiring).accept(finished("flights/2001-01-01/1/clean/1.json")))
        .isInstanceOf(RetryLater.class)
        .hasMessageStartingWith("cannot read gs://outcomes/flights/2001-01-01/1/clean/1.json")
        .hasNoCause();
    assertThat(lines()).last().asString().contains("\"retry\":\"true\"");
  }

  @Test
  void aTickIsAskedForAgainWhileStorageIsDown() throws Exception {
    Collections.nCopies(6, new StorageServer.Fault.Status(503)).forEach(storage::next);

    FakeResponse response = tick();

    assertThat(response.status()).isEqualTo(503);
    assertThat(response.body()).isEqualTo("{\"error\":\"try again later\"}");
  }

  @Test
  void whatIsForbiddenIsLoggedAndNotToldToTheCaller() throws Exception {
    storage.next(new StorageServer.Fault.Status(403));

    FakeResponse response = tick();

    assertThat(response.status()).isEqualTo(500);
    assertThat(response.body()).isEqualTo("{\"error\":\"failed; the log says why\"}");
    assertThat(lines())
        .last()
        .asString()
        .contains("\"severity\":\"ERROR\"", "the service answered 403", "stack_trace");
  }

  @Test
  void anEventThatIsForbiddenToServeIsAcknowledgedAndLogged() throws Exception {
    storage.next(new StorageServer.Fault.Status(403));

    new AdvanceFunction(wiring).accept(finished("flights/2001-01-01/1/clean/1.json"));

    assertThat(lines()).last().asString().contains("\"severity\":\"ERROR\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no JSON",
        "[]",
        "{\"bucket\":\"outcomes\",\"generation\":\"1\"}",
        "{\"bucket\":\"outcomes\",\"name\":7,\"generation\":\"1\"}",
        "{\"bucket\":\"outcomes\",\"name\":\"\",\"generation\":\"1\"}",
        "{\"bucket\":\"outcomes\",\"name\":\"a\",\"generation\":\"one\"}",
        "{\"bucket\":\"outcomes\",\"name\":\"a\",\"name\":\"b\",\"generation\":\"1\"}",
        "{\"bucket\":\"outcomes\",\"name\":\"a\\nb\",\"generation\":\"1\"}"
      })
  void aPoisonEventIsAcknowledgedAndKept(String data) throws Exception {
    new AdvanceFunction(wiring).accept(FakeEvent.ofData(data));
    new ArrivalFunction(wiring).accept(FakeEvent.ofData(data));
    new ArrivalFunction(wiring).accept(FakeEvent.ofData(data));

    assertThat(lines())
        .hasSize(3)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains(
                        "event 7 cannot be read: ",
                        "\"alarm\":\"REFUSED_EVENT\"",
                        "\"severity\":\"ERROR\""));
    assertThat(wiring.engine().refusedEvents().names())
        .hasSize(2)
        .allSatisfy(name -> assertThat(name).startsWith("events/refused/2001-01-02/"));
    assertThat(storage.requests()).allMatch(request -> request.contains("/b/control/o"));
    assertThat(dataproc.requests()).isEmpty();
  }

  @Test
  void aPoisonEventComesAgainWhileItCannotBeKept() throws Exception {
    Collections.nCopies(6, new StorageServer.Fault.Status(503)).forEach(storage::next);

    assertThatThrownBy(() -> new AdvanceFunction(wiring).accept(FakeEvent.ofData("no JSON")))
        .isInstanceOf(RetryLater.class)
        .hasMessageStartingWith("the refused event 7 is not kept: ");
  }

  @Test
  void aPoisonEventIsAcknowledgedWhereNothingMayBeKept() throws Exception {
    storage.next(new StorageServer.Fault.Status(403));

    new AdvanceFunction(wiring).accept(FakeEvent.ofData("no JSON"));

    assertThat(lines()).hasSize(2).last().asString().contains("is not kept: ");
  }

  @Test
  void anEventWithoutDataIsAcknowledged() throws Exception {
    new AdvanceFunction(wiring)
        .accept(new FakeEvent(StorageEvent.FINALIZED, Optional.empty(), Optional.empty()));

    assertThat(lines()).last().asString().contains("event 7 cannot be read: it has no data");
  }

  @Test
  void theLastLineOfAnEventNamesTheRunThatItMoved() throws Exception {
    deploy();
    tick();
    lands("flights/" + DAY + "/flights.csv.gz");

    assertThat(lines())
        .last()
        .asString()
        .contains(
            "\"event\":\"7\"",
            "\"generation\":\"",
            "\"interval\":\"" + DAY + "\"",
            "\"pipeline\":\"flights\"",
            "\"message\":\"gs://landing/flights/" + DAY + "/flights.csv.gz\"",
            "\"severity\":\"INFO\"");
  }

  @Test
  void anEventOfAnotherBucketOrKindTouchesNothing() throws Exception {
    String name = "flights/2001-01-01/1/clean/1.json";
    new AdvanceFunction(wiring).accept(FakeEvent.finalized("landing", name, 1));
    new ArrivalFunction(wiring).accept(FakeEvent.finalized("outcomes", name, 1));
    new ArrivalFunction(wiring)
        .accept(
            new FakeEvent(
                "google.cloud.storage.object.v1.deleted",
                FakeEvent.finalized("landing", name, 1).data(),
                Optional.empty()));

    assertThat(lines()).hasSize(3).allSatisfy(line -> assertThat(line).contains("\"WARNING\""));
    assertThat(storage.requests()).isEmpty();
  }

  @Test
  void aCanaryIsAnsweredAndMovesNothing() throws Exception {
    deploy();
    tick();
    String canary = Canaries.name("0123456789abcdef0123456789abcdef");
    int stored = storage.requests().size();

    new ArrivalFunction(wiring).accept(FakeEvent.finalized("landing", canary, 7));
    new ArrivalFunction(wiring).accept(FakeEvent.finalized("landing", canary, 7));
    new AdvanceFunction(wiring).accept(FakeEvent.finalized("outcomes", canary, 8));

    assertThat(storage.requests().subList(stored, storage.requests().size()))
        .hasSize(3)
        .allMatch(request -> request.startsWith("POST") && request.contains("/b/control/o"));
    assertThat(dataproc.requests()).isEmpty();
    assertThat(lines()).noneMatch(line -> line.contains("alarm"));
    assertThat(wiring.engine().canaries().find("arrival", canary).map(Canaries.Kept::seen))
        .contains(new Canaries.Seen("landing", canary, 7, "arrival", DUE));
    assertThat(wiring.engine().canaries().find("advance", canary)).isPresent();
  }

  @Test
  void anOutcomeOfAnUnknownNameIsAcknowledged() throws Exception {
    new AdvanceFunction(wiring).accept(finished("../../control/x.json"));

    assertThat(lines()).anySatisfy(line -> assertThat(line).contains("\"alarm\":\"CORRUPT\""));
    assertThat(dataproc.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "PUT", "DELETE", "HEAD", "OPTIONS"})
  void onlyPostIsServed(String method) throws Exception {
    var response = new FakeResponse();
    new ReconcileFunction(wiring).service(new FakeRequest(method, new byte[0], Map.of()), response);

    assertThat(response.status()).isEqualTo(405);
    assertThat(response.getHeaders()).containsEntry("Allow", List.of("POST"));
    assertThat(storage.requests()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "[]",
        "flights",
        "{\"pipeline\":7}",
        "{\"pipeline\":\"../flights\"}",
        "{\"pipeline\":\"a\",\"pipeline\":\"b\"}"
      })
  void aTickWithoutAPipelineIsABadRequest(String body) throws Exception {
    FakeResponse response = schedule(FakeRequest.post(body));

    assertThat(response.status()).isEqualTo(400);
    assertThat(response.body()).startsWith("{\"error\":\"").doesNotContain("Exception", "dev.");
    assertThat(storage.requests()).isEmpty();
  }

  @Test
  void aLargeBodyIsRefused() throws Exception {
    FakeResponse response = schedule(FakeRequest.post(" ".repeat(64 * 1024 + 1)));

    assertThat(response.status()).isEqualTo(413);
    assertThat(response.body()).isEqualTo("{\"error\":\"at most 65536 bytes are read\"}");
  }

  @Test
  void everyLineOfARequestBelongsToItsTrace() throws Exception {
    String header = "X-Cloud-Trace-Context";
    schedule(new FakeRequest("GET", new byte[0], Map.of(header, TRACE + "/123;o=1")));
    new AdvanceFunction(wiring)
        .accept(
            new FakeEvent(
                "other", Optional.empty(), Optional.of("00-" + TRACE + "-00f067aa0ba902b7-01")));
    schedule(new FakeRequest("GET", new byte[0], Map.of(header, "forged\"}\n{")));

    assertThat(lines()).hasSize(3);
    assertThat(lines().subList(0, 2))
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains("\"logging.googleapis.com/trace\":\"projects/p/traces/" + TRACE));
    assertThat(lines().get(2)).doesNotContain("trace");
  }

  @Test
  void aHostileNameStaysOneLineOfPlainText() throws Exception {
    new AdvanceFunction(wiring)
        .accept(FakeEvent.finalized("bu\u2028cket\u001b[2J\u202e\u007f\u0085\"}", "é", 1));

    assertThat(lines()).hasSize(1);
    assertThat(log.toString(StandardCharsets.UTF_8)).matches("[ -~]+\\R");
    assertThat(Json.tree(lines().get(0).getBytes(StandardCharsets.UTF_8)).get("message").asText())
        .isEqualTo("event 7 is of bucket bu\u2028cket\u001b[2J\u202e\u007f\u0085\"}");
  }

  @Test
  void aDecisionNamesItsRun() throws Exception {
    deploy();
    tick();

    assertThat(lines())
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("\"pipeline\":\"flights\"", "\"interval\":\"" + DAY + "\""));
  }

  private void deploy() {
    wiring.engine().deployments().deploy(definition(), Instant.parse("2001-01-01T00:00:00Z"));
  }

  private static Definition definition() {
    return DefinitionExamples.of(Pipelines.flights());
  }

  private FakeResponse tick() throws Exception {
    return schedule(FakeRequest.post("{\"pipeline\":\"flights\"}"));
  }

  private FakeResponse schedule(FakeRequest request) throws Exception {
    var response = new FakeResponse();
    new ScheduleFunction(wiring).service(request, response);
    return response;
  }

  private FakeResponse reconcile() throws Exception {
    return reconcile("{}");
  }

  private FakeResponse reconcile(String body) throws Exception {
    var response = new FakeResponse();
    new ReconcileFunction(wiring).service(FakeRequest.post(body), response);
    return response;
  }

  private FakeResponse pushed(String kind, String name, long generation) throws Exception {
    String object = FakeEvent.finalized("landing", name, generation).data().orElseThrow();
    String data = Base64.getEncoder().encodeToString(object.getBytes(StandardCharsets.UTF_8));
    var response = new FakeResponse();
    new ArrivalFunction(wiring).service(FakeRequest.post(message(kind, data)), response);
    return response;
  }

  /** As Pub/Sub pushes what a bucket published. */
  private static String message(String kind, String data) {
    return "{\"message\":{\"attributes\":{\"bucketId\":\"landing\",\"eventType\":\""
        + kind
        + "\",\"payloadFormat\":\"JSON_API_V1\"},\"data\":\""
        + data
        + "\",\"messageId\":\"1234\",\"publishTime\":\"2001-01-02T04:15:00Z\"},"
        + "\"subscription\":\"projects/p/subscriptions/headrace-arrival\"}";
  }

  private void lands(String name) throws Exception {
    new ArrivalFunction(wiring).accept(FakeEvent.finalized("landing", name, land(name)));
  }

  private long land(String name) {
    var content = new Content("x".getBytes(StandardCharsets.UTF_8), "text/csv", new TreeMap<>());
    return generation(storage.stored("landing").create(name, content));
  }

  private void succeeds(StageName stage) throws Exception {
    String batch = batch(stage);
    FakeEvent event = finished(stage, writeOutcome(stage));
    dataproc.move(batch, "SUCCEEDED", "");
    new AdvanceFunction(wiring).accept(event);
  }

  private FakeEvent finished(StageName stage, long generation) {
    return FakeEvent.finalized("outcomes", attempt(stage).path() + ".json", generation);
  }

  private static FakeEvent finished(String name) {
    return FakeEvent.finalized("outcomes", name, 1);
  }

  private long writeOutcome(StageName stage) {
    AttemptId attempt = attempt(stage);
    var outcome =
        OutcomeExamples.of(
            wiring.engine().jobId(attempt),
            attempt,
            Outcome.Status.SUCCEEDED,
            new Outcome.Rows(10, 9, 1),
            Optional.empty(),
            Optional.empty(),
            DUE);
    return generation(
        storage
            .stored("outcomes")
            .create(attempt.path() + ".json", Content.json(Json.bytes(outcome))));
  }

  private String batch(StageName stage) {
    return wiring.engine().jobId(attempt(stage)).value();
  }

  private AttemptId attempt(StageName stage) {
    return run().attemptId(stage);
  }

  private Run run() {
    return wiring.engine().run(new RunKey(Pipelines.FLIGHTS, DAY)).orElseThrow();
  }

  private List<String> lines() {
    return log.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static long generation(WriteResult result) {
    return ((WriteResult.Applied) result).generation();
  }
}
