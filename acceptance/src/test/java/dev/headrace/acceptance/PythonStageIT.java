package dev.headrace.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.acceptance.OwnCodeIT.Shops;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.Outcome;
import dev.headrace.run.Run;
import dev.headrace.run.RunState;
import dev.headrace.run.StageRun;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The example's stage in Python, with the real PySpark. */
class PythonStageIT {
  private static final Path ROOT = Path.of(System.getProperty("headrace.root"));
  private static final Path EXAMPLE = ROOT.resolve("examples/shops/python");

  @TempDir private Path home;
  @TempDir private Path files;
  private static String python;

  /** An environment is made the first time. */
  @BeforeAll
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  static void findPython() throws Exception {
    python = Pythons.pyspark(ROOT);
  }

  private Cloud start(UnaryOperator<String> script) throws IOException {
    return start(script, UnaryOperator.identity());
  }

  private Cloud start(UnaryOperator<String> script, UnaryOperator<String> pipeline)
      throws IOException {
    Path folder = Files.createDirectories(home.resolve("pipeline"));
    Files.writeString(
        folder.resolve("pipeline.yaml"),
        pipeline.apply(Files.readString(EXAMPLE.resolve("pipeline.yaml"))));
    Files.writeString(
        folder.resolve("revenue.py"),
        script.apply(Files.readString(EXAMPLE.resolve("revenue.py"))));
    return Cloud.startWith(home, folder.resolve("pipeline.yaml"), python);
  }

  private static void land(Cloud cloud, String day) throws IOException {
    Shops.land(cloud, EXAMPLE.resolveSibling("landing/2024-03-04"), day);
  }

  private static StageRun failed(Cloud cloud, String day) {
    return cloud.fails(day).stages().get(0);
  }

  @Test
  void aScriptGivesTheRowsOfATable() throws Exception {
    try (Cloud cloud = start(UnaryOperator.identity())) {
      String day = cloud.nextDay();
      land(cloud, day);

      cloud.fallsDue(day);
      Run run = cloud.succeeds(day);

      assertThat(Shops.revenue(cloud, "shop_revenue_python", files)).isEqualTo(Shops.EXPECTED);
      Outcome outcome = run.stages().get(0).outcome().orElseThrow();
      assertThat(outcome.rows()).isEqualTo(new Outcome.Rows(11, 2, 2));
      // Times are the local clock's, which stands in 2024.
      assertThat(Duration.between(Cloud.due(day), outcome.startedAt()))
          .isLessThan(Duration.ofHours(1));
    }
  }

  @Test
  void theSameScriptRunsOnACluster() throws Exception {
    try (Cloud cloud = start(UnaryOperator.identity(), Cloud::onCluster)) {
      String day = cloud.nextDay();
      land(cloud, day);

      cloud.fallsDue(day);
      Run run = cloud.succeeds(day);

      assertThat(Shops.revenue(cloud, "shop_revenue_python", files)).isEqualTo(Shops.EXPECTED);
      assertThat(run.stages().get(0).outcome().orElseThrow().rows())
          .isEqualTo(new Outcome.Rows(11, 2, 2));
      assertThat(cloud.batches(day)).isEmpty();
      assertThat(cloud.jobs(day)).extracting(Cloud::attempt).containsExactly(day + "/1/revenue/1");
    }
  }

  /** Python, the JVM beside it, and a worker of that JVM in the middle of a partition. */
  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void aCancelledScriptLeavesNoProcessBehind() throws Exception {
    Path alive = Files.createDirectory(home.resolve("alive"));
    try (Cloud cloud = start(script -> stuck(script, alive))) {
      String day = cloud.nextDay();
      land(cloud, day);
      cloud.justBeforeDue(day);
      cloud.api().callsUpTo(Cloud.due(day));
      cloud.until("Python, its JVM and a worker", () -> names(alive).size() == 3);
      List<ProcessHandle> processes =
          names(alive).stream()
              .flatMap(name -> ProcessHandle.of(Long.parseLong(name.split("-", 2)[1])).stream())
              .toList();
      assertThat(processes).hasSize(3);

      assertThat(cloud.engine().cancel(cloud.key(day), "a test", "stuck")).isTrue();

      assertThat(cloud.ends(day).state()).isEqualTo(RunState.CANCELLED);
      assertThat(cloud.batches(day))
          .singleElement()
          .satisfies(batch -> assertThat(batch.path("state").asText()).isEqualTo("CANCELLED"));
      for (ProcessHandle process : processes) {
        process.onExit().get(1, TimeUnit.MINUTES);
      }
    }
  }

  /** The script with a partition that never ends; each process leaves its id in the folder. */
  private static String stuck(String script, Path alive) {
    return script.replace(
        "    return (\n        inputs.rows(\"orders\")",
        """
            import os, time
            from pyspark.sql import SparkSession

            def note(kind, pid):
                open(f"FOLDER/{kind}-{pid}", "w").close()

            def never(rows):
                note("worker", os.getpid())
                # Longer than the test may take: only a cancel ends it.
                time.sleep(600)
                return rows

            jvm = SparkSession.active().sparkContext._jvm
            note("python", os.getpid())
            note("jvm", jvm.java.lang.ProcessHandle.current().pid())
            inputs.rows("orders").rdd.coalesce(1).mapPartitions(never).count()
            return (
                inputs.rows("orders")"""
            .replace("FOLDER", alive.toString())
            .indent(4)
            .stripTrailing());
  }

  private static Set<String> names(Path folder) {
    Set<String> names = new TreeSet<>();
    for (File file : folder.toFile().listFiles()) {
      names.add(file.getName());
    }
    return names;
  }

  @Test
  void anErrorInAFunctionThatWorkersRunIsToldWithItsLine() throws Exception {
    try (Cloud cloud =
        start(s -> s.replace("return price >= least", "return price / 0 >= least"))) {
      String day = cloud.nextDay();
      land(cloud, day);

      cloud.fallsDue(day);

      StageRun stage = failed(cloud, day);
      assertThat(stage.reason()).matches("revenue\\.py:17: decimal\\.DivisionByZero.*");
      assertThat(stage.failures()).containsExactly(Map.entry(ErrorClass.USER, 3));
    }
  }

  @Test
  void anErrorOfTheScriptIsToldWithItsLine() throws Exception {
    try (Cloud cloud = start(s -> s.replace("inputs.rows(\"orders\")", "inputs.rows(\"order\")"))) {
      String day = cloud.nextDay();
      land(cloud, day);

      cloud.fallsDue(day);

      assertThat(failed(cloud, day).reason())
          .isEqualTo("revenue.py:20: KeyError: the stage reads nothing named 'order', only orders");
    }
  }
}
