package dev.headrace.local.dataproc;

import com.google.cloud.dataproc.v1.JobControllerClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ClusterJobsContractTest extends ClusterJobsContract {
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
  JobControllerClient client() {
    return local.dataproc.jobs;
  }

  @Override
  String project() {
    return "local-test";
  }

  @Override
  String region() {
    return "europe-west1";
  }

  @Override
  String cluster() {
    return "local";
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
