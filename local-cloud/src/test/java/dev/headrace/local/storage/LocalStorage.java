package dev.headrace.local.storage;

import com.google.cloud.NoCredentials;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.http.ApiServer;
import dev.headrace.local.http.Dispatcher;
import java.io.IOException;
import java.nio.file.Path;

/** A local storage service over a folder, and the official client for it. */
final class LocalStorage implements AutoCloseable {
  final LocalClock clock;
  final ObjectStorage storage;
  final Dispatcher dispatcher = new Dispatcher();
  final ApiServer server;
  final Storage client;

  LocalStorage(Path folder) throws IOException {
    this(folder, ChangeFeed.NONE);
  }

  LocalStorage(Path folder, ChangeFeed feed) throws IOException {
    clock = LocalClock.open(folder);
    storage = ObjectStorage.open(folder.resolve("storage"), clock, false, feed);
    StorageApi.register(dispatcher, storage);
    server = ApiServer.start(ApiServer.Settings.loopback(0), dispatcher, clock);
    client =
        StorageOptions.newBuilder()
            .setHost(server.url())
            .setProjectId("local-test")
            .setCredentials(NoCredentials.getInstance())
            .build()
            .getService();
  }

  @Override
  public void close() throws IOException {
    server.close();
    storage.close();
    try {
      client.close();
    } catch (Exception failed) {
      throw new IOException(failed);
    }
  }
}
