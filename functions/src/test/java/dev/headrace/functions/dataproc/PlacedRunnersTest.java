package dev.headrace.functions.dataproc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.functions.Settings;
import dev.headrace.functions.SettingsExamples;
import dev.headrace.pipeline.ClusterName;
import dev.headrace.pipeline.Code;
import dev.headrace.pipeline.Placement;
import dev.headrace.pipeline.Stage;
import dev.headrace.pipeline.StageName;
import dev.headrace.pipeline.TableName;
import dev.headrace.pipeline.Work;
import dev.headrace.runner.InMemoryJobService;
import dev.headrace.runner.SpecExamples;
import dev.headrace.runner.SubmitResult;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PlacedRunnersTest {
  @Test
  void aStageHasTheServiceOfItsPlacement() throws Exception {
    var spec = SpecExamples.snapshot(1);
    var second = SpecExamples.snapshot(2);
    try (var server = new DataprocServer();
        var runners =
            new PlacedRunners(
                SettingsExamples.with("HEADRACE_DATAPROC_ENDPOINT", server.endpoint().toString()),
                new InMemoryJobService())) {
      var serverless = runners.of(stage(Optional.empty()));
      var placed = runners.of(stage(Optional.of("etl")));

      assertThat(serverless.submit(spec.job(), spec, Duration.ofHours(1)))
          .isEqualTo(new SubmitResult.Accepted());
      assertThat(placed.submit(second.job(), second, Duration.ofHours(1)))
          .isEqualTo(new SubmitResult.Accepted());

      assertThat(server.batches()).containsOnlyKeys(spec.job().value());
      assertThat(server.jobs()).containsOnlyKeys(second.job().value());
      assertThat(runners.of(stage(Optional.of("etl")))).isSameAs(placed);
      assertThat(runners.of(stage(Optional.of("other")))).isNotSameAs(placed);
    }
  }

  @Test
  void aLoadIsBigQuerysWhereverItsPipelineIsPlaced() {
    var loads = new InMemoryJobService();
    var load =
        new Work.Load(
            new TableName("clean"), "analytics", "clean", Optional.empty(), new StageName("clean"));
    try (var runners = new PlacedRunners(Settings.of(SettingsExamples.required()), loads)) {
      assertThat(runners.of(stage(Optional.of("etl"), load))).isSameAs(loads);
      assertThat(runners.of(stage(Optional.empty(), load))).isSameAs(loads);
    }
  }

  private static Stage stage(Optional<String> cluster) {
    return stage(
        cluster, new Work.Sql(new Code("clean.sql", "a".repeat(64)), new TableName("clean")));
  }

  private static Stage stage(Optional<String> cluster, Work work) {
    return new Stage(
        new StageName("clean"),
        new StageName("clean"),
        new TreeSet<>(),
        Optional.empty(),
        Duration.ofHours(1),
        cluster.map(name -> new Placement(new ClusterName(name))),
        new TreeMap<>(),
        new TreeMap<>(),
        work);
  }
}
