package dev.headrace.local.dataproc;

import com.google.cloud.dataproc.v1.BatchControllerClient;
import com.google.cloud.dataproc.v1.BatchControllerSettings;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import dev.headrace.local.GoogleProject;
import java.nio.charset.StandardCharsets;
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
  private static final String SCRIPT_NAME = "contract/main.py";
  private static Storage storage;
  private static BatchControllerClient client;

  @BeforeAll
  static void connect() throws Exception {
    storage =
        StorageOptions.newBuilder().setProjectId(GoogleProject.project()).build().getService();
    storage.create(
        BlobInfo.newBuilder(GoogleProject.bucket(), SCRIPT_NAME).build(),
        SCRIPT.getBytes(StandardCharsets.UTF_8));
    client =
        BatchControllerClient.create(
            BatchControllerSettings.newHttpJsonBuilder()
                .setEndpoint(GoogleProject.region() + "-dataproc.googleapis.com:443")
                .build());
  }

  @AfterAll
  static void disconnect() throws Exception {
    client.close();
    storage.delete(GoogleProject.bucket(), SCRIPT_NAME);
    storage.close();
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
    return "gs://" + GoogleProject.bucket() + "/" + SCRIPT_NAME;
  }

  @Override
  Duration pause() {
    return Duration.ofSeconds(5);
  }
}
