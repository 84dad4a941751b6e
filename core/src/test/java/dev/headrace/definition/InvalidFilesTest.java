package dev.headrace.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class InvalidFilesTest {
  static Stream<Path> files() {
    return PipelineText.files(PipelineText.INVALID);
  }

  @ParameterizedTest
  @MethodSource("files")
  void aFaultIsExplainedInTheseWords(Path file) throws IOException {
    String name = file.getFileName().toString();

    List<String> lines =
        PipelineText.lines(
            PipelineFiles.compile(
                name, Files.readAllBytes(file), InvalidFilesTest::neighbour, PipelineText.TODAY));

    Regenerated.assertSame(
        file.resolveSibling(name.replace(".yaml", ".txt")), String.join("\n", lines) + "\n");
  }

  @Test
  void everyFaultIsRefused() {
    assertThat(files())
        .allSatisfy(
            file ->
                assertThat(
                        file.resolveSibling(file.getFileName().toString().replace(".yaml", ".txt")))
                    .content()
                    .doesNotContain("compiled ")
                    .startsWith(file.getFileName().toString() + ":"));
  }

  @Test
  void allMistakesAreToldAtOnce() {
    Path file = PipelineText.INVALID.resolve("five-mistakes.yaml");

    assertThat(PipelineText.lines(PipelineText.compile("sales.yaml", PipelineText.read(file))))
        .containsExactly(
            "sales.yaml:3:10  schedule.every: must be hour, day, week or month, but is \"dialy\"."
                + " Did you mean \"daily\"? Write \"day\".",
            "sales.yaml:8:22  tables.sales.interval-column: the table has no column \"dya\"."
                + " Did you mean \"day\"?",
            "sales.yaml:12:19  stages.sum.reads.rows: no table named \"sale\"."
                + " Did you mean \"sales\"?",
            "sales.yaml:14:5  stages.sum.timeuot: no such key. Did you mean \"timeout\"?",
            "sales.yaml:15:21  retries.platform: must be between 0 and 100, but is 500."
                + " Write 100 or less.");
  }

  @Test
  void aFileThatIsTooLargeIsNotRead() {
    assertThat(PipelineText.lines(PipelineText.compile("big.yaml", "#".repeat(10 * 1024 * 1024))))
        .containsExactly(
            "big.yaml:1:1  the file has more than 1,048,576 characters. Split the pipeline.");
  }

  private static Optional<byte[]> neighbour(String path) {
    if (path.contains("missing")) {
      return Optional.empty();
    }
    if (path.contains("damaged")) {
      return Optional.of("no jar".getBytes(StandardCharsets.UTF_8));
    }
    if (path.contains("empty")) {
      return Optional.of(PipelineText.jar("META-INF/MANIFEST.MF"));
    }
    return path.contains("blank")
        ? Optional.of(" \n".getBytes(StandardCharsets.UTF_8))
        : PipelineText.neighbour(path);
  }
}
