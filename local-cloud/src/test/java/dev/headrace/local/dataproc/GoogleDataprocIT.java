package dev.headrace.local.dataproc;

import com.google.cloud.dataproc.v1.BatchControllerClient;
import com.google.cloud.dataproc.v1.BatchControllerSettings;
import dev.headrace.local.GoogleProject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/**
 * The contract against Dataproc itself: three batches, of a minute or two each, which are billed.
 */
@Tag("google")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class GoogleDataprocIT extends DataprocContract {
  private static GoogleScript script;
  private static BatchControllerClient client;

  @BeforeAll
  static void connect() throws Exception {
    script = new GoogleScript("contract/batch.py");
    client =
        BatchControllerClient.create(
            BatchControllerSettings.newHttpJsonBuilder()
                .setEndpoint(GoogleScript.endpoint())
                .build());
  }

  @AfterAll
  static void disconnect() throws Exception {
    client.close();
    script.delete();
  }

  @Override
  BatchControllerClient client() {
    return client;
  }

  @Override
  String parent() {
    return "projects/" + GoogleProject.project() + "/locations/" + GoogleProject.region();
  }

  @Override
  String script() {
    return script.uri();
  }

  @Override
  Duration pause() {
    return Duration.ofSeconds(5);
  }
}
