package dev.headrace.local.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A process of fake-gcs-server, in memory and on the loopback. */
final class FakeGcsServer implements AutoCloseable {
  private static final long START_SECONDS = 30;
  private static final long POLL_NANOS = 20_000_000;

  private final Process process;
  private final int port;

  private FakeGcsServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * @param folder where its log goes
   */
  static FakeGcsServer start(Path program, Path folder) throws IOException {
    int port = freePort();
    Path log = folder.resolve("fake-gcs-server.log");
    Process process =
        new ProcessBuilder(
                program.toString(),
                "-scheme",
                "http",
                "-host",
                "127.0.0.1",
                "-port",
                String.valueOf(port),
                "-backend",
                "memory",
                "-external-url",
                "http://127.0.0.1:" + port)
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    FakeGcsServer server = new FakeGcsServer(process, port);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!listens(port)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        server.close();
        throw new IOException("fake-gcs-server does not start: " + Files.readString(log));
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    return server;
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Whether it has not died. */
  boolean runs() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    assertThat(process.onExit()).succeedsWithin(10, TimeUnit.SECONDS);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }
}
