package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.cli.World.Said;
import dev.headrace.json.Json;
import dev.headrace.json.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageTest {
  @TempDir private Path folder;
  private World world;

  @BeforeEach
  void anInstallation() throws IOException {
    world = new World(folder);
    write("spark-jobs/target/deploy/headrace-spark-jobs.jar", "jar");
    write("spark-jobs/src/main/python/headrace_trainer.py", "print()");
    write("spark-jobs/src/main/python/headrace_stage.py", "print()");
    write("functions/target/deploy/headrace-functions.jar", "functions");
  }

  private void write(String path, String text) throws IOException {
    Files.createDirectories(folder.resolve(path).getParent());
    Files.writeString(folder.resolve(path), text);
  }

  @Test
  void aPackageHoldsAllThatIsDeployed() throws IOException {
    Said said = world.says("package", "clicks.yaml");

    assertThat(said.err()).isEmpty();
    assertThat(said.out())
        .isEqualTo(
            """
            clicks  packaged in build/deploy  definition HASH
              ticks at 15 4 * * * Etc/UTC
            7 objects to upload; the functions have 0.0 MB
            """);
    assertThat(files("build/deploy").keySet())
        .extracting(name -> name.replaceAll("[0-9a-f]{64}", "HASH"))
        .containsExactlyInAnyOrder(
            "manifest.json",
            "definitions/clicks.json",
            "code/HASH/clean.sql",
            "code/HASH/train.py",
            "code/HASH/headrace-spark-jobs.jar",
            "code/HASH/headrace_trainer.py",
            "code/HASH/headrace_stage.py",
            "functions/headrace-functions.jar",
            "functions.zip");
  }

  @Test
  void theManifestNamesEveryFileAndWhereItBelongs() throws IOException {
    world.says("package", "clicks.yaml");

    JsonNode manifest = manifest();
    assertThat(manifest.path("manifestVersion").asInt()).isEqualTo(1);
    for (Map.Entry<String, JsonNode> object : manifest.path("objects").properties()) {
      Path file = folder.resolve("build/deploy").resolve(object.getKey());
      String hash = object.getValue().path("sha256").asText();
      assertThat(Sha256.hex(file)).isEqualTo(hash);
      assertThat(object.getValue().path("name").asText()).contains(hash);
      assertThat(object.getValue().path("bucket").asText()).isIn("control", "code");
    }
    JsonNode clicks = manifest.path("pipelines").path("clicks");
    assertThat(clicks.path("schedule").path("cron").asText()).isEqualTo("15 4 * * *");
    assertThat(clicks.path("schedule").path("timeZone").asText()).isEqualTo("Etc/UTC");
    assertThat(clicks.path("inputs").toString())
        .isEqualTo("{\"landing\":{\"bucket\":\"landing\",\"prefix\":\"clicks/\"}}");
    assertThat(manifest.path("functions").path("sha256").asText())
        .isEqualTo(Sha256.hex(folder.resolve("functions/target/deploy/headrace-functions.jar")));
  }

  @Test
  void whatIsDeployedFromAPackageIsWhatADeployMakes() throws IOException {
    world.says("package", "clicks.yaml");
    world.says("deploy", "clicks.yaml");

    JsonNode objects = manifest().path("objects");
    String definition = objects.path("definitions/clicks.json").path("name").asText();
    assertThat(world.control.read(definition).orElseThrow().content().bytes())
        .isEqualTo(Files.readAllBytes(folder.resolve("build/deploy/definitions/clicks.json")));
    List<String> code = new ArrayList<>();
    for (Map.Entry<String, JsonNode> object : objects.properties()) {
      if (object.getKey().startsWith("code/")) {
        code.add(object.getValue().path("name").asText());
      }
    }
    assertThat(world.code.list("")).extracting(object -> object.name()).hasSameElementsAs(code);
  }

  @Test
  void theArchiveOfTheFunctionsHoldsOneJarAtItsRoot() throws IOException {
    world.says("package", "clicks.yaml");

    try (InputStream in = Files.newInputStream(folder.resolve("build/deploy/functions.zip"));
        ZipInputStream zip = new ZipInputStream(in)) {
      ZipEntry entry = zip.getNextEntry();
      assertThat(entry.getName()).isEqualTo("headrace-functions.jar");
      assertThat(new String(zip.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
          .isEqualTo("functions");
      assertThat(zip.getNextEntry()).isNull();
    }
  }

  @Test
  void theSameInputMakesTheSameBytes() throws IOException {
    world.says("package", "clicks.yaml");
    world.after(java.time.Duration.ofDays(3)).says("package", "clicks.yaml", "--out", "again");

    assertThat(files("again")).isEqualTo(files("build/deploy"));
  }

  @Test
  void anEarlierPackageIsReplacedAndNothingElse() throws IOException {
    write("build/deploy/manifest.json", "{}");
    write("build/deploy/old.txt", "old");
    write("kept/letter.txt", "mine");

    assertThat(world.says("package", "clicks.yaml").exit()).isZero();
    Said refused = world.says("package", "clicks.yaml", "--out", "kept");

    assertThat(folder.resolve("build/deploy/old.txt")).doesNotExist();
    assertThat(refused.err())
        .isEqualTo(
            """
            headrace: FOLDER/kept holds something that is no package.
              It has no manifest.json, and would be deleted.
              Name an empty or a new folder with --out.
            """);
    assertThat(folder.resolve("kept/letter.txt")).hasContent("mine");
  }

  @Test
  void aWrongPipelineIsRefusedAsValidateRefusesItAndNothingIsWritten() {
    Said said = world.says("package", "five-mistakes.yaml");

    assertThat(said.err()).startsWith("headrace: The pipeline file is wrong: 5 problems.\n");
    assertThat(said.exit()).isEqualTo(world.says("validate", "five-mistakes.yaml").exit());
    assertThat(folder.resolve("build")).doesNotExist();
  }

  @Test
  void twoPipelinesOfOneNameOrOneTableAreRefused() throws IOException {
    world.copy("clicks.yaml", "both/a/pipeline.yaml").copy("clean.sql", "both/a/clean.sql");
    world.copy("train.py", "both/a/train.py").copy("train.py", "both/b/train.py");
    world.copy("clicks.yaml", "both/b/pipeline.yaml").copy("clean.sql", "both/b/clean.sql");

    assertThat(world.says("package", "both").err())
        .startsWith("headrace: Two of the pipelines have one name.");

    Path second = folder.resolve("both/b/pipeline.yaml");
    Files.writeString(
        second,
        Files.readString(second).replaceFirst("(?m)^(name|pipeline): clicks$", "$1: other"));
    assertThat(world.says("package", "both").err())
        .startsWith("headrace: The pipelines cannot be deployed beside each other.");
    assertThat(folder.resolve("build/deploy")).doesNotExist();
  }

  private JsonNode manifest() throws IOException {
    return Json.tree(Files.readAllBytes(folder.resolve("build/deploy/manifest.json")));
  }

  private Map<String, String> files(String path) throws IOException {
    Map<String, String> files = new TreeMap<>();
    Path root = folder.resolve(path);
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(root.relativize(file).toString(), Sha256.hex(file));
      }
    }
    return files;
  }
}
