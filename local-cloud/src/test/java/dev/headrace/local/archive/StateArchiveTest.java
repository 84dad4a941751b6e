package dev.headrace.local.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.journal.DataFolder;
import dev.headrace.local.storage.Attributes;
import dev.headrace.local.storage.ChangeFeed;
import dev.headrace.local.storage.Conditions;
import dev.headrace.local.storage.ObjectKey;
import dev.headrace.local.storage.ObjectStorage;
import dev.headrace.local.storage.StoredObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StateArchiveTest {
  private static final ObjectKey KEY = new ObjectKey("lake", "../a/ü");

  @TempDir private Path folder;
  private Path from;
  private Path to;
  private StoredObject object;

  @BeforeEach
  void aState() throws IOException {
    from = folder.resolve("from");
    to = folder.resolve("to");
    LocalClock clock = LocalClock.open(Files.createDirectories(from));
    try (ObjectStorage storage = open(from, clock)) {
      storage.createBucket("lake");
      object =
          storage.put(
              KEY,
              Attributes.ofType("a/b"),
              new ByteArrayInputStream("hello".getBytes(UTF_8)),
              Conditions.NONE);
    }
    for (String passing : new String[] {"log/x.log", "endpoints.json", "dataproc/code/x/jar"}) {
      Files.createDirectories(from.resolve(passing).getParent());
      Files.writeString(from.resolve(passing), "x");
    }
    Files.writeString(from.resolve("dataproc/batches.journal"), "y");
  }

  @ParameterizedTest
  @ValueSource(strings = {"state.zip", "state", "new/folders/state"})
  void theStateIsTheSameElsewhere(String name) throws IOException {
    Path archive = folder.resolve(name);

    StateArchive.Carried written = StateArchive.write(from, archive);
    StateArchive.Carried read = StateArchive.read(archive, to);

    assertThat(read).isEqualTo(written);
    try (ObjectStorage storage = open(to, LocalClock.open(to));
        ObjectStorage.Opened opened = storage.open(KEY)) {
      assertThat(opened.object()).isEqualTo(object);
      assertThat(opened.content().readAllBytes()).asString(UTF_8).isEqualTo("hello");
    }
    assertThat(to.resolve("dataproc/batches.journal")).hasContent("y");
    assertThat(to.resolve("log")).doesNotExist();
    assertThat(to.resolve("endpoints.json")).doesNotExist();
    assertThat(to.resolve("dataproc/code")).doesNotExist();
    assertThat(names(folder)).noneMatch(left -> left.contains("unfinished"));
  }

  @Test
  void whatIsThereAlreadyIsNotReplaced() throws IOException {
    Path archive = folder.resolve("state.zip");
    StateArchive.write(from, archive);

    assertThatThrownBy(() -> StateArchive.write(from, archive))
        .isInstanceOf(IOException.class)
        .hasMessage(archive + " is there already.");
    assertThatThrownBy(() -> StateArchive.read(archive, from))
        .isInstanceOf(IOException.class)
        .hasMessage("There is state in " + from + " already.");
    Files.createDirectories(to);
    Files.writeString(to.resolve("mine"), "x");
    Files.writeString(to.resolve("ports"), "1 2 3");
    assertThatThrownBy(() -> StateArchive.read(archive, to))
        .isInstanceOf(IOException.class)
        .hasMessage("There is something in " + to + " already.");
    assertThat(names(to)).containsExactlyInAnyOrder("mine", "ports");
    assertThatThrownBy(() -> StateArchive.write(folder.resolve("missing"), folder.resolve("new")))
        .hasMessageContaining("There is no state in");
  }

  @Test
  void whatIsLeftOfAStartWithoutStateIsNoState() throws IOException {
    Path archive = folder.resolve("state");
    StateArchive.write(from, archive);
    DataFolder.open(to).close();
    Files.createDirectories(to.resolve("log"));

    StateArchive.read(archive, to);

    assertThat(to.resolve("storage/journal")).exists();
  }

  @Test
  void aStateInUseIsLeftAlone() throws IOException {
    Path archive = folder.resolve("state.zip");
    try (DataFolder held = DataFolder.open(from)) {
      assertThatThrownBy(() -> StateArchive.write(from, archive))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(held.path() + " is in use by another local cloud");
    }
    assertThat(archive).doesNotExist();
  }

  @Test
  void aDamagedArchiveChangesNothing() throws IOException {
    Path archive = folder.resolve("state");
    StateArchive.write(from, archive);
    Path journal = archive.resolve("storage/journal");
    byte[] content = Files.readAllBytes(journal);
    content[content.length / 2]++;
    Files.write(journal, content);
    assertRefused(archive, "storage/journal is not what was written");
    Files.delete(journal);
    assertRefused(archive, "storage/journal is missing");
    Files.delete(archive.resolve("manifest.txt"));
    assertRefused(archive, "no manifest");
    Files.writeString(archive.resolve("manifest.txt"), "headrace.local-state/2\n");
    assertRefused(archive, "is of the form 'headrace.local-state/2'");
    assertRefused(folder.resolve("nothing.zip"), "There is no");
  }

  @Test
  void anArchiveThatIsCutOrReachesOutsideChangesNothing() throws IOException {
    Path archive = folder.resolve("state.zip");
    StateArchive.write(from, archive);
    byte[] whole = Files.readAllBytes(archive);
    Path cut = Files.write(folder.resolve("cut.zip"), Arrays.copyOf(whole, whole.length / 2));
    assertRefused(cut, "no whole zip file");

    Path hostile = folder.resolve("hostile.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(hostile))) {
      out.putNextEntry(new ZipEntry("../outside"));
      out.putNextEntry(new ZipEntry("manifest.txt"));
      out.write(("headrace.local-state/1\n" + "0".repeat(64) + "  ../outside\n").getBytes(UTF_8));
    }
    assertRefused(hostile, "a file outside of itself");
    Path added = folder.resolve("added.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(added))) {
      out.putNextEntry(new ZipEntry("storage/journal"));
      out.putNextEntry(new ZipEntry("manifest.txt"));
      out.write("headrace.local-state/1\n".getBytes(UTF_8));
    }
    assertRefused(added, "not in its manifest");
    assertThat(folder.resolve("outside")).doesNotExist();
  }

  private void assertRefused(Path archive, String why) throws IOException {
    assertThatThrownBy(() -> StateArchive.read(archive, to))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(why);
    assertThat(to).doesNotExist();
    assertThat(names(folder)).noneMatch(left -> left.contains("unfinished"));
  }

  private static ObjectStorage open(Path folder, LocalClock clock) throws IOException {
    return ObjectStorage.open(folder.resolve("storage"), clock, false, ChangeFeed.NONE);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
