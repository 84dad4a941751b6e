package dev.headrace.local.storage;

import com.google.cloud.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class LocalStorageTest extends StorageContract {
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
  Storage client() {
    return local.client;
  }
}
