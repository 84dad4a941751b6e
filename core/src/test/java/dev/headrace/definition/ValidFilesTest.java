package dev.headrace.definition;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.json.Json;
import dev.headrace.pipeline.Pipeline;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ValidFilesTest {
  static Stream<Path> files() {
    return PipelineText.files(PipelineText.VALID);
  }

  @ParameterizedTest
  @MethodSource("files")
  void aValidFileCompiles(Path file) {
    String name = file.getFileName().toString();

    assertThat(PipelineText.lines(PipelineText.compile(name, PipelineText.read(file))))
        .hasSize(1)
        .allSatisfy(line -> assertThat(line).startsWith("compiled "));
  }

  @ParameterizedTest
  @MethodSource("files")
  void aCompiledPipelineIsReadBackFromItsJson(Path file) {
    Pipeline pipeline =
        PipelineText.compiled(file.getFileName().toString(), PipelineText.read(file)).pipeline();

    assertThat(Json.read(Json.bytes(pipeline), Pipeline.class)).isEqualTo(pipeline);
  }
}
