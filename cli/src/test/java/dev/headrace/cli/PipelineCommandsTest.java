package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.cli.World.Said;
import dev.headrace.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineCommandsTest {
  @TempDir private Path folder;
  private World world;

  @BeforeEach
  void anInstallation() throws IOException {
    world = new World(folder);
    write("spark-jobs/target/deploy/headrace-spark-jobs.jar", "jar");
    write("spark-jobs/src/main/python/headrace_trainer.py", "print()");
    write("spark-jobs/src/main/python/headrace_stage.py", "print()");
  }

  private void write(String path, String text) throws IOException {
    Files.createDirectories(folder.resolve(path).getParent());
    Files.writeString(folder.resolve(path), text);
  }

  private void change(String old, String now) throws IOException {
    Path file = folder.resolve("clicks.yaml");
    Files.writeString(file, Files.readString(file).replace(old, now));
  }

  @Test
  void aPipelineIsDeployedWithItsCode() {
    Said said = world.says("deploy", "clicks.yaml");

    assertThat(said.out())
        .isEqualTo(
            """
            clicks  deployed in local  definition HASH
              uploaded clean.sql, train.py, headrace-spark-jobs.jar, headrace_trainer.py, headrace_stage.py
              scheduled every day at 04:15 UTC
            """);
    assertThat(said.exit()).isZero();
    assertThat(world.code.list(""))
        .extracting(object -> object.name().replaceAll("^[0-9a-f]{64}/", ""))
        .containsExactlyInAnyOrder(
            "clean.sql",
            "train.py",
            "headrace-spark-jobs.jar",
            "headrace_trainer.py",
            "headrace_stage.py");
    assertThat(world.engine().deployments().all()).hasSize(1);
  }

  @Test
  void deployingTheSameAgainChangesNothing() {
    world.says("deploy", "clicks.yaml");

    assertThat(world.says("deploy", "clicks.yaml").out())
        .isEqualTo(
            """
            clicks  unchanged in local  definition HASH
              scheduled every day at 04:15 UTC
            """);
  }

  @Test
  void aDeployShowsWhatChanged() throws IOException {
    world.says("deploy", "clicks.yaml");
    change("at: \"04:15\"", "at: \"05:00\"");
    write("clean.sql", "SELECT page, seconds, 0 AS long, :interval_key AS day FROM raw\n");

    assertThat(world.says("deploy", "clicks.yaml").out())
        .isEqualTo(
            """
            clicks  deployed anew in local  definition HASH
              ~ schedule.at: "04:15:00" -> "05:00:00"
              ~ stages.clean.sql: its content
              uploaded clean.sql
              scheduled every day at 04:15 UTC
            """);
  }

  @Test
  void aDeployRefusesWhatValidateRefuses() {
    Said said = world.says("deploy", "five-mistakes.yaml");

    assertThat(said.err())
        .startsWith("headrace: The pipeline file is wrong: 5 problems.\n")
        .contains("  five-mistakes.yaml:2:1  ownr: no such key.");
    assertThat(said.exit()).isEqualTo(3);
    assertThat(world.code.list("")).isEmpty();
  }

  @Test
  void withoutABuildADeploySaysHowToMakeOne() throws IOException {
    Files.delete(folder.resolve("spark-jobs/target/deploy/headrace-spark-jobs.jar"));

    Said said = world.says("deploy", "clicks.yaml");

    assertThat(said.err())
        .startsWith(
            "headrace: A part of Headrace is missing:"
                + " spark-jobs/target/deploy/headrace-spark-jobs.jar.\n");
    assertThat(said.exit()).isEqualTo(5);
  }

  @Test
  void aPlanNamesTheJobsOfAWeekAndWhyTheOthersAreLeftOut() {
    Said said = world.says("plan", "clicks.yaml");

    assertThat(said.out())
        .isEqualTo(
            """
            clicks  definition HASH
            Not deployed in local yet.

            INTERVAL    FALLS DUE          HOURS  JOBS                                              SKIPPED
            2001-01-05  2001-01-06 04:15Z     24  clean                                             train-snapshot, train, train-grade, score
            2001-01-06  2001-01-07 04:15Z     24  clean                                             train-snapshot, train, train-grade, score
            2001-01-07  2001-01-08 04:15Z     24  clean, train-snapshot, train, train-grade, score
            2001-01-08  2001-01-09 04:15Z     24  clean, score                                      train-snapshot, train, train-grade
            2001-01-09  2001-01-10 04:15Z     24  clean, score                                      train-snapshot, train, train-grade
            2001-01-10  2001-01-11 04:15Z     24  clean, score                                      train-snapshot, train, train-grade
            2001-01-11  2001-01-12 04:15Z     24  clean, score                                      train-snapshot, train, train-grade

            skipped: train-snapshot, train, train-grade: runs only for the interval that closes the week
            skipped: score: no champion of attention yet
            Taken for granted: all files land, all jobs succeed, and the first model of a name is promoted.
            """);
    assertThat(said.exit()).isZero();
  }

  @Test
  void aPlanSaysWhichStagesRunOnAClusterAndThatADeployWouldMoveThem() throws IOException {
    world.says("deploy", "clicks.yaml");
    change("owner: data-platform", "owner: data-platform\nplacement: {cluster: nightly}");
    change("    sql: clean.sql", "    sql: clean.sql\n    placement: serverless");

    Said said = world.says("plan", "clicks.yaml");

    assertThat(said.out())
        .contains(
            "  + stages.score.placement.cluster: \"nightly\"\n",
            "on cluster nightly: score, train, train-grade, train-snapshot\n");
    var json = Json.tree(bytes(world.says("plan", "clicks.yaml", "--json"))).get(0);
    assertThat(json.path("clusters").path("score").asText()).isEqualTo("nightly");
    assertThat(json.path("clusters").has("clean")).isFalse();
  }

  @Test
  void aRunShowsTheClustersOfItsOwnDefinition() throws IOException {
    change("    sql: clean.sql", "    sql: clean.sql\n    placement: {cluster: nightly}");
    world.says("deploy", "clicks.yaml");
    world.landsDay("2001-01-05").at("2001-01-06T04:15:00Z").ticks();
    change("{cluster: nightly}", "serverless");
    world.says("deploy", "clicks.yaml");

    assertThat(world.says("show", "2001-01-05").out()).contains("  on cluster  nightly: clean\n");
    var json = Json.tree(bytes(world.says("show", "2001-01-05", "--json")));
    assertThat(json.path("clusters").path("clean").asText()).isEqualTo("nightly");
  }

  @Test
  void aPlanAgreesWithWhatTheEngineThenSubmits() {
    var planned = Json.tree(bytes(world.says("plan", "clicks.yaml", "--json")));
    world.says("deploy", "clicks.yaml");
    world.landsDay("2001-01-05").at("2001-01-06T04:15:00Z").ticks();
    var submitted = Json.tree(Json.bytes(world.jobs.journal().get(0).spec()));

    var spec = planned.get(0).path("intervals").get(0).path("jobs").get(0);
    for (String key : new String[] {"attempt", "interval", "deadline", "work", "program"}) {
      assertThat(spec.path(key)).as(key).isEqualTo(submitted.path(key));
    }
  }

  private static byte[] bytes(Said said) {
    return said.out().getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aPlanSaysWhichCodeOfOnesOwnAJobRuns() throws IOException {
    try (JarOutputStream jar =
        new JarOutputStream(Files.newOutputStream(folder.resolve("shop.jar")))) {
      jar.putNextEntry(new JarEntry("com/acme/Daily.class"));
      jar.putNextEntry(new JarEntry("com/acme/Export.class"));
    }
    write("totals.py", "def rows(inputs): pass");
    write(
        "own.yaml",
        """
        pipeline: own
        schedule: {every: day, start: 2001-01-05, catchup: all}
        tables:
          sales: {columns: {day: string}, interval-column: day}
          totals: {columns: {day: string}, interval-column: day}
        stages:
          daily: {spark: shop.jar, class: com.acme.Daily, writes: sales}
          export: {spark: shop.jar, main: com.acme.Export, reads: {sales: sales}}
          totals: {python: totals.py, reads: {sales: sales}, writes: totals}
        """);

    assertThat(
            world
                .says("plan", "own.yaml", "--from", "2001-01-05", "--to", "2001-01-05", "--jobs")
                .out())
        .containsSubsequence(
            "com.acme.Daily of shop.jar, writes sales",
            "main of com.acme.Export of shop.jar",
            "totals.py, writes totals");
  }

  @Test
  void aPlanGoesOnAfterTheNewestRunAndNamesWhatADeployWouldChange() throws IOException {
    world.says("deploy", "clicks.yaml");
    world.landsDay("2001-01-05").at("2001-01-06T04:15:00Z").ticks();
    world.after(Duration.ofSeconds(12)).succeeds("2001-01-05", "clean");
    change("owner: data-platform", "owner: pages");

    assertThat(world.says("plan", "clicks.yaml", "--to", "2001-01-07", "--jobs").out())
        .isEqualTo(
            """
            clicks  definition HASH
            A deploy to local would change:
              ~ owner: "data-platform" -> "pages"

            INTERVAL    FALLS DUE          HOURS  JOBS                                              SKIPPED
            2001-01-06  2001-01-07 04:15Z     24  clean                                             train-snapshot, train, train-grade, score
            2001-01-07  2001-01-08 04:15Z     24  clean, train-snapshot, train, train-grade, score

            skipped: train-snapshot, train, train-grade: runs only for the interval that closes the week
            skipped: score: no champion of attention yet
            Taken for granted: all files land, all jobs succeed, and the first model of a name is promoted.

            Jobs of 2001-01-06
              STAGE  READS                                 DOES                      JOB
              clean  gs://landing/clicks/2001-01-06/*.csv  clean.sql, writes clicks  clicks-clean-2001-01-06-xHASH

            Jobs of 2001-01-07
              STAGE           READS                                 DOES                                                     JOB
              clean           gs://landing/clicks/2001-01-07/*.csv  clean.sql, writes clicks                                 clicks-clean-2001-01-07-xHASH
              train-snapshot  clicks from 2001-01-03 to 2001-01-07  exports rows to train attention                          clicks-train-snapshot-2001-01-07-xHASH
              train                                                 train.py, trains attention                               clicks-train-2001-01-07-xHASH
              train-grade                                           grades attention, promotes it or says why not            clicks-train-grade-2001-01-07-xHASH
              score           clicks of 2001-01-07                  scores with attention made-by-2001-01-07, writes scores  clicks-score-2001-01-07-xHASH
            """);
  }

  @Test
  void intervalsThatAreNoneAreRefused() {
    Said said = world.says("plan", "clicks.yaml", "--from", "2001-W02");

    assertThat(said.err())
        .isEqualTo(
            """
            headrace: "2001-W02" is no interval of a pipeline that runs every day.
              Write it like 2001-05-14.
            """);
    assertThat(said.exit()).isEqualTo(2);
    assertThat(world.says("plan", "clicks.yaml", "--to", "2004-01-01").err())
        .startsWith("headrace: From 2001-01-05 to 2004-01-01 there are more than 400 intervals.");
  }

  @Test
  void modelsAreListedWithTheLogOfWhoLed() {
    world.puts(
        "models/attention/versions/20010108T000000Z-0a1b2c3d/model.json",
        """
        {"version": "20010108T000000Z-0a1b2c3d", "created_at": "2001-01-08T04:20:00Z",
         "interval": "2001-01-07", "metrics": {"auc": 0.71234, "ece": 0.02}}
        """);
    world.puts(
        "models/attention/versions/20010115T000000Z-99887766/model.json",
        """
        {"version": "20010115T000000Z-99887766", "created_at": "2001-01-15T04:20:00Z",
         "interval": "2001-01-14", "parent_version": "20010108T000000Z-0a1b2c3d",
         "metrics": {"auc": 0.70001}}
        """);
    world.puts(
        "models/attention/aliases/champion/00000000000000000001.json",
        """
        {"seq": 1, "version": "20010108T000000Z-0a1b2c3d", "manifest_sha256": "aa",
         "decided_at": "2001-01-08T04:21:00Z", "by": "train-grade", "reason": "the first model"}
        """);

    assertThat(world.says("models").out())
        .isEqualTo(
            """
            attention  champion 20010108T000000Z-0a1b2c3d
              VERSION                    INTERVAL       AUC     ECE  MET
              20010115T000000Z-99887766  2001-01-14  0.7000          20010108T000000Z-0a1b2c3d
              20010108T000000Z-0a1b2c3d  2001-01-07  0.7123  0.0200                             champion

              LOG  DECIDED               VERSION                    BY           REASON
                1  2001-01-08T04:21:00Z  20010108T000000Z-0a1b2c3d  train-grade  the first model

            """);
    assertThat(world.says("models", "atention").err())
        .contains("There is no model \"atention\"")
        .contains("Did you mean \"attention\"?");
    assertThat(
            Json.tree(bytes(world.says("models", "attention", "--json")))
                .get(0)
                .path("champions")
                .get(0)
                .path("number")
                .asInt())
        .isOne();
  }

  @Test
  void whereNoModelWasMadeYetItSaysWhatMakesOne() {
    assertThat(world.says("models").err())
        .isEqualTo(
            """
            headrace: There is no model in "local" yet.
              A model is made by the first run of a stage that trains.
            """);
  }
}
