package dev.headrace.benchmarks;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the same load on several storage services in turn, and prints what each did as JSON: small
 * writes under a generation, each by a client of its own name, and one large object up and down.
 *
 * <p>It speaks HTTP over plain sockets, so that what is measured is the service and not a client
 * library.
 */
public final class StorageLoad {
  private static final String BUCKET = "benchmark";
  private static final int SMALL = 1024;
  private static final int BLOCK = 1 << 18;
  private static final Pattern GENERATION = Pattern.compile("\"generation\" ?: ?\"?([0-9]+)\"?");

  private final Map<String, URI> services;
  private final int clients;
  private final int seconds;
  private final long bytes;
  private final Map<String, List<Double>> writes = new LinkedHashMap<>();
  private final Map<String, List<Double>> uploads = new LinkedHashMap<>();
  private final Map<String, List<Double>> downloads = new LinkedHashMap<>();

  private StorageLoad(Map<String, URI> services, int clients, int seconds, int mebibytes) {
    this.services = services;
    this.clients = clients;
    this.seconds = seconds;
    this.bytes = mebibytes * 1024L * 1024;
  }

  /** Arguments: clients, seconds, rounds, mebibytes, then a name=URL for each service. */
  public static void main(String[] arguments) throws Exception {
    Map<String, URI> services = new LinkedHashMap<>();
    for (int i = 4; i < arguments.length; i++) {
      String[] parts = arguments[i].split("=", 2);
      services.put(parts[0], URI.create(parts[1]));
    }
    StorageLoad load =
        new StorageLoad(
            services,
            Integer.parseInt(arguments[0]),
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[3]));
    load.makeBuckets();
    int rounds = Integer.parseInt(arguments[2]);
    for (int round = -1; round < rounds; round++) {
      load.round(round >= 0);
    }
    System.out.println(load.json());
  }

  private void makeBuckets() throws IOException {
    for (URI service : services.values()) {
      try (Connection connection = new Connection(service)) {
        byte[] body = ("{\"name\":\"" + BUCKET + "\"}").getBytes(StandardCharsets.UTF_8);
        connection.send("POST", "/storage/v1/b?project=benchmark", body);
        int status = connection.status();
        if (status != 200 && status != 409) {
          throw new IOException(service + " makes no bucket: " + status);
        }
      }
    }
  }

  /** Every service in turn, in the other order each time; the first round only warms up. */
  private void round(boolean counts) throws Exception {
    List<String> order = new ArrayList<>(services.keySet());
    if (writes.values().stream().mapToInt(List::size).max().orElse(0) % 2 == 1) {
      Collections.reverse(order);
    }
    for (String name : order) {
      double rate = smallWrites(services.get(name));
      if (counts) {
        writes.computeIfAbsent(name, key -> new ArrayList<>()).add(rate);
      }
    }
    for (String name : order) {
      double up = upload(services.get(name));
      double down = download(services.get(name));
      if (counts) {
        uploads.computeIfAbsent(name, key -> new ArrayList<>()).add(up);
        downloads.computeIfAbsent(name, key -> new ArrayList<>()).add(down);
      }
    }
  }

  private double smallWrites(URI service) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      CyclicBarrier start = new CyclicBarrier(clients);
      List<Callable<Double>> writers = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        String name = "small-" + i + "-" + System.nanoTime();
        writers.add(() -> writes(service, name, start));
      }
      double total = 0;
      for (Future<Double> rate : threads.invokeAll(writers)) {
        total += rate.get();
      }
      return total;
    } finally {
      threads.shutdownNow();
    }
  }

  private double writes(URI service, String name, CyclicBarrier start) throws Exception {
    byte[] content = new byte[SMALL];
    try (Connection connection = new Connection(service)) {
      start.await();
      long begin = System.nanoTime();
      long end = begin + TimeUnit.SECONDS.toNanos(seconds);
      long generation = 0;
      long count = 0;
      while (System.nanoTime() < end) {
        connection.send("POST", insert(name) + "&ifGenerationMatch=" + generation, content);
        String answer = connection.expect200();
        Matcher matcher = GENERATION.matcher(answer);
        if (!matcher.find()) {
          throw new IOException("No generation in " + answer);
        }
        generation = Long.parseLong(matcher.group(1));
        count++;
      }
      return count * 1e9 / (System.nanoTime() - begin);
    }
  }

  private double upload(URI service) throws IOException {
    byte[] block = new byte[BLOCK];
    for (int i = 0; i < BLOCK; i++) {
      block[i] = (byte) ((i * 31) >>> 3);
    }
    try (Connection connection = new Connection(service)) {
      long begin = System.nanoTime();
      connection.head("POST", insert("large"), bytes);
      for (long left = bytes; left > 0; left -= block.length) {
        connection.write(block, (int) Math.min(left, block.length));
      }
      connection.expect200();
      return mebibytesPerSecond(begin);
    }
  }

  private double download(URI service) throws IOException {
    try (Connection connection = new Connection(service)) {
      long begin = System.nanoTime();
      connection.head("GET", "/storage/v1/b/" + BUCKET + "/o/large?alt=media", 0);
      long read = connection.passOver();
      if (read != bytes) {
        throw new IOException(service + " sent " + read + " bytes");
      }
      return mebibytesPerSecond(begin);
    }
  }

  private double mebibytesPerSecond(long begin) {
    return bytes / 1024.0 / 1024 * 1e9 / (System.nanoTime() - begin);
  }

  private static String insert(String name) {
    return "/upload/storage/v1/b/" + BUCKET + "/o?uploadType=media&name=" + name;
  }

  private String json() {
    List<String> parts = new ArrayList<>();
    for (String name : services.keySet()) {
      parts.add(
          "\""
              + name
              + "\": {\"small writes per second\": "
              + list(writes.get(name))
              + ", \"upload MiB per second\": "
              + list(uploads.get(name))
              + ", \"download MiB per second\": "
              + list(downloads.get(name))
              + "}");
    }
    return "{" + String.join(", ", parts) + "}";
  }

  private static String list(List<Double> values) {
    return values.stream()
        .map(value -> String.format(Locale.ROOT, "%.1f", value))
        .toList()
        .toString();
  }

  /** One connection that is kept open. */
  private static final class Connection implements Closeable {
    private final Socket socket;
    private final InputStream in;
    private final String host;
    private int status;
    private long length;
    private boolean chunked;

    Connection(URI service) throws IOException {
      socket = new Socket(service.getHost(), service.getPort());
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream(), BLOCK);
      host = service.getAuthority();
    }

    void send(String method, String path, byte[] body) throws IOException {
      byte[] head = headOf(method, path, body.length);
      byte[] all = new byte[head.length + body.length];
      System.arraycopy(head, 0, all, 0, head.length);
      System.arraycopy(body, 0, all, head.length, body.length);
      socket.getOutputStream().write(all);
    }

    void head(String method, String path, long bodyLength) throws IOException {
      socket.getOutputStream().write(headOf(method, path, bodyLength));
    }

    void write(byte[] block, int count) throws IOException {
      socket.getOutputStream().write(block, 0, count);
    }

    int status() throws IOException {
      body();
      return status;
    }

    String expect200() throws IOException {
      String body = body();
      if (status != 200) {
        throw new IOException("Status " + status + ": " + body);
      }
      return body;
    }

    /** The body's length, without keeping any of it. */
    long passOver() throws IOException {
      readHead();
      byte[] buffer = new byte[BLOCK];
      long total = 0;
      for (long left = nextPart(); left > 0; left = nextPart()) {
        total += left;
        while (left > 0) {
          int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
          if (read < 0) {
            throw new EOFException();
          }
          left -= read;
        }
      }
      return total;
    }

    private String body() throws IOException {
      readHead();
      StringBuilder body = new StringBuilder();
      for (long part = nextPart(); part > 0; part = nextPart()) {
        body.append(new String(in.readNBytes((int) part), StandardCharsets.UTF_8));
      }
      return body.toString();
    }

    private void readHead() throws IOException {
      String first = line();
      status = Integer.parseInt(first.split(" ", -1)[1]);
      length = 0;
      chunked = false;
      for (String line = line(); !line.isEmpty(); line = line()) {
        String lower = line.toLowerCase(Locale.ROOT);
        if (lower.startsWith("content-length:")) {
          length = Long.parseLong(lower.substring(15).strip());
        }
        chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
      }
    }

    /** How many bytes come next; 0 at the end of the body. */
    private long nextPart() throws IOException {
      if (!chunked) {
        long all = length;
        length = 0;
        return all;
      }
      String size = line();
      if (size.isEmpty()) {
        size = line();
      }
      long part = Long.parseLong(size, 16);
      if (part == 0) {
        line();
      }
      return part;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EOFException("The service ended the connection.");
        }
        if (c != '\r') {
          line.append((char) c);
        }
      }
      return line.toString();
    }

    private byte[] headOf(String method, String path, long bodyLength) {
      return (method
              + " "
              + path
              + " HTTP/1.1\r\nHost: "
              + host
              + "\r\nContent-Type: application/octet-stream\r\nContent-Length: "
              + bodyLength
              + "\r\n\r\n")
          .getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
