package dev.headrace.functions.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The console on a port of the loopback address. */
final class LoopbackSite implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  LoopbackSite(Console console, int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/", exchange -> answer(console, exchange));
    server.start();
  }

  private static void answer(Console console, HttpExchange exchange) throws IOException {
    try (exchange) {
      Page page =
          console.answer(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath());
      page.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] body = page.body();
      exchange.sendResponseHeaders(page.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdown();
  }
}
