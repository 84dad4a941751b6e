package dev.headrace.local.scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.http.Json;
import dev.headrace.local.identity.IdTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls of a target that answers only when it is let. */
class CallsTest {
  private static final Instant NOW = Instant.parse("2001-05-15T00:00:00Z");
  private static final long LIMIT_SECONDS = 60;

  @TempDir private Path folder;
  private final CountDownLatch gate = new CountDownLatch(1);
  private final CountDownLatch called = new CountDownLatch(2);
  private final CountDownLatch retried = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpServer target;
  private SchedulerJobs jobs;
  private Calls calls;

  @BeforeEach
  void open() throws IOException {
    target = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    target.setExecutor(threads);
    target.createContext("/", this::answerWhenLet);
    target.start();
    LocalClock clock = LocalClock.open(folder);
    clock.set(NOW, LocalClock.Mode.FROZEN);
    jobs = new SchedulerJobs(folder, clock);
    calls = new Calls(jobs, clock, new IdTokens(clock), retried::countDown);
  }

  @AfterEach
  void close() throws IOException {
    gate.countDown();
    calls.close();
    jobs.close();
    target.stop(0);
    threads.shutdownNow();
  }

  private void answerWhenLet(HttpExchange exchange) throws IOException {
    called.countDown();
    try {
      gate.await();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }

  @Test
  void aCallThatIsNotAnsweredByItsDeadlineHasFailed() throws Exception {
    calls.fire(job("patient", "1800s"));
    calls.fire(job("hurried", "1s"));
    assertThat(called.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();

    assertThat(retried.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();

    assertThat(jobs.get("hurried").resource().path("status").path("code").asInt()).isEqualTo(13);
    assertThat(calls.nextRetry()).contains(NOW.plusSeconds(5));
    // The target has answered neither: only the deadlines differ.
    assertThat(jobs.get("patient").resource().has("status")).isFalse();
  }

  private SchedulerJobs.Due job(String name, String deadline) throws IOException {
    ObjectNode job =
        Json.object()
            .put("name", name)
            .put("state", "ENABLED")
            .put("schedule", "0 4 * * *")
            .put("timeZone", "UTC")
            .put("attemptDeadline", deadline);
    job.putObject("retryConfig").put("retryCount", 1);
    job.putObject("httpTarget")
        .put("uri", "http://127.0.0.1:" + target.getAddress().getPort() + "/");
    jobs.create(job);
    return new SchedulerJobs.Due(jobs.get(name), NOW);
  }
}
