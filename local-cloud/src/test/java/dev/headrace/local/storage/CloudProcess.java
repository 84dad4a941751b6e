package dev.headrace.local.storage;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.events.DeliveryToken;
import dev.headrace.local.events.EventsApi;
import dev.headrace.local.events.Outbox;
import dev.headrace.local.events.Subscription;
import dev.headrace.local.http.ApiServer;
import dev.headrace.local.http.Dispatcher;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Path;

/**
 * Storage and events as a process, until it is killed or its standard input ends. A line there has
 * the journal rewritten.
 */
final class CloudProcess {
  static final String BUCKET = "lake";

  private CloudProcess() {}

  /**
   * Starts one that delivers all events to {@code receiver}.
   *
   * @param heap as in {@code -Xmx}
   */
  static Process start(Path folder, String receiver, String heap) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx" + heap,
            "-cp",
            System.getProperty("java.class.path"),
            CloudProcess.class.getName(),
            folder.toString(),
            receiver)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** Where it listens; waits until it does. */
  static URI url(Process process) throws IOException {
    BufferedReader said =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    String url = said.readLine();
    if (url == null) {
      throw new IOException("The local cloud does not start.");
    }
    return URI.create(url);
  }

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    URI receiver = URI.create(arguments[1]);
    LocalClock clock = LocalClock.open(folder);
    Outbox outbox = new Outbox(clock, DeliveryToken.NONE);
    ObjectStorage storage = ObjectStorage.open(folder.resolve("storage"), clock, false, outbox);
    if (!storage.hasBucket(BUCKET)) {
      storage.createBucket(BUCKET);
    }
    for (ObjectEvent.Kind kind : ObjectEvent.Kind.values()) {
      outbox.subscribe(new Subscription(kind.word(), BUCKET, kind), receiver);
    }
    Dispatcher dispatcher = new Dispatcher();
    StorageApi.register(dispatcher, storage);
    new EventsApi(outbox).register(dispatcher);
    ApiServer server = ApiServer.start(ApiServer.Settings.loopback(0), dispatcher, clock);
    System.out.println(server.url());
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    while (commands.readLine() != null) {
      storage.compact();
    }
    System.exit(0);
  }
}
