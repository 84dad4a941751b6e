package dev.headrace.local.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.http.ApiServer;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Exchange;
import dev.headrace.local.http.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Storage and events, killed in the middle of everything at once. What was answered is there, what
 * was not is there as a whole or not at all, and each change that is there has its events.
 */
class KilledCloudIT {
  private static final int ROUNDS = 50;
  private static final int WRITERS = 4;
  private static final long PATIENCE_SECONDS = 180;
  private static final long POLL_NANOS = 20_000_000;

  @TempDir private Path folder;
  private final long seed = Long.getLong("headrace.kill.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Set<String> received = ConcurrentHashMap.newKeySet();
  private ApiServer receiver;
  private Process process;

  @BeforeEach
  void listen() throws IOException {
    Dispatcher function = new Dispatcher();
    function.add("function", "POST", "/", this::receive);
    receiver = ApiServer.start(ApiServer.Settings.loopback(0), function, InstantSource.system());
  }

  @AfterEach
  void stop() {
    if (process != null) {
      process.toHandle().destroyForcibly();
    }
    receiver.close();
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void whatWasAnsweredIsThereWhateverWasUnderWay() throws Exception {
    String again = "repeat with -Dheadrace.kill.seed=" + seed;
    System.out.println(again);
    List<RandomWriter> writers = new ArrayList<>();
    for (int i = 0; i < WRITERS; i++) {
      writers.add(new RandomWriter("w" + i + "/", new Random(random.nextLong()), http));
    }
    try {
      for (int round = 0; round < ROUNDS; round++) {
        URI cloud = start();
        for (RandomWriter writer : writers) {
          writer.goOnAt(cloud);
        }
        killAmong(writers);
      }
      URI cloud = start();
      for (RandomWriter writer : writers) {
        writer.goOnAt(cloud);
      }
      awaitDelivery(cloud);
      List<String> expected = new ArrayList<>();
      writers.forEach(writer -> expected.addAll(writer.events()));
      assertThat(received).containsExactlyInAnyOrderElementsOf(expected);
      long changes = writers.stream().mapToLong(RandomWriter::answered).sum();
      long inDoubt = writers.stream().mapToLong(RandomWriter::inDoubt).sum();
      System.out.printf(
          "%d kills, %d answered changes, %d in doubt of which %d were there, %d events%n",
          ROUNDS,
          changes,
          inDoubt,
          writers.stream().mapToLong(RandomWriter::landed).sum(),
          expected.size());
      // A load that is never caught in the middle would show nothing.
      assertThat(inDoubt).isPositive();
    } catch (Exception | AssertionError failed) {
      throw new AssertionError(again + ": " + failed.getMessage(), failed);
    }
  }

  /** Lets all write at once, and kills the process after so many answers. */
  private void killAmong(List<RandomWriter> writers) throws Exception {
    Semaphore answers = new Semaphore(0);
    ExecutorService threads = Executors.newFixedThreadPool(writers.size());
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (RandomWriter writer : writers) {
        ends.add(threads.submit(() -> writer.writeUntilCut(answers)));
      }
      int before = 10 + random.nextInt(60);
      await(answers, before, ends);
      // Also while the journal is being rewritten.
      if (random.nextBoolean()) {
        OutputStream commands = process.getOutputStream();
        commands.write('\n');
        commands.flush();
      }
      await(answers, random.nextInt(60), ends);
      process.toHandle().destroyForcibly();
      for (Future<?> end : ends) {
        end.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    process.waitFor();
  }

  /** Also ends when a writer failed: it is what the caller looks at next. */
  private static void await(Semaphore answers, int count, List<Future<?>> ends)
      throws InterruptedException {
    while (!answers.tryAcquire(count, 1, TimeUnit.SECONDS)
        && ends.stream().noneMatch(Future::isDone)) {
      Thread.onSpinWait();
    }
  }

  private URI start() throws IOException {
    process = CloudProcess.start(folder, receiver.url(), "128m");
    return CloudProcess.url(process);
  }

  private void awaitDelivery(URI cloud) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    ObjectNode state;
    do {
      HttpRequest ask = HttpRequest.newBuilder(cloud.resolve("/local/events")).build();
      state = Json.read(http.send(ask, BodyHandlers.ofByteArray()).body());
      LockSupport.parkNanos(POLL_NANOS);
    } while (!state.path("pending").isEmpty() && System.nanoTime() < deadline);
    assertThat(state.path("pending")).isEmpty();
    assertThat(state.path("deadLetters")).isEmpty();
  }

  private void receive(Exchange exchange) throws IOException {
    String type = exchange.header("ce-type").orElseThrow();
    ObjectNode object = exchange.json();
    received.add(
        RandomWriter.event(
            type.substring(type.lastIndexOf('.') + 1),
            object.path("name").asText(),
            object.path("generation").asLong(),
            object.path("metageneration").asLong()));
    exchange.answer(204);
  }
}
