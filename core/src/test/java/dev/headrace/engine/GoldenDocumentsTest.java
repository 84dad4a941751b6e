package dev.headrace.engine;

import static dev.headrace.engine.World.CLEAN;
import static dev.headrace.engine.World.FEATURES;
import static dev.headrace.engine.World.FLIGHTS;
import static dev.headrace.engine.World.SCORE;
import static dev.headrace.engine.World.TRAIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobSpec;
import dev.headrace.job.ModelVersion;
import dev.headrace.job.Outcome;
import dev.headrace.json.Json;
import dev.headrace.notify.Notification;
import dev.headrace.pipeline.Definition;
import dev.headrace.pipeline.DefinitionExamples;
import dev.headrace.runner.SpecExamples;
import dev.headrace.store.InMemoryObjectStore;
import dev.headrace.store.StoredObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Documents as this version writes them, byte by byte, from one run that fails once, trains and
 * scores. The files of a version stay for ever: every later version must read them. What was
 * written last is in {@code target/golden}.
 */
class GoldenDocumentsTest {
  private static final String VERSION = "1";
  private static final String SUNDAY = "2001-01-07";

  private final World world = aRunThatHadEverything();

  private static World aRunThatHadEverything() {
    World world = new World().deployed();
    world.engine.deployments().pause(FLIGHTS, false);
    for (int day = 1; day <= 7; day++) {
      world.landsDay("2001-01-0" + day);
    }
    world.at("2001-01-08T04:15:00Z").ticks();
    for (int day = 1; day <= 6; day++) {
      world.succeeds("2001-01-0" + day, CLEAN).succeeds("2001-01-0" + day, FEATURES);
    }
    world.fails(SUNDAY, CLEAN, ErrorClass.PLATFORM);
    world.at("2001-01-08T04:20:00Z").reconciles();
    world.succeeds(SUNDAY, CLEAN).succeeds(SUNDAY, FEATURES);
    world.promotes(SUNDAY, TRAIN, new ModelVersion("20010108T000000Z-9f3a1c2e", 1, "e".repeat(64)));
    return world.succeeds(SUNDAY, SCORE);
  }

  @Test
  void aRunIsWrittenAsEver() throws IOException {
    assertGolden("run", newest(world.controlStore, "runs/flights/2001-01-07.json"));
    RunDocument read = Json.read(golden("run"), RunDocument.class);
    assertThat(read.run()).isEqualTo(world.run(SUNDAY));
    assertThat(Checksum.holds(golden("run"))).isTrue();
  }

  @Test
  void aDefinitionIsWrittenAsEver() throws IOException {
    assertGolden("definition", Json.bytes(DefinitionExamples.of(World.pipeline())));
    assertThat(Json.read(golden("definition"), Definition.class))
        .isEqualTo(DefinitionExamples.of(World.pipeline()));
  }

  @Test
  void aJobSpecIsWrittenAsEver() throws IOException {
    JobSpec spec = world.jobs.specs.get(world.jobs.specs.size() - 1);
    assertThat(spec.attempt().stage()).isEqualTo(SCORE);

    assertGolden("job-spec", Json.bytes(spec));
    assertThat(Json.read(golden("job-spec"), JobSpec.class)).isEqualTo(spec);
  }

  @Test
  void jobSpecsOfOnesOwnCodeAreWrittenAsEver() throws IOException {
    for (JobSpec spec :
        List.of(SpecExamples.transform(1), SpecExamples.mainClass(1), SpecExamples.python(1))) {
      String name = "job-spec-" + Json.tree(Json.bytes(spec)).at("/work/kind").asText();

      assertGolden(name, Json.bytes(spec));
      assertThat(Json.read(golden(name), JobSpec.class)).isEqualTo(spec);
    }
  }

  @Test
  void anOutcomeIsWrittenAsEver() throws IOException {
    byte[] promoted = newest(world.outcomes, "flights/2001-01-07/1/train/1.json");

    assertGolden("outcome", promoted);
    assertThat(Json.read(golden("outcome"), Outcome.class))
        .isEqualTo(world.run(SUNDAY).stage(TRAIN).outcome().orElseThrow());
  }

  @Test
  void aDeploymentIsWrittenAsEver() throws IOException {
    assertGolden("deployment", newest(world.controlStore, "pipelines/flights/deployment.json"));
    assertThat(Json.read(golden("deployment"), Deployment.class))
        .isEqualTo(world.engine.deployments().find(FLIGHTS).orElseThrow().deployment());
  }

  @Test
  void aWatermarkIsWrittenAsEver() throws IOException {
    assertGolden("watermark", newest(world.controlStore, "pipelines/flights/watermark.json"));
    assertThat(Json.read(golden("watermark"), Ticker.Watermark.class).interval()).isEqualTo(SUNDAY);
  }

  @Test
  void aNotificationIsWrittenAsEver() throws IOException {
    World late = DeadlinesTest.mondayAtItsDeadline().reconciles();
    Notification told = late.people.received().get(0);

    assertGolden(
        "notification", newest(late.controlStore, "notifications/flights/" + told.id() + ".json"));
    assertThat(Json.read(golden("notification"), Notification.class)).isEqualTo(told);
  }

  @Test
  void whatIsKnownOfDeadlinesIsWrittenAsEver() throws IOException {
    World late = DeadlinesTest.mondayAtItsDeadline().reconciles();

    assertGolden("deadlines", newest(late.controlStore, "pipelines/flights/deadlines.json"));
    assertThat(Json.read(golden("deadlines"), Deadlines.Judged.class).open())
        .containsOnlyKeys("2001-01-01");
  }

  private static byte[] newest(InMemoryObjectStore bucket, String name) {
    List<StoredObject> versions = bucket.history(name);
    return versions.get(versions.size() - 1).content().bytes();
  }

  private static void assertGolden(String name, byte[] written) throws IOException {
    Path copy = Path.of("target", "golden", VERSION, name + ".json");
    Files.createDirectories(copy.getParent());
    Files.write(copy, written);
    assertThat(new String(written, StandardCharsets.UTF_8))
        .isEqualTo(new String(golden(name), StandardCharsets.UTF_8));
  }

  private static byte[] golden(String name) throws IOException {
    String file = "/golden/" + VERSION + "/" + name + ".json";
    try (InputStream in = GoldenDocumentsTest.class.getResourceAsStream(file)) {
      assertThat(in).as(file).isNotNull();
      return in.readAllBytes();
    }
  }
}
