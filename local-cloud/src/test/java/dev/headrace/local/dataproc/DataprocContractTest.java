package dev.headrace.local.dataproc;

import com.google.cloud.dataproc.v1.BatchControllerClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DataprocContractTest extends DataprocContract {
  @TempDir private static Path folder;
  private static LocalScripts local;

  @BeforeAll
  static void start() throws IOException {
    local = new LocalScripts(folder);
  }

  @AfterAll
  static void stop() throws IOException {
    local.close();
  }

  @Override
  BatchControllerClient client() {
    return local.dataproc.client;
  }

  @Override
  String parent() {
    return LocalDataproc.PARENT;
  }

  @Override
  String script() {
    return local.script();
  }

  @Override
  Duration pause() {
    return Duration.ofMillis(5);
  }
}
