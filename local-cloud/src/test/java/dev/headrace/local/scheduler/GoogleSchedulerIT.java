package dev.headrace.local.scheduler;

import com.google.cloud.scheduler.v1.CloudSchedulerClient;
import com.google.cloud.scheduler.v1.CloudSchedulerSettings;
import dev.headrace.local.GoogleProject;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** The contract against Cloud Scheduler itself. */
@Tag("google")
class GoogleSchedulerIT extends SchedulerContract {
  private static CloudSchedulerClient client;

  @BeforeAll
  static void connect() throws IOException {
    client = CloudSchedulerClient.create(CloudSchedulerSettings.newHttpJsonBuilder().build());
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  @Override
  CloudSchedulerClient client() {
    return client;
  }

  @Override
  String parent() {
    return "projects/" + GoogleProject.project() + "/locations/" + GoogleProject.region();
  }
}
