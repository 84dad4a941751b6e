package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.cli.World.Said;
import dev.headrace.cli.command.ExitCode;
import dev.headrace.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameTest {
  @TempDir private Path folder;
  private World world;

  @BeforeEach
  void aWorld() {
    world = new World(folder);
  }

  @Test
  void anUnknownCommandIsRefusedAndTheNearestIsNamed() {
    Said said = world.says("vlidate");

    assertThat(said.err())
        .isEqualTo(
            """
            headrace: There is no command "vlidate". Did you mean "validate"?
              "headrace --help" shows how it is used.
            """);
    assertThat(said.out()).isEmpty();
    assertThat(said.exit()).isEqualTo(2);
  }

  @Test
  void anUnknownOptionIsRefusedAndTheNearestIsNamed() {
    Said said = world.says("runs", "--lats", "3");

    assertThat(said.err())
        .isEqualTo(
            """
            headrace: There is no option "--lats". Did you mean "--last"?
              "headrace runs --help" shows how it is used.
            """);
    assertThat(said.exit()).isEqualTo(2);
  }

  @Test
  void aDemoOfNoDaysIsRefused() {
    for (String days : List.of("0", "-3")) {
      Said said = world.says("demo", "--days", days);

      assertThat(said.err())
          .isEqualTo(
              """
              headrace: A demo lives at least one day: --days is %s.
                "headrace demo --help" shows how it is used.
              """
                  .formatted(days));
      assertThat(said.exit()).isEqualTo(2);
    }
  }

  @Test
  void withoutACommandItAsksForOne() {
    Said said = world.says();

    assertThat(said.err()).startsWith("headrace: Which command?\n");
    assertThat(said.exit()).isEqualTo(2);
  }

  @Test
  void helpTellsEveryExitCode() {
    Said said = world.says("--help");

    assertThat(said.exit()).isZero();
    for (ExitCode code : ExitCode.values()) {
      assertThat(said.out()).containsPattern("(?m)^  " + code.number() + " +" + code.meaning());
    }
  }

  @Test
  void everyCommandHasHelp() {
    String help = world.says("--help").out();
    String commands = help.substring(help.indexOf("Commands:"), help.indexOf("Exit codes:"));

    commands
        .lines()
        .filter(line -> line.matches("  [a-z].*"))
        .map(line -> line.strip().split(" ", 2)[0])
        .forEach(
            command -> {
              Said said = world.says(command, "--help");
              assertThat(said.out()).startsWith("Usage: headrace " + command);
              assertThat(said.exit()).isZero();
            });
  }

  @Test
  void theVersionIsTheBuilds() {
    assertThat(world.says("--version").out()).matches("headrace \\d+\\.\\d+\\.\\d+\\S*\n");
  }

  @Test
  void globalOptionsStandBeforeOrAfterTheCommand() {
    assertThat(world.says("--json", "validate", "clicks.yaml"))
        .isEqualTo(world.says("validate", "clicks.yaml", "--json"));
  }

  @Test
  void anEnvironmentMayBeNamedAsACommandIs() {
    assertThat(world.says("--env", "local", "validate", "clicks.yaml").exit()).isZero();
  }

  @Test
  void anUnknownEnvironmentIsNotFound() {
    assertThat(world.says("runs", "--env", "prod").exit()).isEqualTo(4);
  }

  @Test
  void failuresAreJsonToo() {
    Said said = world.says("runs", "--json");

    var error = Json.tree(said.out().getBytes(StandardCharsets.UTF_8)).path("error");
    assertThat(error.path("problem").asText()).isEqualTo("No pipeline is deployed in \"local\".");
    assertThat(error.path("exit").asInt()).isEqualTo(4);
    assertThat(said.err()).isEmpty();
  }

  @Test
  void stackTracesAreShownOnlyToDebug() {
    assertThat(world.says("runs").err()).doesNotContain("\tat ");
    assertThat(world.says("runs", "--debug").err()).contains("\tat ");
  }

  @Test
  void completionKnowsCommandsAndOptions() {
    Said said = world.says("completion", "bash");

    assertThat(said.exit()).isZero();
    assertThat(said.out()).contains("validate", "explain", "--last", "--env");
  }
}
