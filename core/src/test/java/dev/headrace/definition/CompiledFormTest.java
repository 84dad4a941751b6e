package dev.headrace.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.json.Json;
import dev.headrace.pipeline.Code;
import dev.headrace.pipeline.StageName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompiledFormTest {
  @TempDir Path folder;

  @Test
  void aSmallPipelineHasThisCanonicalJson() {
    Compilation.Compiled compiled =
        PipelineText.compiled(
            "shops.yaml", PipelineText.read(PipelineText.VALID.resolve("shops.yaml")));

    Regenerated.assertSame(
        Path.of("src/test/resources/definition/valid/shops.json"),
        Json.pretty(compiled.pipeline()) + "\n");
  }

  @Test
  void stagesInOnesOwnCodeHaveThisCanonicalJson() {
    Compilation.Compiled compiled =
        PipelineText.compiled(
            "own-code.yaml", PipelineText.read(PipelineText.VALID.resolve("own-code.yaml")));

    Regenerated.assertSame(
        Path.of("src/test/resources/definition/valid/own-code.json"),
        Json.pretty(compiled.pipeline()) + "\n");
  }

  @Test
  void stagesStandAfterWhatTheyNeedElseInFileOrder() {
    Compilation.Compiled compiled =
        PipelineText.compiled(
            "flights.yaml", PipelineText.read(PipelineText.VALID.resolve("flights.yaml")));

    assertThat(compiled.pipeline().stages())
        .extracting(stage -> stage.name() + " after " + stage.after())
        .containsExactly(
            "clean after []",
            "features after [clean]",
            "train-snapshot after [features]",
            "train after [train-snapshot]",
            "train-grade after [train]",
            "score after [features, train-grade]");
  }

  @Test
  void aLoadHasNoPlacementThoughItsPipelineHas() {
    Compilation.Compiled compiled =
        PipelineText.compiled(
            "on-clusters.yaml", PipelineText.read(PipelineText.VALID.resolve("on-clusters.yaml")));

    assertThat(compiled.pipeline().stage(new StageName("score")).placement()).isPresent();
    assertThat(compiled.pipeline().stage(new StageName("publish")).placement()).isEmpty();
  }

  @Test
  void theExampleCompiles() {
    assertThat(
            PipelineText.lines(PipelineFiles.compile(Path.of("../examples/flights/pipeline.yaml"))))
        .containsExactly("compiled flights");
  }

  @Test
  void aFolderIsCompiledWithTheHashesOfItsFiles() throws IOException {
    Files.copy(PipelineText.VALID.resolve("smallest.yaml"), folder.resolve("pipeline.yaml"));
    Files.writeString(folder.resolve("make.sql"), "select 1 as one\n");

    Compilation compilation = PipelineFiles.compile(folder.resolve("pipeline.yaml"));

    assertThat(PipelineText.lines(compilation)).containsExactly("compiled smallest");
    assertThat(((Compilation.Compiled) compilation).files())
        .containsExactly(
            new Code(
                "make.sql", "19e8a678ac533147dbfa13cccad46e9fde4814d88a6558cc2baa12c2b7c13d0f"));
  }

  @Test
  void aLinkOutOfTheFolderIsNoFileOfIt() throws IOException {
    Path outside = Files.writeString(folder.resolve("secret.sql"), "select 1\n");
    Path inside = Files.createDirectory(folder.resolve("inside"));
    Files.copy(PipelineText.VALID.resolve("smallest.yaml"), inside.resolve("pipeline.yaml"));
    Files.createSymbolicLink(inside.resolve("make.sql"), outside);

    assertThat(PipelineText.lines(PipelineFiles.compile(inside.resolve("pipeline.yaml"))))
        .containsExactly(
            "pipeline.yaml:8:15  stages.make.sql: no file \"make.sql\" in the pipeline's folder."
                + " Write the file, or correct its path.");
  }
}
