package dev.headrace.local.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.driver.DriverEnd.Result;
import dev.headrace.local.driver.jobs.LakeJobs;
import dev.headrace.local.http.ApiServer;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.storage.ChangeFeed;
import dev.headrace.local.storage.ObjectStorage;
import dev.headrace.local.storage.StorageApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spark, Delta and a connector with its default settings, over the local cloud's storage. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConnectorContract {
  private Path folder;
  private ObjectStorage storage;
  private ApiServer server;
  private EmbeddedSpark spark;
  private Path jar;

  /** Spark with the connector on its class path. */
  abstract SparkSettings settings() throws IOException;

  @BeforeAll
  void start(@TempDir Path home) throws Exception {
    folder = home;
    LocalClock clock = LocalClock.open(folder);
    storage = ObjectStorage.open(folder.resolve("storage"), clock, false, ChangeFeed.NONE);
    storage.createBucket("lake");
    Dispatcher dispatcher = new Dispatcher();
    StorageApi.register(dispatcher, storage);
    server = ApiServer.start(ApiServer.Settings.loopback(0), dispatcher, clock);
    spark =
        EmbeddedSpark.start(
            settings(), new LakeAccess(server.url(), "local-test"), folder.resolve("spark"));
    jar = TestJar.of(LakeJobs.class, folder.resolve("jobs.jar"));
    spark.awaitReady();
  }

  @AfterAll
  void stop() throws IOException {
    spark.close();
    server.close();
    storage.close();
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        LakeJobs.OverwritesPartitions.class,
        LakeJobs.HandlesFiles.class,
        LakeJobs.WritesALargeFile.class,
        LakeJobs.AppendsToDelta.class,
        LakeJobs.ReplacesInDelta.class
      })
  void itWorks(Class<?> main) throws Exception {
    Path log = Files.createFile(folder.resolve(main.getSimpleName() + ".log"));
    SparkJob job =
        new SparkJob(
            main.getSimpleName(),
            main.getName(),
            List.of(jar),
            List.of(),
            List.of("gs://lake/" + main.getSimpleName()),
            Map.of(),
            Duration.ZERO,
            log);

    DriverEnd end = spark.run(job, () -> {});

    assertThat(end).as(Files.readString(log)).isEqualTo(new DriverEnd(Result.SUCCEEDED, ""));
  }
}
