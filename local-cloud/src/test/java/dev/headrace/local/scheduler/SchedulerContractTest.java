package dev.headrace.local.scheduler;

import com.google.api.gax.core.NoCredentialsProvider;
import com.google.cloud.scheduler.v1.CloudSchedulerClient;
import com.google.cloud.scheduler.v1.CloudSchedulerSettings;
import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.http.ApiServer;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.identity.IdTokens;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SchedulerContractTest extends SchedulerContract {
  @TempDir private static Path folder;
  private static Scheduler scheduler;
  private static ApiServer server;
  private static CloudSchedulerClient client;

  @BeforeAll
  static void start() throws IOException {
    LocalClock clock = LocalClock.open(folder);
    scheduler = Scheduler.open(folder, clock, new IdTokens(clock), Map.of());
    Dispatcher dispatcher = new Dispatcher();
    scheduler.register(dispatcher);
    server = ApiServer.start(ApiServer.Settings.loopback(0), dispatcher, clock);
    client =
        CloudSchedulerClient.create(
            CloudSchedulerSettings.newHttpJsonBuilder()
                .setEndpoint(server.url())
                .setCredentialsProvider(NoCredentialsProvider.create())
                .build());
  }

  @AfterAll
  static void stop() throws IOException {
    client.close();
    server.close();
    scheduler.close();
  }

  @Override
  CloudSchedulerClient client() {
    return client;
  }

  @Override
  String parent() {
    return "projects/local-test/locations/europe-west1";
  }
}
