package dev.headrace.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headrace.functions.dataproc.DataprocServer;
import dev.headrace.functions.storage.StorageServer;
import dev.headrace.job.AttemptId;
import dev.headrace.job.Outcome;
import dev.headrace.job.OutcomeExamples;
import dev.headrace.json.Json;
import dev.headrace.pipeline.DefinitionExamples;
import dev.headrace.run.Pipelines;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.run.RunState;
import dev.headrace.store.Content;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** BigQuery tells nobody that a load has ended: the function that made it asks. */
class LoadsOfFunctionsTest {
  private static final String DAY = "2001-01-01";
  private static final Instant DUE = Instant.parse("2001-01-02T04:15:00Z");
  private static final UntoldEnds THREE_LOOKS =
      new UntoldEnds(Collections.nCopies(3, Duration.ofSeconds(1)), time -> {});

  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  /** How many looks find the load running. */
  private final AtomicInteger runsFor = new AtomicInteger();

  private StorageServer storage;
  private DataprocServer dataproc;
  private HttpServer bigQuery;
  private ObjectNode job;
  private Wiring wiring;

  @BeforeEach
  void start() throws Exception {
    storage = new StorageServer("landing", "lake", "control", "outcomes");
    dataproc = new DataprocServer();
    bigQuery = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    bigQuery.createContext("/", this::serve);
    bigQuery.start();
    Map<String, String> variables = SettingsExamples.openToCallers();
    variables.put("HEADRACE_STORAGE_ENDPOINT", storage.endpoint().toString());
    variables.put("HEADRACE_DATAPROC_ENDPOINT", dataproc.endpoint().toString());
    variables.put(
        "HEADRACE_BIGQUERY_ENDPOINT", "http://127.0.0.1:" + bigQuery.getAddress().getPort());
    wiring =
        new Wiring(
            Settings.of(variables), () -> DUE, new PrintStream(log, true, StandardCharsets.UTF_8));
    deploy();
    wiring.engine().tick(Pipelines.FLIGHTS);
    for (String name : List.of("flights.csv.gz", "_SUCCESS")) {
      storage.stored("landing").create("flights/" + DAY + "/" + name, text("x"));
    }
    wiring.engine().reconcile();
  }

  @AfterEach
  void stop() {
    storage.close();
    dataproc.close();
    bigQuery.stop(0);
  }

  /** There is a table, and each load runs as long as the test says. */
  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (exchange.getRequestMethod().equals("POST")) {
        // The client compresses what it sends.
        var body = new GZIPInputStream(exchange.getRequestBody());
        job = (ObjectNode) Json.tree(body.readAllBytes());
      }
      ObjectNode answer = (ObjectNode) Json.tree(Json.bytes(Map.of()));
      if (exchange.getRequestURI().getPath().contains("/jobs")) {
        answer = job;
        boolean runs = exchange.getRequestMethod().equals("POST") || runsFor.getAndDecrement() > 0;
        answer.putObject("status").put("state", runs ? "RUNNING" : "DONE");
      }
      byte[] body = Json.bytes(answer);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Test
  void theEndOfALoadIsSeenByTheCallThatMadeIt() throws Exception {
    runsFor.set(2);

    advance().accept(outcomeOfTheWriter());

    assertThat(run().state()).isEqualTo(RunState.SUCCEEDED);
  }

  @Test
  void anEventIsAskedForAgainWhileALoadRuns() throws Exception {
    FakeEvent event = outcomeOfTheWriter();
    runsFor.set(4);

    assertThatThrownBy(() -> advance().accept(event))
        .isInstanceOf(RetryLater.class)
        .hasMessage("run flights/" + DAY + " waits for a load to end");
    assertThat(run().state()).isEqualTo(RunState.RUNNING);
    assertThat(lines()).last().asString().contains("\"severity\":\"INFO\"");

    advance().accept(event);
    assertThat(run().state()).isEqualTo(RunState.SUCCEEDED);
  }

  @Test
  void aPassStaysForTheEndOfALoadThatItFinds() throws Exception {
    outcomeOfTheWriter();
    dataproc.move(jobOf(attempt()), "SUCCEEDED", "");
    runsFor.set(2);

    assertThat(reconcile().status()).isEqualTo(200);

    assertThat(run().state()).isEqualTo(RunState.SUCCEEDED);
  }

  @Test
  void aPassLeavesALongLoadToTheNext() throws Exception {
    outcomeOfTheWriter();
    dataproc.move(jobOf(attempt()), "SUCCEEDED", "");
    runsFor.set(100);

    assertThat(reconcile().status()).isEqualTo(200);

    assertThat(run().state()).isEqualTo(RunState.RUNNING);
  }

  private AdvanceFunction advance() {
    return new AdvanceFunction(wiring, THREE_LOOKS);
  }

  private FakeResponse reconcile() throws Exception {
    var response = new FakeResponse();
    new ReconcileFunction(wiring, THREE_LOOKS).service(FakeRequest.post("{}"), response);
    return response;
  }

  private void deploy() {
    var definition = DefinitionExamples.of(Pipelines.published());
    wiring.engine().deployments().deploy(definition, Instant.parse("2001-01-01T00:00:00Z"));
  }

  /** The writer published version 7 of the table. */
  private FakeEvent outcomeOfTheWriter() {
    storage
        .stored("lake")
        .create(
            "tables/flights/_delta_log/00000000000000000007.json",
            text("{\"add\":{\"path\":\"a\",\"partitionValues\":{\"day\":\"" + DAY + "\"}}}"));
    AttemptId attempt = attempt();
    var outcome =
        OutcomeExamples.publishing(
            OutcomeExamples.of(
                wiring.engine().jobId(attempt),
                attempt,
                Outcome.Status.SUCCEEDED,
                new Outcome.Rows(10, 9, 1),
                Optional.empty(),
                Optional.empty(),
                DUE),
            new Outcome.TableVersion("flights", "gs://lake/tables/flights", 7));
    String name = attempt.path() + ".json";
    storage.stored("outcomes").create(name, Content.json(Json.bytes(outcome)));
    return FakeEvent.finalized("outcomes", name, 1);
  }

  private String jobOf(AttemptId attempt) {
    return wiring.engine().jobId(attempt).value();
  }

  private AttemptId attempt() {
    return run().attemptId(Pipelines.CLEAN);
  }

  private Run run() {
    return wiring.engine().run(new RunKey(Pipelines.FLIGHTS, DAY)).orElseThrow();
  }

  private List<String> lines() {
    return log.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static Content text(String text) {
    return new Content(text.getBytes(StandardCharsets.UTF_8), "text/plain", new TreeMap<>());
  }
}
