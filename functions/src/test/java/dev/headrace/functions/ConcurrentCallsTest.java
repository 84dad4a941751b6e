package dev.headrace.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.engine.Engine;
import dev.headrace.functions.dataproc.DataprocServer;
import dev.headrace.functions.storage.StorageServer;
import dev.headrace.pipeline.DefinitionExamples;
import dev.headrace.run.Pipelines;
import dev.headrace.run.RunKey;
import dev.headrace.store.Content;
import dev.headrace.store.WriteResult;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One instance of a function serves many calls at once, as an instance on Cloud Run does. */
class ConcurrentCallsTest {
  private static final String DAY = "2001-01-01";
  private static final Instant DUE = Instant.parse("2001-01-02T04:15:00Z");
  private static final int CALLS = 16;
  private static final long LIMIT_SECONDS = 60;

  private final ExecutorService threads = Executors.newFixedThreadPool(CALLS);
  private StorageServer storage;
  private DataprocServer dataproc;
  private Wiring wiring;

  @BeforeEach
  void start() throws IOException {
    storage = new StorageServer("landing", "lake", "control", "outcomes");
    dataproc = new DataprocServer();
    wiring = wiring();
    deploy();
    // What the calls make, they make at once: nothing is there from the deployment.
    wiring = wiring();
  }

  private Wiring wiring() {
    Map<String, String> variables = SettingsExamples.openToCallers();
    variables.put("HEADRACE_STORAGE_ENDPOINT", storage.endpoint().toString());
    variables.put("HEADRACE_DATAPROC_ENDPOINT", dataproc.endpoint().toString());
    return new Wiring(
        Settings.of(variables),
        () -> DUE,
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    storage.close();
    dataproc.close();
  }

  @Test
  void ticksAtOnceOpenOneRun() throws Exception {
    var function = new ScheduleFunction(wiring);

    List<Integer> statuses =
        atOnce(
            () -> {
              var response = new FakeResponse();
              function.service(FakeRequest.post("{\"pipeline\":\"flights\"}"), response);
              return response.status();
            });

    assertThat(statuses).hasSize(CALLS).containsOnly(200);
    assertThat(wiring.engine().run(new RunKey(Pipelines.FLIGHTS, DAY))).isPresent();
  }

  @Test
  void eventsAtOnceSubmitOneJob() throws Exception {
    wiring().engine().tick(Pipelines.FLIGHTS);
    land("flights/" + DAY + "/flights.csv.gz");
    String marker = "flights/" + DAY + "/_SUCCESS";
    FakeEvent event = FakeEvent.finalized("landing", marker, land(marker));
    var function = new ArrivalFunction(wiring);

    atOnce(
        () -> {
          function.accept(event);
          return null;
        });

    assertThat(dataproc.batches()).hasSize(1);
  }

  @Test
  void callsAtOnceShareOneEngine() throws Exception {
    Set<Engine> engines = Collections.newSetFromMap(new IdentityHashMap<>());
    engines.addAll(atOnce(wiring::engine));

    assertThat(engines).hasSize(1);
  }

  /** All begin together; gives what each came to, and fails with the first that failed. */
  private <T> List<T> atOnce(Callable<T> call) throws Exception {
    CyclicBarrier together = new CyclicBarrier(CALLS);
    List<Future<T>> calls = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      calls.add(
          threads.submit(
              () -> {
                together.await(LIMIT_SECONDS, TimeUnit.SECONDS);
                return call.call();
              }));
    }
    List<T> results = new ArrayList<>();
    for (Future<T> one : calls) {
      results.add(one.get(LIMIT_SECONDS, TimeUnit.SECONDS));
    }
    return results;
  }

  private void deploy() {
    wiring
        .engine()
        .deployments()
        .deploy(DefinitionExamples.of(Pipelines.flights()), Instant.parse("2001-01-01T00:00:00Z"));
  }

  private long land(String name) {
    var content = new Content("x".getBytes(StandardCharsets.UTF_8), "text/csv", new TreeMap<>());
    return ((WriteResult.Applied) storage.stored("landing").create(name, content)).generation();
  }
}
