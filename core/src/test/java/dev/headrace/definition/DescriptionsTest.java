package dev.headrace.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.headrace.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;

/** What editors and people are told of the file is what the reader does. */
class DescriptionsTest {
  private static final String EDITORS_LINE = "# yaml-language-server: $schema=";
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(JsonSchema.of());

  static Stream<Path> validFiles() throws IOException {
    return Stream.concat(PipelineText.files(PipelineText.VALID), examples());
  }

  /** Every pipeline below {@code examples}, but not what a build copied. */
  private static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("../examples"))) {
      return files
          .filter(file -> file.endsWith("pipeline.yaml") && !file.toString().contains("/target/"))
          .sorted()
          .toList()
          .stream();
    }
  }

  @Test
  void everyExampleIsLookedAt() throws IOException {
    assertThat(examples())
        .map(file -> Path.of("../examples").relativize(file.getParent()).toString())
        .contains("flights", "shops", "shops/python", "shops/warehouse");
  }

  @Test
  void theSchemaThatIsShippedIsTheReaders() {
    Regenerated.assertSame(
        Path.of("src/main/resources/headrace-pipeline.schema.json"), JsonSchema.of());
  }

  @Test
  void theFieldReferenceIsTheReaders() {
    Regenerated.assertSame(Path.of("../docs/pipeline-file.md"), FieldReference.markdown());
  }

  @Test
  void theExampleTellsEditorsWhereItsSchemaIs() {
    Path example = Path.of("../examples/flights/pipeline.yaml");
    String first = PipelineText.read(example).lines().findFirst().orElseThrow();

    assertThat(first).startsWith(EDITORS_LINE);
    assertThat(example.resolveSibling(first.substring(EDITORS_LINE.length())).normalize())
        .hasSameTextualContentAs(Path.of("src/main/resources/headrace-pipeline.schema.json"));
    assertThat(Path.of("../README.md")).content().contains("```yaml\n" + first + "\n```");
  }

  @ParameterizedTest
  @MethodSource("validFiles")
  void theSchemaAcceptsAFileThatCompiles(Path file) {
    assertThat(SCHEMA.validate(json(file), InputFormat.JSON)).isEmpty();
  }

  /** Faults that only the reader can see are many; these any editor shows. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "unknown-key",
        "pipeline-name",
        "empty-value",
        "number-for-text",
        "cadence-likewise",
        "catchup-missing",
        "overlap-later",
        "input-two-rules",
        "input-format",
        "input-pattern",
        "expect-two-in-one",
        "stage-without-work",
        "stage-name",
        "retries"
      })
  void theSchemaRefusesWhatTheReaderRefuses(String fault) {
    assertThat(
            SCHEMA.validate(json(PipelineText.INVALID.resolve(fault + ".yaml")), InputFormat.JSON))
        .isNotEmpty();
  }

  @Test
  void everyKeyOfEveryShapeIsDescribed() {
    SchemaDefinitions definitions = new SchemaDefinitions();
    PipelineKeys.SHAPE.schema(definitions);

    assertThat(definitions.shapes()).extracting(Shape::name).doesNotHaveDuplicates();
    assertThat(definitions.shapes())
        .allSatisfy(
            shape -> {
              assertThat(shape.names()).doesNotHaveDuplicates();
              assertThat(shape.later()).doesNotContainKeys(shape.names().toArray(String[]::new));
              assertThat(shape.keys())
                  .allSatisfy(key -> assertThat(key.description()).endsWith("."));
            });
  }

  private static String json(Path file) {
    return Json.text(new Load(YamlFile.SETTINGS).loadFromString(PipelineText.read(file)));
  }
}
