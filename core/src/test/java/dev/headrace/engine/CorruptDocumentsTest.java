package dev.headrace.engine;

import static dev.headrace.engine.World.CLEAN;
import static dev.headrace.engine.World.FEATURES;
import static dev.headrace.engine.World.FLIGHTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.engine.Explanation.Code;
import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.json.Json;
import dev.headrace.pipeline.DefinitionExamples;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.run.Run;
import dev.headrace.run.RunState;
import dev.headrace.store.Content;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One document that cannot be read stops what it stands for, and nothing else. */
class CorruptDocumentsTest {
  private static final String MONDAY = "2001-01-01";
  private static final PipelineName CUT = new PipelineName("cut");
  private static final PipelineName LOST = new PipelineName("lost");

  private static World dueOnTuesdayMorning() {
    return new World().deployed().landsDay(MONDAY).at("2001-01-02T04:15:00Z");
  }

  @Test
  void aCorruptDeploymentOrDefinitionKeepsNoOtherPipelineWaiting() {
    World world = dueOnTuesdayMorning();
    breaksCut(world);
    losesTheDefinitionOfLost(world);

    world.reconciles();

    assertThat(world.run(MONDAY).state()).isEqualTo(RunState.RUNNING);
    assertThat(world.engine.deployments().all())
        .extracting(Deployments.Deployed::name)
        .containsExactly(FLIGHTS);
    assertThat(world.alarms)
        .anyMatch(alarm -> alarm.startsWith("CORRUPT pipelines/cut/deployment.json is corrupt: "))
        .contains(
            "CORRUPT pipelines/lost/definitions/"
                + "d".repeat(64)
                + ".json is corrupt: it is missing");
  }

  @Test
  void aDeploymentTooLargeToReadIsNamedAndLeftOut() {
    World world = new World().deployed();
    put(world, "pipelines/cut/deployment.json", " ".repeat(ObjectStore.MAX_BYTES + 1));

    assertThat(world.engine.deployments().survey().deployed()).hasSize(1);
    assertThat(world.engine.deployments().survey().corrupt())
        .extracting(CorruptDocumentException::objectName)
        .containsExactly("pipelines/cut/deployment.json");
  }

  @Test
  void aCorruptPipelineIsExplainedAsSuch() {
    World world = new World();
    breaksCut(world);

    Explanation why = world.engine.explain(CUT, MONDAY);

    assertThat(why.code()).isEqualTo(Code.CORRUPT);
    assertThat(why.text()).startsWith("pipelines/cut/deployment.json is corrupt: ");
  }

  @Test
  void whatLandsIsTakenInByTheOtherPipelines() {
    World world = new World().deployed().landsDay(MONDAY).at("2001-01-02T04:15:00Z");
    breaksCut(world);
    put(world, "runs/flights/2001-01-02.json", "{");

    world.lands("flights/2001-01-02/flights.csv.gz");

    assertThat(world.alarms).anyMatch(alarm -> alarm.contains("runs/flights/2001-01-02.json"));
  }

  @Test
  void aMissingDefinitionComesBackWithItsDeploy() {
    World world = dueOnTuesdayMorning();
    StoredObject definition =
        world.controlStore.list("pipelines/flights/definitions/").stream()
            .map(listed -> world.controlStore.read(listed.name()).orElseThrow())
            .findFirst()
            .orElseThrow();
    world.controlStore.delete(definition.name(), definition.generation());
    Engine restarted = world.engineOf(world.jobs, new SplittableRandom(1));
    assertThat(restarted.deployments().all()).isEmpty();

    restarted.deployments().deploy(DefinitionExamples.of(World.pipeline()), world.clock.instant());

    assertThat(restarted.deployments().all()).hasSize(1);
  }

  @Test
  void aRunThatEndedIsExplainedWithoutItsDefinition() {
    World world = new World().deployed();
    Interval monday = Calendar.of(World.pipeline().schedule().orElseThrow()).parse(MONDAY).get();
    StoredRuns.put(
        world.controlStore,
        Run.skipped(World.pipeline(), monday, "gone", "missed", world.clock.instant()));

    assertThat(world.engine.explain(FLIGHTS, MONDAY).code()).isEqualTo(Code.SKIPPED);
    assertThat(world.engine.explain(FLIGHTS, MONDAY).text()).isEqualTo("missed");
  }

  @Test
  void noPipelineIsDeployedWhileTheTablesOfAnotherAreNotKnown() {
    World world = new World();
    breaksCut(world);

    assertThatThrownBy(world::deployed)
        .isInstanceOf(CorruptDocumentException.class)
        .hasMessageStartingWith("pipelines/cut/deployment.json is corrupt: ");
    assertThat(world.engine.deployments().find(FLIGHTS)).isEmpty();
  }

  @Test
  void aCorruptRunKeepsNoneOfTheOthersFromBeingLookedAtForLateFiles() {
    World world = dueOnTuesdayMorning().ticks();
    world.succeeds(MONDAY, CLEAN).succeeds(MONDAY, FEATURES);
    world.landsDay("2001-01-02").at("2001-01-03T04:15:00Z").ticks();
    world.succeeds("2001-01-02", CLEAN).succeeds("2001-01-02", FEATURES);
    StoredObject tuesday = world.controlStore.read("runs/flights/2001-01-02.json").orElseThrow();
    world.controlStore.replace(tuesday.name(), tuesday.generation(), content("{"));
    world.landsSilently("flights/2001-01-01/flights.csv.gz");

    world.at("2001-01-04T04:15:00Z").ticks();

    assertThat(world.run(MONDAY).epoch()).isEqualTo(2);
    assertThat(world.alarms).anyMatch(alarm -> alarm.contains("runs/flights/2001-01-02.json"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{", "{\"seq\":1}", "{\"version\":\"v1\",\"seq\":1}"})
  void anEntryThatNamesNoChampionIsToldAndNoRunScoresWithIt(String entry) {
    World world = dueOnTuesdayMorning();
    String name = "models/flight_delay/aliases/champion/00000000000000000001.json";
    world.lake.create(name, content(entry));

    world.reconciles();

    assertThat(world.alarms).anyMatch(alarm -> alarm.startsWith("CORRUPT " + name));
    assertThat(world.run(MONDAY).state()).isEqualTo(RunState.WAITING);
  }

  private static void breaksCut(World world) {
    put(world, "pipelines/cut/deployment.json", "{\"definition\":\"d\",\"pau");
  }

  private static void losesTheDefinitionOfLost(World world) {
    Deployment deployment = new Deployment("d".repeat(64), false, Instant.EPOCH);
    put(world, "pipelines/" + LOST + "/deployment.json", Json.text(deployment));
  }

  private static void put(World world, String name, String text) {
    world.controlStore.create(name, content(text));
  }

  private static Content content(String text) {
    return Content.json(text.getBytes(StandardCharsets.UTF_8));
  }
}
