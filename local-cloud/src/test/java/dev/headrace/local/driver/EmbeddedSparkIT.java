package dev.headrace.local.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.local.driver.DriverEnd.Result;
import dev.headrace.local.driver.jobs.Jobs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedSparkIT {
  @TempDir static Path folder;

  private static EmbeddedSpark spark;
  private static Path jar;

  @BeforeAll
  static void start() throws Exception {
    spark =
        EmbeddedSpark.start(
            SparkTestSettings.settings(),
            new LakeAccess("http://127.0.0.1:1", "local"),
            folder.resolve("spark"));
    jar = TestJar.of(Jobs.class, folder.resolve("jobs.jar"));
    long millis = spark.awaitReady();
    System.out.println("Spark started in " + millis + " ms");
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  @Test
  void aJobThatReturnsHasSucceededAndLeavesTheProcessToTheNext() throws Exception {
    long pid = ordinaryProcess();

    assertThat(run(job(Jobs.Empty.class))).isEqualTo(new DriverEnd(Result.SUCCEEDED, ""));

    assertThat(spark.pid()).hasValue(pid);
  }

  @Test
  void jobsSeeTheirOwnArgumentsSettingsAndClockAndNothingOfEachOther() throws Exception {
    for (int i = 0; i < 2; i++) {
      SparkJob job =
          job(
              Jobs.Shows.class,
              List.of("a b", "ü"),
              Map.of("spark.sql.shuffle.partitions", "7", "spark.driver.memory", "1g"));

      assertThat(run(job).result()).isEqualTo(Result.SUCCEEDED);

      assertThat(Files.readString(job.log()))
          .contains("args [a b, ü]", "clock PT-48H", "partitions 7", "views 0", "property null");
    }
  }

  @Test
  void tasksFindTheClassesOfTheJob() throws Exception {
    SparkJob job = job(Jobs.UsesClosures.class);

    assertThat(run(job).message()).isEmpty();

    assertThat(Files.readString(job.log())).contains("sum 90");
  }

  @Test
  void deltaTablesCanBeWritten() throws Exception {
    SparkJob job =
        job(Jobs.WritesDelta.class, List.of(folder.resolve("delta").toUri().toString()), Map.of());
    long pid = ordinaryProcess();

    assertThat(run(job).message()).isEmpty();

    assertThat(Files.readString(job.log())).contains("rows 100");
    assertThat(spark.pid()).hasValue(pid);
  }

  @Test
  void anExceptionIsTheReasonOfTheFailure() throws Exception {
    SparkJob job = job(Jobs.Fails.class);

    assertThat(run(job))
        .isEqualTo(
            new DriverEnd(
                Result.FAILED, "java.lang.IllegalStateException: no flights on 2001-05-14"));

    assertThat(Files.readString(job.log()))
        .contains("at dev.headrace.local.driver.jobs.Jobs$Fails");
  }

  @Test
  void aMissingMainClassIsAFailure() throws Exception {
    assertThat(run(job("dev.headrace.Missing", List.of(), Map.of())).message())
        .isEqualTo("java.lang.ClassNotFoundException: dev.headrace.Missing");
  }

  @Test
  void systemExitEndsTheJobWithItsCodeAndTheNextOneRuns() throws Exception {
    assertThat(run(job(Jobs.Exits.class, List.of("3"), Map.of())))
        .isEqualTo(new DriverEnd(Result.FAILED, "exit code 3"));
    assertThat(run(job(Jobs.Exits.class, List.of("0"), Map.of())).result())
        .isEqualTo(Result.SUCCEEDED);
    assertThat(run(job(Jobs.Empty.class)).result()).isEqualTo(Result.SUCCEEDED);
  }

  @Test
  void aCancelledJobEndsAndTheProcessStays() throws Exception {
    long pid = ordinaryProcess();
    SparkJob job = job(Jobs.Waits.class, List.of(folder.resolve("waits").toString()), Map.of());

    assertThat(cancelled(job).result()).isEqualTo(Result.FAILED);

    assertThat(spark.pid()).hasValue(pid);
    assertThat(run(job(Jobs.UsesClosures.class)).message()).isEmpty();
  }

  @Test
  void tasksThatIgnoreTheCancellationEndWithTheProcess() throws Exception {
    long pid = ordinaryProcess();
    SparkJob job = job(Jobs.WorksLong.class, List.of(folder.resolve("long").toString()), Map.of());

    assertThat(cancelled(job).result()).isEqualTo(Result.FAILED);

    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertThat(run(job(Jobs.UsesClosures.class)).message()).isEmpty();
  }

  /**
   * The process that jobs without settings of their own share: an earlier test may have left
   * another.
   */
  private static long ordinaryProcess() throws Exception {
    assertThat(run(job(Jobs.Empty.class))).isEqualTo(new DriverEnd(Result.SUCCEEDED, ""));
    return spark.pid().orElseThrow();
  }

  @Test
  void aJobThatIgnoresItsCancellationIsKilled() throws Exception {
    SparkJob job =
        job(Jobs.IsStubborn.class, List.of(folder.resolve("stubborn").toString()), Map.of());

    assertThat(cancelled(job))
        .isEqualTo(
            new DriverEnd(Result.LOST, "driver lost: the Spark process ended with signal 9"));
  }

  @Test
  void aKilledProcessFailsItsJobAndTheNextOneRuns() throws Exception {
    SparkJob job = job(Jobs.WorksLong.class, List.of(folder.resolve("kill").toString()), Map.of());
    DriverEnd end =
        spark.run(
            job, () -> ProcessHandle.of(spark.pid().orElseThrow()).orElseThrow().destroyForcibly());

    assertThat(end)
        .isEqualTo(
            new DriverEnd(Result.LOST, "driver lost: the Spark process ended with signal 9"));
    assertThat(run(job(Jobs.Empty.class)).result()).isEqualTo(Result.SUCCEEDED);
  }

  @Test
  void aJobThatStopsSparkGetsTheProcessReplaced() throws Exception {
    long pid = ordinaryProcess();

    assertThat(run(job(Jobs.Stops.class)).result()).isEqualTo(Result.SUCCEEDED);

    assertThat(spark.pid().orElseThrow()).isNotEqualTo(pid);
    assertThat(run(job(Jobs.UsesClosures.class)).message()).isEmpty();
  }

  @Test
  void aThreadLeftBehindEndsWithTheProcess() throws Exception {
    long pid = ordinaryProcess();

    assertThat(run(job(Jobs.LeavesAThread.class)).result()).isEqualTo(Result.SUCCEEDED);

    assertThat(spark.pid().orElseThrow()).isNotEqualTo(pid);
  }

  @Test
  void anotherVersionOfAJarRunsInAnotherProcess() throws Exception {
    for (int version = 1; version <= 2; version++) {
      String source =
          "public class Versioned { public static void main(String[] a) {"
              + " System.out.println(\"version "
              + version
              + "\"); } }";
      Path versioned =
          TestJar.compiled("Versioned", source, folder.resolve("versioned-" + version + ".jar"));
      SparkJob job = job("Versioned", List.of(versioned), List.of(), Map.of());

      assertThat(run(job).message()).isEmpty();

      assertThat(Files.readString(job.log())).contains("version " + version);
    }
  }

  @Test
  void aJobThatAddsClassesWhileItRunsKeepsThemToItself() throws Exception {
    Path added = TestJar.compiled("Added", "public class Added {}", folder.resolve("added.jar"));
    long pid = ordinaryProcess();

    assertThat(run(job(Jobs.AddsAJar.class, List.of(added.toString()), Map.of())).message())
        .isEmpty();

    assertThat(spark.pid().orElseThrow()).isNotEqualTo(pid);
  }

  @Test
  void codeThatSparkHasCompiledForOneJobServesTheNext() throws Exception {
    ordinaryProcess();

    SparkJob first = job(Jobs.TellsWhatIsCompiled.class);
    SparkJob second = job(Jobs.TellsWhatIsCompiled.class);
    assertThat(run(first).message()).isEmpty();
    assertThat(run(second).message()).isEmpty();

    assertThat(Files.readString(first.log())).contains("compiled true");
    assertThat(Files.readString(second.log())).contains("compiled false");
  }

  @Test
  void settingsThatSparkTakesAtItsStartGetAProcessOfTheirOwn() throws Exception {
    SparkJob job =
        job(
            Jobs.Empty.class,
            List.of(),
            Map.of("spark.sql.catalog.x", "y", "spark.sql.warehouse.dir", "/tmp/w"));
    long pid = ordinaryProcess();

    assertThat(run(job).message()).isEmpty();

    assertThat(spark.pid().orElseThrow()).isNotEqualTo(pid);
  }

  private static DriverEnd cancelled(SparkJob job) throws Exception {
    CompletableFuture<Void> started = new CompletableFuture<>();
    CompletableFuture<Void> cancelling =
        started.thenRunAsync(
            () -> {
              awaitFile(Path.of(job.args().get(0)));
              spark.cancel(job.id());
            });
    DriverEnd end = spark.run(job, () -> started.complete(null));
    cancelling.join();
    return end;
  }

  private static void awaitFile(Path file) {
    while (!Files.exists(file)) {
      Thread.onSpinWait();
    }
  }

  private static DriverEnd run(SparkJob job) throws InterruptedException {
    return spark.run(job, () -> {});
  }

  private static SparkJob job(Class<?> main) throws IOException {
    return job(main, List.of(), Map.of());
  }

  private static SparkJob job(Class<?> main, List<String> args, Map<String, String> properties)
      throws IOException {
    return job(main.getName(), args, properties);
  }

  private static SparkJob job(String main, List<String> args, Map<String, String> properties)
      throws IOException {
    return job(main, List.of(jar), args, properties);
  }

  private static SparkJob job(
      String main, List<Path> jars, List<String> args, Map<String, String> properties)
      throws IOException {
    String id = UUID.randomUUID().toString();
    Path log = Files.createFile(folder.resolve(id + ".log"));
    return new SparkJob(id, main, jars, List.of(), args, properties, Duration.ofDays(-2), log);
  }
}
