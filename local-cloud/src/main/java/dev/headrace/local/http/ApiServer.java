package dev.headrace.local.http;

import java.io.IOException;
import java.net.BindException;
import java.time.InstantSource;
import java.util.Set;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Serves all operations of a {@link Dispatcher} on one port of this machine. */
public final class ApiServer implements AutoCloseable {
  private static final int MAX_THREADS = 256;
  private static final int HEADER_BYTES = 32 * 1024;
  private static final long IDLE_MILLIS = 300_000;

  private final Server server;
  private final ServerConnector connector;

  private ApiServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Where to listen and for whom.
   *
   * @param bind the address, 127.0.0.1 unless the server runs in a container
   * @param port the port, 0 for any free one
   * @param allowedHosts names besides those of the loopback that clients may use
   */
  public record Settings(String bind, int port, Set<String> allowedHosts) {
    public Settings {
      allowedHosts = Set.copyOf(allowedHosts);
    }

    /** The loopback only. */
    public static Settings loopback(int port) {
      return new Settings("127.0.0.1", port, Set.of());
    }
  }

  /**
   * Starts to listen.
   *
   * @param clock what the {@code Date} header shows
   * @throws IOException if the port is taken
   */
  public static ApiServer start(Settings settings, Dispatcher dispatcher, InstantSource clock)
      throws IOException {
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 8);
    threads.setName("api");
    threads.setDaemon(true);
    Server server = new Server(threads);
    // One acceptor and one selector: the work is done by the pool, and laptops have few cores.
    ServerConnector connector =
        new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration()));
    connector.setHost(settings.bind());
    connector.setPort(settings.port());
    connector.setReusePort(false);
    connector.setAcceptedTcpNoDelay(true);
    connector.setAcceptQueueSize(512);
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    server.setHandler(
        new JettyGate(dispatcher, new LoopbackPolicy(settings.allowedHosts()), clock));
    start(server, settings);
    return new ApiServer(server, connector);
  }

  private static void start(Server server, Settings settings) throws IOException {
    try {
      server.start();
    } catch (Exception failed) {
      stop(server);
      if (failed.getCause() instanceof BindException || failed instanceof BindException) {
        throw new IOException(
            "Port " + settings.port() + " on " + settings.bind() + " is taken.", failed);
      }
      throw new IOException("The server does not start: " + failed.getMessage(), failed);
    }
  }

  private static HttpConfiguration configuration() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setOutputBufferSize(128 * 1024);
    http.setInputBufferSize(64 * 1024);
    // Object names may hold everything; they are decoded once, after routing, and never are paths.
    http.setUriCompliance(UriCompliance.UNSAFE);
    return http;
  }

  public int port() {
    return connector.getLocalPort();
  }

  /** {@code http://127.0.0.1:PORT}, without a slash at the end. */
  public String url() {
    return "http://127.0.0.1:" + port();
  }

  /** Stops listening and ends open connections. */
  @Override
  public void close() {
    stop(server);
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception failed) {
      throw new IllegalStateException("The server does not stop: " + failed.getMessage(), failed);
    }
  }
}
