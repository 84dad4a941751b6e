package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.cli.World.Said;
import dev.headrace.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateTest {
  @TempDir private Path folder;
  private World world;

  @BeforeEach
  void aWorld() {
    world = new World(folder);
  }

  @Test
  void aRightFileIsSummarised() {
    Said said = world.says("validate", "clicks.yaml");

    assertThat(said.out())
        .isEqualTo(
            "clicks.yaml  ok  clicks: 1 input, 2 tables, 5 stages, every day at 04:15 UTC\n");
    assertThat(said.exit()).isZero();
  }

  @Test
  void allMistakesAreToldAtOnceWithTheirPositions() {
    Said said = world.says("validate", "five-mistakes.yaml");

    assertThat(said.out())
        .isEqualTo(
            """
            five-mistakes.yaml:2:1  ownr: no such key. Did you mean "owner"?
            five-mistakes.yaml:4:10  schedule.every: must be hour, day, week or month, but is "dialy". Did you mean "daily"? Write "day".
            five-mistakes.yaml:19:20  tables.clicks.columns.page.type: must be a Spark SQL type, but is "strng". Did you mean "string"?
            five-mistakes.yaml:30:10  stages.clean.sql: no file "claen.sql" in the pipeline's folder. Write the file, or correct its path.
            five-mistakes.yaml:35:21  stages.more.reads.clicks: no table named "click". Did you mean "clicks"?

            5 problems
            """);
    assertThat(said.exit()).isEqualTo(3);
  }

  @Test
  void aDeadlineThatNoRunCanKeepIsWarnedOf() throws Exception {
    Path file = folder.resolve("clicks.yaml");
    Files.writeString(file, Files.readString(file).replace("after: 8h", "after: 4h"));
    int line = (int) Files.readString(file).lines().count();

    Said said = world.says("validate", "clicks.yaml");
    assertThat(said.out())
        .isEqualTo(
            "clicks.yaml  ok  clicks: 1 input, 2 tables, 5 stages, every day at 04:15 UTC\n"
                + "clicks.yaml:"
                + line
                + ":12  warning  deadline.after: every run misses it: a run falls due 4h 15m"
                + " after its interval's end. Write more than that.\n");
    assertThat(said.exit()).isZero();
    assertThat(world.says("validate", "clicks.yaml", "--json").out())
        .contains("\"warnings\"", "every run misses it");

    Files.writeString(file, Files.readString(file).replace("after: 4h", "after: 5h"));
    assertThat(world.says("validate", "clicks.yaml").out()).doesNotContain("warning");
  }

  @Test
  void mistakesAreJsonForEditors() {
    Said said = world.says("validate", "five-mistakes.yaml", "--json");

    var json = Json.tree(said.out().getBytes(StandardCharsets.UTF_8));
    assertThat(json.path("valid").asBoolean()).isFalse();
    var first = json.path("files").get(0).path("problems").get(0);
    assertThat(first.path("line").asInt()).isEqualTo(2);
    assertThat(first.path("path").asText()).isEqualTo("ownr");
    assertThat(said.exit()).isEqualTo(3);
  }

  @Test
  void ofAFolderItsPipelineFileIsChecked() {
    world.copy("clicks.yaml", "one/pipeline.yaml");
    world.copy("clean.sql", "one/clean.sql");
    world.copy("train.py", "one/train.py");
    world.copy("five-mistakes.yaml", "two/pipeline.yaml");

    assertThat(world.says("validate", "one").out()).startsWith("one/pipeline.yaml  ok  ");
    Said both = world.says("validate");
    assertThat(both.out()).contains("one/pipeline.yaml  ok  ", "two/pipeline.yaml:2:");
    assertThat(both.exit()).isEqualTo(3);
  }

  @Test
  void aFileThatIsNotThereIsNotFound() {
    Said said = world.says("validate", "clickz.yaml");

    assertThat(said.err())
        .isEqualTo(
            """
            headrace: There is no file or folder clickz.yaml.
              Name a pipeline file, or a folder that has a pipeline.yaml.
            """);
    assertThat(said.exit()).isEqualTo(4);
  }
}
