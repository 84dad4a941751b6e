package dev.headrace.local.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
  @TempDir private Path parent;

  @Test
  void isMadeForItsOwnerOnly() throws IOException {
    Path path = parent.resolve("data");

    try (DataFolder folder = DataFolder.open(path)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void isHeldByOneUntilItIsGivenBack() throws IOException {
    Path path = parent.resolve("data");

    try (DataFolder held = DataFolder.open(path)) {
      assertThatThrownBy(() -> DataFolder.open(held.path()))
          .isInstanceOf(IOException.class)
          .hasMessage("The data folder " + path + " is in use by another local cloud.");
    }

    DataFolder.open(path).close();
  }

  @Test
  void isSeenToBeHeldByAnotherProcessUntilThatIsKilled() throws IOException {
    Path path = parent.resolve("data");
    assertThat(DataFolder.isHeld(path)).isFalse();
    Process holder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                FolderHolder.class.getName(),
                path.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader said = holder.inputReader()) {
      assertThat(said.readLine()).isEqualTo(path.toString());
      assertThat(DataFolder.isHeld(path)).isTrue();
    } finally {
      holder.destroyForcibly().onExit().join();
    }
    assertThat(DataFolder.isHeld(path)).isFalse();
  }
}
