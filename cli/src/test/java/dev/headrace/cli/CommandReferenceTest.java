package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.definition.Regenerated;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class CommandReferenceTest {
  @TempDir private Path folder;

  @Test
  void theReferenceIsWhatTheParserKnows() {
    Regenerated.assertSame(
        Path.of("../docs/cli.md"), new CommandReference(new World(folder).commands()).markdown());
  }

  @Test
  void everyCommandAndOptionSaysWhatItIsFor() {
    assertThat(all(new World(folder).commands().commandLine()))
        .allSatisfy(
            spec -> {
              assertThat(spec.usageMessage().description()).as(spec.qualifiedName()).isNotEmpty();
              assertThat(spec.args())
                  .allSatisfy(
                      argument ->
                          assertThat(argument.description())
                              .as(spec.qualifiedName() + " " + argument.paramLabel())
                              .isNotEmpty());
            });
  }

  private static Stream<CommandSpec> all(CommandLine command) {
    return Stream.concat(
        Stream.of(command.getCommandSpec()),
        command.getSubcommands().values().stream().flatMap(CommandReferenceTest::all));
  }
}
