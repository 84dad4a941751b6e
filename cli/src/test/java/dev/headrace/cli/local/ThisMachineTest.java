package dev.headrace.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.cli.command.Folders;
import dev.headrace.cli.server.LocalProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThisMachineTest {
  @TempDir private Path folder;

  private Checkup.Finding finding(String what, Map<String, String> variables) {
    Folders folders = new Folders(folder, folder.resolve("state"), Optional.of(folder));
    return new ThisMachine(folders, new LocalProcess(folders), variables)
        .findings().stream().filter(f -> f.what().equals(what)).findFirst().orElseThrow();
  }

  @Test
  void theJavaThatRunsThisIsNewEnough() {
    assertThat(finding("Java", Map.of()).well()).isTrue();
  }

  @Test
  void aJavaThatSparkDoesNotRunOnIsNotWell() {
    Checkup.Finding java = ThisMachine.java(Runtime.Version.parse("25.0.3+9"), "/jdk");

    assertThat(java.well()).isFalse();
    assertThat(java.found()).isEqualTo("25.0.3+9 in /jdk");
    assertThat(java.remedy())
        .isEqualTo(
            "Spark runs on Java 17 to 21: install a JDK 17 or 21 and set JAVA_HOME to its folder.");
    assertThat(ThisMachine.java(Runtime.Version.parse("21.0.4"), "/jdk").well()).isTrue();
  }

  @Test
  void aPythonThatCannotBeStartedIsNotWell() {
    Checkup.Finding python = finding("Python", Map.of("HEADRACE_PYTHON", "/no/such/python"));

    assertThat(python.well()).isFalse();
    assertThat(python.found()).isEqualTo("no /no/such/python that can be started");
    assertThat(python.remedy()).contains("HEADRACE_PYTHON");
  }

  @Test
  void theDiskOfAStateFolderThatIsNotThereYetIsLookedAt() {
    assertThat(finding("disk", Map.of()).found()).endsWith("GiB free for state");
  }

  @Test
  void thePortThatTheLocalCloudHadAndAnotherProgramHasNowIsNamed() throws IOException {
    Path local = Files.createDirectories(folder.resolve("state/local"));
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Files.writeString(local.resolve("ports"), other.getLocalPort() + " 1 1 1 1 1\n");

      assertThat(finding("ports", Map.of()).found()).contains("" + other.getLocalPort());
    }
  }

  @Test
  void aLocalCloudThatDoesNotRunIsNoFault() {
    assertThat(finding("local cloud", Map.of()).well()).isTrue();
  }
}
