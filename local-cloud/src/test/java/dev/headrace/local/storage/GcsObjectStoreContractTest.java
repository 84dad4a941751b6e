package dev.headrace.local.storage;

import com.google.cloud.storage.BucketInfo;
import dev.headrace.functions.storage.GcsObjectStore;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.ObjectStoreContract;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** What the functions keep their state with, over the local cloud's storage. */
class GcsObjectStoreContractTest extends ObjectStoreContract {
  @TempDir private static Path folder;
  private static LocalStorage local;

  @BeforeAll
  static void start() throws IOException {
    local = new LocalStorage(folder);
  }

  @AfterAll
  static void stop() throws IOException {
    local.close();
  }

  @Override
  protected ObjectStore emptyStore() {
    String bucket = "state-" + UUID.randomUUID();
    local.client.create(BucketInfo.of(bucket));
    return GcsObjectStore.connect(Optional.of(URI.create(local.server.url()))).bucket(bucket);
  }
}
