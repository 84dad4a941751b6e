package dev.headrace.engine;

import static dev.headrace.engine.World.CLEAN;
import static dev.headrace.engine.World.FEATURES;
import static dev.headrace.engine.World.FLIGHTS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.engine.Explanation.Code;
import dev.headrace.pipeline.DefinitionExamples;
import dev.headrace.pipeline.FilePattern;
import dev.headrace.pipeline.Input;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.run.Pipelines;
import dev.headrace.run.RunState;
import dev.headrace.run.Trigger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A landed file changes after its interval was run. */
class LateFilesTest {
  private static final String MONDAY = "2001-01-01";
  private static final String FILE = "flights/2001-01-01/flights.csv.gz";
  private static final String OVERWRITTEN =
      "gs://landing/flights/2001-01-01/flights.csv.gz was overwritten";

  private final World world = new World();

  @Test
  void anIntervalWhoseDefinitionOnlyFlagsKeepsItsEpochAndIsToldOfOnce() {
    mondayEndsUnder(withLate(Input.Late.Rerun.FLAG));

    world.lands(FILE);
    world.at("2001-01-03T04:15:00Z").ticks().at("2001-01-04T04:15:00Z").ticks();

    assertThat(world.run(MONDAY).epoch()).isEqualTo(1);
    assertThat(world.run(MONDAY).warnings()).containsExactly(OVERWRITTEN);
    assertThat(world.alarms).containsExactly("LATE_DATA run flights/2001-01-01: " + OVERWRITTEN);
  }

  @Test
  void aFlagWhoseEventWasLostIsRaisedByTheNextTick() {
    mondayEndsUnder(withLate(Input.Late.Rerun.FLAG));
    world.landsSilently(FILE);

    world.at("2001-01-03T04:15:00Z").reconciles();

    assertThat(world.run(MONDAY).warnings()).containsExactly(OVERWRITTEN);
  }

  @Test
  void eachInputFollowsItsOwnRule() {
    TreeMap<String, Input> inputs = new TreeMap<>(Pipelines.flights().inputs());
    inputs.put("weather", weather());
    world.landsSilently("weather/2001-01-01/weather.csv");
    mondayEndsUnder(Pipelines.withInputs(Pipelines.flights(), inputs));

    world.lands("weather/2001-01-01/weather.csv");
    assertThat(world.run(MONDAY).epoch()).isEqualTo(1);
    assertThat(world.run(MONDAY).warnings())
        .containsExactly("gs://landing/weather/2001-01-01/weather.csv was overwritten");

    world.lands(FILE);
    assertThat(world.run(MONDAY).epoch()).isEqualTo(2);
    assertThat(world.run(MONDAY).trigger()).isEqualTo(Trigger.LATE_DATA);
  }

  @Test
  void aFileOverwrittenWhileItsRunIsLiveRunsTheIntervalAgainAfterwards() {
    deploysAndStartsMonday(Pipelines.flights());
    world.lands(FILE);
    assertThat(world.run(MONDAY).epoch()).isEqualTo(1);
    world.succeeds(MONDAY, CLEAN).succeeds(MONDAY, FEATURES);

    world.at("2001-01-03T04:15:00Z").ticks();

    assertThat(world.run(MONDAY).epoch()).isEqualTo(2);
    assertThat(world.run(MONDAY).state()).isEqualTo(RunState.RUNNING);
  }

  @Test
  void aPausedPipelineRunsNothingAgainUntilItIsResumed() {
    mondayEndsUnder(Pipelines.flights());
    world.engine.deployments().pause(FLIGHTS, true);
    world.lands(FILE);
    assertThat(world.run(MONDAY).epoch()).isEqualTo(1);
    assertThat(world.engine.explain(FLIGHTS, MONDAY).text())
        .endsWith(OVERWRITTEN + ": runs once more when the pipeline is resumed");

    world.engine.deployments().pause(FLIGHTS, false);
    world.at("2001-01-03T04:15:00Z").ticks();

    assertThat(world.run(MONDAY).epoch()).isEqualTo(2);
  }

  @Test
  void aNewDefinitionThatLooksElsewhereRunsNoOldIntervalAgain() {
    mondayEndsUnder(Pipelines.flights());
    Input landing = Pipelines.flights().inputs().get("landing");
    Input elsewhere =
        with(landing, new FilePattern("gs://{landing}/other/{interval}/*.csv"), landing.late());
    Pipeline moved =
        Pipelines.withInputs(Pipelines.flights(), new TreeMap<>(Map.of("landing", elsewhere)));
    world.engine.deployments().deploy(DefinitionExamples.of(moved), world.clock.instant());

    world.at("2001-01-03T04:15:00Z").ticks();

    assertThat(world.run(MONDAY).epoch()).isEqualTo(1);
  }

  @Test
  void explainTellsWhatHasChangedBeforeAnybodyElseNoticed() {
    mondayEndsUnder(Pipelines.flights());
    assertThat(world.engine.explain(FLIGHTS, MONDAY).text()).isEqualTo("all stages are done");
    world.landsSilently(FILE);

    Explanation why = world.engine.explain(FLIGHTS, MONDAY);

    assertThat(why.code()).isEqualTo(Code.SUCCEEDED);
    assertThat(why.text())
        .isEqualTo(
            "all stages are done; since then "
                + OVERWRITTEN
                + ": runs once more with the next look");
    assertThat(why.details()).containsExactly(OVERWRITTEN);
  }

  @Test
  void explainOfAFlaggedIntervalPromisesNoFurtherRun() {
    mondayEndsUnder(withLate(Input.Late.Rerun.FLAG));
    world.lands(FILE);

    assertThat(world.engine.explain(FLIGHTS, MONDAY).text())
        .isEqualTo("all stages are done; since then " + OVERWRITTEN);
  }

  private void mondayEndsUnder(Pipeline pipeline) {
    deploysAndStartsMonday(pipeline);
    world.succeeds(MONDAY, CLEAN).succeeds(MONDAY, FEATURES);
  }

  private void deploysAndStartsMonday(Pipeline pipeline) {
    world.engine.deployments().deploy(DefinitionExamples.of(pipeline), world.clock.instant());
    world.landsDay(MONDAY).at("2001-01-02T04:15:00Z").ticks();
  }

  private static Pipeline withLate(Input.Late.Rerun rerun) {
    Input landing = Pipelines.flights().inputs().get("landing");
    Input flagged =
        with(landing, landing.files(), Optional.of(new Input.Late(rerun, Duration.ofDays(7))));
    return Pipelines.withInputs(Pipelines.flights(), new TreeMap<>(Map.of("landing", flagged)));
  }

  private static Input weather() {
    Input landing = Pipelines.flights().inputs().get("landing");
    return new Input(
        new FilePattern("gs://{landing}/weather/{interval}/*.csv"),
        new Input.Complete(Optional.empty(), Optional.of(1)),
        Optional.empty(),
        Optional.of(new Input.Late(Input.Late.Rerun.FLAG, Duration.ofDays(7))),
        landing.format(),
        landing.columns(),
        landing.maxCorruptShare());
  }

  private static Input with(Input input, FilePattern files, Optional<Input.Late> late) {
    return new Input(
        files,
        input.complete(),
        input.deadline(),
        late,
        input.format(),
        input.columns(),
        input.maxCorruptShare());
  }
}
