package dev.headrace.local.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.local.driver.DriverEnd.Result;
import dev.headrace.local.driver.jobs.Jobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on a real master and a real worker. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StandaloneSparkIT {
  @TempDir static Path folder;

  private static StandaloneCluster cluster;
  private static StandaloneSpark spark;
  private static Path jar;

  @BeforeAll
  static void start() throws Exception {
    cluster = new StandaloneCluster(SparkTestSettings.settings(), folder.resolve("cluster"));
    spark = spark("spark");
    jar = TestJar.of(Jobs.class, folder.resolve("jobs.jar"));
  }

  private static StandaloneSpark spark(String name) throws IOException {
    SparkSettings settings =
        SparkTestSettings.settings()
            .with(Map.of("spark.cores.max", "2", "spark.executor.memory", "512m"));
    return new StandaloneSpark(
        settings.onCluster(cluster.master(), "127.0.0.1"),
        new LakeAccess("http://127.0.0.1:1", "local"),
        folder.resolve(name));
  }

  @AfterAll
  static void stop() {
    if (spark != null) {
      spark.close();
    }
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void tasksRunOnTheWorkerWithTheClassesOfTheJob() throws Exception {
    SparkJob job = job(Jobs.UsesClosures.class, List.of());

    DriverEnd end = spark.run(job, () -> {});

    assertThat(end).as(() -> read(job)).isEqualTo(new DriverEnd(Result.SUCCEEDED, ""));
    assertThat(read(job)).contains("sum 90");
    assertThat(folder.resolve("cluster").resolve("work")).isNotEmptyDirectory();
  }

  @Test
  void aJobSeesItsArgumentsSettingsAndClock() throws Exception {
    SparkJob job = job(Jobs.Shows.class, List.of("a b", "c"));

    assertThat(spark.run(job, () -> {}).result()).as(() -> read(job)).isEqualTo(Result.SUCCEEDED);

    assertThat(read(job)).contains("args [a b, c]", "clock PT-48H", "partitions 7");
  }

  @Test
  void anExceptionIsAmongTheLastLinesOfTheReason() throws Exception {
    DriverEnd end = spark.run(job(Jobs.Fails.class, List.of()), () -> {});

    assertThat(end.result()).isEqualTo(Result.FAILED);
    assertThat(end.message())
        .isEqualTo("java.lang.IllegalStateException: no flights on 2001-05-14");
  }

  @Test
  void theExitCodeIsTheReason() throws Exception {
    DriverEnd end = spark.run(job(Jobs.Exits.class, List.of("3")), () -> {});

    assertThat(end.result()).isEqualTo(Result.FAILED);
    assertThat(end.message()).startsWith("exit code 3");
  }

  @Test
  void aCancelEndsTheProcess() throws Exception {
    Path file = folder.resolve("working");
    SparkJob job = job(Jobs.IsStubborn.class, List.of(file.toString()));
    CompletableFuture<DriverEnd> end = CompletableFuture.supplyAsync(() -> run(job));
    awaitFile(file, end);

    spark.cancel(job.id());

    assertThat(end.get(1, TimeUnit.MINUTES).result()).isEqualTo(Result.LOST);
  }

  @Test
  void twoJobsRunBesideEachOther() throws Exception {
    try (StandaloneSpark other = spark("other")) {
      Path file = folder.resolve("holding");
      SparkJob holding = job(Jobs.Waits.class, List.of(file.toString()));
      CompletableFuture<DriverEnd> end = CompletableFuture.supplyAsync(() -> run(holding));
      awaitFile(file, end);

      SparkJob second = job(Jobs.UsesClosures.class, List.of());
      DriverEnd besides = other.run(second, () -> {});

      assertThat(besides).as(() -> read(second)).isEqualTo(new DriverEnd(Result.SUCCEEDED, ""));
      assertThat(end).isNotDone();
      spark.cancel(holding.id());
      assertThat(end.get(1, TimeUnit.MINUTES).result()).isEqualTo(Result.LOST);
    }
  }

  @Test
  void aJobLargerThanEveryWorkerFailsAndSaysWhatThereIs() throws Exception {
    SparkJob job = job(Jobs.UsesClosures.class, List.of(), Map.of("spark.executor.memory", "64g"));

    DriverEnd end = spark.run(job, () -> {});

    assertThat(end.result()).isEqualTo(Result.FAILED);
    assertThat(end.message())
        .isEqualTo(
            "An executor of this job needs 65536 MiB and 1 core, and no worker of "
                + cluster.master()
                + " has as much: the largest has 2048 MiB and 4 cores. Lower spark.executor.memory or"
                + " spark.executor.cores, or give the workers more.");
  }

  @Test
  void aJobWhoseExecutorsNeedMoreCoresThanItMayHaveFails() throws Exception {
    SparkJob job = job(Jobs.UsesClosures.class, List.of(), Map.of("spark.executor.cores", "3"));

    DriverEnd end = spark.run(job, () -> {});

    assertThat(end.message())
        .startsWith(
            "An executor of this job needs 3 cores (spark.executor.cores), and the job may");
  }

  private static void awaitFile(Path file, CompletableFuture<DriverEnd> end) {
    while (!Files.exists(file) && !end.isDone()) {
      Thread.onSpinWait();
    }
  }

  private static DriverEnd run(SparkJob job) {
    try {
      return spark.run(job, () -> {});
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String read(SparkJob job) {
    try {
      return Files.readString(job.log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SparkJob job(Class<?> main, List<String> args) {
    return job(main, args, Map.of());
  }

  private static SparkJob job(Class<?> main, List<String> args, Map<String, String> more) {
    Map<String, String> properties = new HashMap<>(more);
    properties.put("spark.sql.shuffle.partitions", "7");
    String id = UUID.randomUUID().toString();
    return new SparkJob(
        id,
        main.getName(),
        List.of(jar),
        List.of(),
        args,
        properties,
        Duration.ofDays(-2),
        folder.resolve(id + ".log"));
  }
}
