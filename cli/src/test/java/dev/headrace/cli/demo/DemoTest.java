package dev.headrace.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headrace.cli.environment.LocalInterface;
import dev.headrace.engine.Buckets;
import dev.headrace.engine.Engine;
import dev.headrace.engine.EngineLog;
import dev.headrace.engine.Places;
import dev.headrace.engine.StoredRuns;
import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.notify.InMemoryNotifier;
import dev.headrace.pipeline.Input;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.run.Pipelines;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.run.RunState;
import dev.headrace.runner.InMemoryJobService;
import dev.headrace.runner.JobRunner;
import dev.headrace.store.FaultyObjectStore;
import dev.headrace.store.InMemoryObjectStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The demo beside a local cloud that only says whether it works. */
@Timeout(60)
class DemoTest {
  private static final Instant NOW = Instant.parse("2001-01-02T04:10:00Z");
  private static final int BUSY = 7;

  private final Pipeline pipeline = Pipelines.flights();
  private final Input input = pipeline.inputs().get("landing");
  private final Interval monday =
      Calendar.of(pipeline.schedule().orElseThrow()).parse("2001-01-01").orElseThrow();
  private final Days.Day day =
      new Days.Day(monday, Instant.parse("2001-01-02T04:15:00Z"), List.of());
  private final FaultyObjectStore control =
      new FaultyObjectStore(new InMemoryObjectStore(), FaultyObjectStore.Plan.none());
  private final InMemoryObjectStore landing = new InMemoryObjectStore();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger steps = new AtomicInteger();
  private HttpServer local;

  /** It works for some turns; the run has ended by the second of them. */
  @BeforeEach
  void aBusyLocalCloud() throws IOException {
    local = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    local.createContext(
        "/local/clock", exchange -> answer(exchange, "{\"time\": \"" + NOW + "\"}"));
    local.createContext(
        "/local/clock:advance",
        exchange -> {
          steps.incrementAndGet();
          answer(exchange, "{\"time\": \"" + NOW + "\"}");
        });
    local.createContext("/local/idle", this::idle);
    local.start();
  }

  @AfterEach
  void stop() {
    local.stop(0);
  }

  private void idle(HttpExchange exchange) throws IOException {
    int turn = asked.incrementAndGet();
    if (turn == 2) {
      ends();
    }
    answer(exchange, turn > BUSY ? "{\"busy\": []}" : "{\"busy\": [\"1 batch\"]}");
  }

  private void ends() {
    StoredRuns.put(control, Run.skipped(pipeline, monday, "d1", "over", NOW));
  }

  private static void answer(HttpExchange exchange, String json) throws IOException {
    exchange.getRequestBody().readAllBytes();
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private Run live() {
    EngineLog silent =
        new EngineLog() {
          @Override
          public void decided(RunKey run, String reason) {}

          @Override
          public void ended(RunKey run, RunState state, String reason) {}

          @Override
          public void alarm(Alarm code, String text) {
            throw new AssertionError(code + " " + text);
          }
        };
    JobRunner jobs = new InMemoryJobService();
    Engine engine =
        new Engine(
            new Places("test", "landing", "lake", "control", "outcomes", "code"),
            new Buckets(landing, new InMemoryObjectStore(), control, new InMemoryObjectStore()),
            stage -> jobs,
            () -> NOW,
            new SplittableRandom(7),
            silent,
            new InMemoryNotifier());
    URI base = URI.create("http://127.0.0.1:" + local.getAddress().getPort());
    return new Demo(
            engine, new LocalInterface(base), pipeline, new Landing(landing, input.files()), input)
        .live(day);
  }

  @Test
  void theRunIsReadOnceBeforeTheDayAndThenNotWhileTheLocalCloudWorks() {
    Run run = live();

    assertThat(run.reason()).isEqualTo("over");
    assertThat(asked).hasValue(BUSY + 1);
    assertThat(control.count(FaultyObjectStore.Operation.READ)).isEqualTo(2);
  }

  @Test
  void aDayThatHasBeenLivedIsNotLivedAgain() {
    ends();

    assertThat(live().reason()).isEqualTo("over");
    assertThat(asked).hasValue(0);
    assertThat(steps).hasValue(0);
    assertThat(landing.list("")).isEmpty();
  }
}
