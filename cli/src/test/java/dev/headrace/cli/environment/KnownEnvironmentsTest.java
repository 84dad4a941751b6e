package dev.headrace.cli.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownEnvironmentsTest {
  private static final String RIGHT =
      """
      environments:
        production:
          project: my-project
          region: europe-west1
          buckets: {landing: l-1, lake: l-2, control: c-1, outcomes: o-1, code: c-2}
          console: https://console.example
          settings: {HEADRACE_SERVICE_ACCOUNT: jobs@my-project.example.com}
      """;

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void aFile() {
    file = folder.resolve("headrace.yaml");
  }

  private Failure refusal(String name) {
    KnownEnvironments environments = new KnownEnvironments(folder.resolve("local"));
    return catchThrowableOfType(Failure.class, () -> environments.open(name, file));
  }

  @Test
  void anEntryOfTheFileIsRead() throws IOException {
    Files.writeString(file, RIGHT);

    EnvironmentSettings settings = EnvironmentFile.read(file, "production");

    assertThat(settings.places().lake()).isEqualTo("l-2");
    assertThat(settings.console()).contains(URI.create("https://console.example"));
    assertThat(settings.asFunctionsReadIt().serviceAccount())
        .contains("jobs@my-project.example.com");
  }

  @Test
  void everythingThatIsMissingIsToldAtOnce() throws IOException {
    Files.writeString(
        file,
        """
        environments:
          production:
            projct: my-project
            region: europe-west1
            buckets: {landing: l-1, lake: l-2, contrl: c-1, outcomes: o-1}
        """);

    Failure failure = refusal("production");

    assertThat(failure.reason())
        .isEqualTo(
            """
            projct: unknown key. Did you mean "project"?
            project: is missing.
            buckets.contrl: unknown key. Did you mean "control"?
            buckets.control: is missing.
            buckets.code: is missing.\
            """);
    assertThat(failure.exit()).isEqualTo(ExitCode.UNREACHABLE);
  }

  @Test
  void aNameThatIsNotInTheFileIsNotFound() throws IOException {
    Files.writeString(file, RIGHT);

    Failure failure = refusal("prodution");

    assertThat(failure.exit()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(failure.remedy()).isEqualTo("It has production. Did you mean \"production\"?");
  }

  @Test
  void withoutAFileItSaysWhereToWriteOne() {
    Failure failure = refusal("production");

    assertThat(failure.exit()).isEqualTo(ExitCode.NOT_FOUND);
    assertThat(failure.problem()).contains("there is no file " + file);
  }

  @Test
  void aFileThatIsNoYamlIsRefusedWithTheReason() throws IOException {
    Files.writeString(file, "environments: [");

    assertThat(refusal("production").exit()).isEqualTo(ExitCode.FAILED);
  }

  @Test
  void theLocalCloudThatDoesNotRunIsToldWithTheCommandThatStartsIt() {
    Failure failure = refusal("local");

    assertThat(failure.exit()).isEqualTo(ExitCode.UNREACHABLE);
    assertThat(failure.remedy()).contains("headrace local start");
  }

  @Test
  void theLocalCloudIsFoundWhileItsProcessIsAlive() {
    Path local = folder.resolve("local");
    LocalEndpoints here = endpoints(ProcessHandle.current().pid());
    here.write(local);

    assertThat(LocalEndpoints.running(local)).contains(here);
    assertThat(new KnownEnvironments(local).open("local", file).places().code()).isEqualTo("code");

    endpoints(Long.MAX_VALUE).write(local);
    assertThat(LocalEndpoints.running(local)).isEmpty();
    LocalEndpoints.forget(local);
    assertThat(LocalEndpoints.read(local)).isEmpty();
  }

  @Test
  void aStrangerWithTheIdOfALocalCloudThatWasKilledIsNotTakenForIt() throws IOException {
    Path local = folder.resolve("local");
    Process stranger = new ProcessBuilder("cat").start();
    try {
      endpoints(stranger.pid()).write(local);

      assertThat(stranger.isAlive()).isTrue();
      assertThat(LocalEndpoints.running(local)).isEmpty();
    } finally {
      stranger.destroyForcibly().onExit().join();
    }
  }

  @Test
  void halfAFileSaysNothing() throws IOException {
    Files.writeString(folder.resolve("endpoints.json"), "{\"pid\": 12");

    assertThat(LocalEndpoints.read(folder)).isEmpty();
  }

  private static LocalEndpoints endpoints(long pid) {
    return EndpointExamples.at(
        URI.create("http://127.0.0.1:4443"), pid, Optional.empty(), Optional.empty());
  }
}
