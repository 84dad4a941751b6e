package dev.headrace.functions.deployed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The deployable jar under a real invoker, in a process of its own: as a function runs on Google
 * Cloud.
 *
 * <p>The invoker listens on all interfaces and cannot be told otherwise. So it lives for seconds,
 * on a port that was drawn, and has nothing to lose: its storage and job service are servers of the
 * test, on loopback, without credentials.
 */
final class ForkedFunction implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Process process;
  private final int port;
  private final List<String> lines = new ArrayList<>();
  private final Thread reader;

  private ForkedFunction(Process process, int port) {
    this.process = process;
    this.port = port;
    this.reader = new Thread(this::read, "function-output");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts a function and waits until it listens.
   *
   * @param invoker the jar of the invoker
   * @param type the simple name of the entry point
   */
  static ForkedFunction start(Path invoker, String type, Map<String, String> variables)
      throws IOException {
    int port = freePort();
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-jar",
            invoker.toString(),
            "--classpath",
            System.getProperty("headrace.functions.jar"),
            "--target",
            "dev.headrace.functions." + type,
            "--port",
            Integer.toString(port));
    builder.environment().putAll(variables);
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    ForkedFunction function = new ForkedFunction(process, port);
    try {
      function.awaitListening();
      return function;
    } catch (RuntimeException e) {
      function.close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitListening() {
    await("it listens", this::listens);
  }

  private boolean listens() {
    if (!process.isAlive()) {
      throw new AssertionError("the function ended:\n" + String.join("\n", lines()));
    }
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Waits until a line of its output contains the text. */
  String awaitLine(String part) {
    await("a line with " + part, () -> lines().stream().anyMatch(line -> line.contains(part)));
    return lines().stream().filter(line -> line.contains(part)).findFirst().orElseThrow();
  }

  private void await(String what, java.util.function.BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError(
            "not within " + PATIENCE + ": " + what + "\n" + String.join("\n", lines()));
      }
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
  }

  HttpResponse<String> call(String method, String body, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
            .timeout(PATIENCE)
            .method(method, BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  List<String> lines() {
    synchronized (lines) {
      return List.copyOf(lines);
    }
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        synchronized (lines) {
          lines.add(line);
        }
      }
    } catch (IOException e) {
      // The process was ended.
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
