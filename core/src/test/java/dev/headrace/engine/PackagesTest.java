package dev.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.json.Json;
import dev.headrace.json.Sha256;
import dev.headrace.pipeline.Definition;
import dev.headrace.pipeline.DefinitionExamples;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.run.Pipelines;
import dev.headrace.run.RunKey;
import dev.headrace.store.Content;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A pass is told which definitions are to be in force, and puts them there. */
class PackagesTest {
  private static final String MONDAY = "2001-01-01";
  private static final String MISSING = "f".repeat(64);

  private final World world = new World().at("2001-01-02T04:15:00Z");

  @Test
  void aPackageIsPutInForceAndWorkedOffInOnePass() {
    String hash = upload(World.FLIGHTS, World.pipeline());

    world.engine.reconcile(wanted(Map.of(World.FLIGHTS, hash)));

    assertThat(inForce(World.FLIGHTS)).isEqualTo(hash);
    assertThat(world.engine.run(new RunKey(World.FLIGHTS, MONDAY))).isPresent();
    assertThat(world.alarms).isEmpty();
  }

  @Test
  void aRunKeepsTheDefinitionThatItStartedWith() {
    world.deployed().landsDay(MONDAY).ticks();
    String before = inForce(World.FLIGHTS);
    String hash = upload(World.FLIGHTS, Pipelines.published());

    world.engine.reconcile(wanted(Map.of(World.FLIGHTS, hash)));

    assertThat(inForce(World.FLIGHTS)).isEqualTo(hash).isNotEqualTo(before);
    assertThat(world.run(MONDAY).definition()).isEqualTo(before);
  }

  @Test
  void theOlderPackageRollsBack() {
    world.deployed();
    String older = inForce(World.FLIGHTS);
    world.deployed(Pipelines.published());

    world.engine.reconcile(wanted(Map.of(World.FLIGHTS, older)));

    assertThat(inForce(World.FLIGHTS)).isEqualTo(older);
  }

  @Test
  void aPausedPipelineStaysPaused() {
    world.deployed();
    world.engine.deployments().pause(World.FLIGHTS, true);

    world.engine.reconcile(
        wanted(Map.of(World.FLIGHTS, upload(World.FLIGHTS, Pipelines.published()))));

    assertThat(paused()).isTrue();
  }

  @Test
  void whatIsInForceAlreadyIsNotWrittenAgain() {
    world.deployed();
    var before = world.controlStore.read("pipelines/flights/deployment.json").orElseThrow();

    world.engine.reconcile(wanted(Map.of(World.FLIGHTS, inForce(World.FLIGHTS))));

    assertThat(world.controlStore.read("pipelines/flights/deployment.json").orElseThrow())
        .isEqualTo(before);
  }

  @Test
  void nothingOfAPackageIsPutInForceWhileADefinitionIsMissing() {
    world.deployed().landsDay(MONDAY);
    String before = inForce(World.FLIGHTS);
    String hash = upload(World.FLIGHTS, Pipelines.published());

    world.engine.reconcile(wanted(Map.of(World.FLIGHTS, hash, new PipelineName("shops"), MISSING)));

    assertThat(inForce(World.FLIGHTS)).isEqualTo(before);
    assertThat(world.alarms)
        .containsExactly(
            "NOT_IN_FORCE the package is not put in force: pipelines/shops/definitions/"
                + MISSING
                + ".json is corrupt: it is missing");
    assertThat(world.run(MONDAY).state().terminal()).isFalse();
  }

  @Test
  void aDefinitionOfAnotherPipelineIsNotPutInForce() {
    PipelineName shops = new PipelineName("shops");

    world.engine.reconcile(wanted(Map.of(shops, upload(shops, World.pipeline()))));

    assertThat(world.engine.deployments().find(shops)).isEmpty();
    assertThat(world.alarms).singleElement().asString().endsWith("it is of pipeline flights");
  }

  @Test
  void aPackageThatWritesATableOfAPipelineOutsideOfItIsNotPutInForce() {
    world.deployed();
    PipelineName copy = new PipelineName("copy");
    Pipeline renamed = renamed(World.pipeline(), copy);

    world.engine.reconcile(wanted(Map.of(copy, upload(copy, renamed))));

    assertThat(world.engine.deployments().find(copy)).isEmpty();
    assertThat(world.alarms)
        .singleElement()
        .asString()
        .startsWith("NOT_IN_FORCE")
        .contains("is written by pipeline");
  }

  @Test
  void aPipelineThatLeftThePackageIsPausedAndKeepsItsRuns() {
    world.deployed().landsDay(MONDAY).ticks();
    String before = inForce(World.FLIGHTS);

    world.engine.reconcile(wanted(Map.of()));

    assertThat(inForce(World.FLIGHTS)).isEqualTo(before);
    assertThat(paused()).isTrue();
    assertThat(world.engine.run(new RunKey(World.FLIGHTS, MONDAY))).isPresent();
  }

  @Test
  void oneThatComesBackStaysPausedUntilSomebodyResumesIt() {
    world.deployed();
    String hash = inForce(World.FLIGHTS);
    world.engine.reconcile(wanted(Map.of()));

    world.engine.reconcile(wanted(Map.of(World.FLIGHTS, hash)));

    assertThat(paused()).isTrue();
  }

  @Test
  void aPassThatIsToldOfNoPackageLeavesThePipelinesAsTheyAre() {
    world.deployed();

    world.engine.reconcile();

    assertThat(paused()).isFalse();
  }

  private boolean paused() {
    return world.engine.deployments().find(World.FLIGHTS).orElseThrow().deployment().paused();
  }

  private static Pipeline renamed(Pipeline pipeline, PipelineName name) {
    return new Pipeline(
        name,
        pipeline.description(),
        pipeline.owner(),
        pipeline.schedule(),
        pipeline.overlap(),
        pipeline.inputs(),
        pipeline.tables(),
        pipeline.stages(),
        pipeline.retries(),
        pipeline.deadline());
  }

  private String upload(PipelineName name, Pipeline pipeline) {
    Definition definition = DefinitionExamples.of(pipeline);
    byte[] bytes = Json.bytes(definition);
    String hash = Sha256.hex(bytes);
    world.controlStore.create(Deployments.definitionName(name, hash), Content.json(bytes));
    return hash;
  }

  private String inForce(PipelineName name) {
    return world.engine.deployments().find(name).orElseThrow().deployment().definition();
  }

  private static SortedMap<PipelineName, String> wanted(Map<PipelineName, String> hashes) {
    return new TreeMap<>(hashes);
  }
}
