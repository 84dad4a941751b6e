package dev.headrace.local.dataproc;

import com.google.cloud.dataproc.v1.JobControllerClient;
import com.google.cloud.dataproc.v1.JobControllerSettings;
import dev.headrace.local.GoogleProject;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;

/** The contract against a cluster that runs already: three short jobs on it. */
@Tag("google-cluster")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class GoogleClusterJobsIT extends ClusterJobsContract {
  private static GoogleScript script;
  private static JobControllerClient client;

  @BeforeAll
  static void connect() throws Exception {
    script = new GoogleScript("contract/job.py");
    client =
        JobControllerClient.create(
            JobControllerSettings.newHttpJsonBuilder()
                .setEndpoint(GoogleScript.endpoint())
                .build());
  }

  @AfterAll
  static void disconnect() throws Exception {
    client.close();
    script.delete();
  }

  @Override
  JobControllerClient client() {
    return client;
  }

  @Override
  String project() {
    return GoogleProject.project();
  }

  @Override
  String region() {
    return GoogleProject.region();
  }

  @Override
  String cluster() {
    return GoogleProject.cluster();
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
