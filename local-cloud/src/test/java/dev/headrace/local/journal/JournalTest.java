package dev.headrace.local.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("journal");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatWasAppendedIsReplayedInOrder(boolean fsync) throws IOException {
    try (Journal journal = Journal.open(file, record -> {}, fsync)) {
      journal.append(bytes("one"));
      journal.append(bytes("two"));
    }

    assertThat(replayed()).containsExactly("one", "two");
  }

  @Test
  void aCutLastRecordIsDroppedAndWritingGoesOn() throws IOException {
    append("one", "two");
    byte[] whole = Files.readAllBytes(file);
    for (int length = whole.length - 1; length > whole.length - "two".length() - 8; length--) {
      Files.write(file, Arrays.copyOf(whole, length));

      append("three");

      assertThat(replayed()).as("cut to %d bytes", length).containsExactly("one", "three");
    }
  }

  @Test
  void aDamagedLastRecordIsDropped() throws IOException {
    append("one", "two");
    byte[] content = Files.readAllBytes(file);
    content[content.length - 1] ^= 1;
    Files.write(file, content);

    assertThat(replayed()).containsExactly("one");
  }

  @Test
  void zerosAtTheEndAreDropped() throws IOException {
    append("one");
    Files.write(file, new byte[5000], StandardOpenOption.APPEND);

    assertThat(replayed()).containsExactly("one");
  }

  @Test
  void damageBeforeTheLastRecordIsAnError() throws IOException {
    append("one", "two");
    byte[] content = Files.readAllBytes(file);
    content[9] ^= 1;
    Files.write(file, content);

    assertThatThrownBy(this::replayed)
        .isInstanceOf(IOException.class)
        .hasMessage("The journal " + file + " is damaged at byte 0.");
  }

  @Test
  void aRewriteReplacesAllRecordsAndAppendsFollowIt() throws IOException {
    try (Journal journal = Journal.open(file, record -> {}, false)) {
      journal.append(bytes("one"));
      journal.append(bytes("two"));
      journal.rewrite(List.of(bytes("both")));
      journal.append(bytes("three"));

      assertThat(journal.size()).isEqualTo(Files.size(file));
    }

    assertThat(replayed()).containsExactly("both", "three");
  }

  @Test
  void anUnfinishedRewriteLeavesTheOldRecords() throws IOException {
    append("one");
    Files.writeString(folder.resolve("journal.next"), "half");

    assertThat(replayed()).containsExactly("one");
    assertThat(folder.resolve("journal.next")).doesNotExist();
  }

  @Test
  void aFailedRewriteLeavesTheJournalAsItWas() throws IOException {
    try (Journal journal = Journal.open(file, record -> {}, false)) {
      journal.append(bytes("one"));
      assertThatThrownBy(() -> journal.rewrite(List.of(new byte[0])))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("A record has 1 byte to 64 MiB, not 0");
      journal.append(bytes("two"));
    }

    assertThat(replayed()).containsExactly("one", "two");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void manyThreadsAppendWholeRecords(boolean fsync) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (Journal journal = Journal.open(file, record -> {}, fsync)) {
      Callable<Void> writer =
          () -> {
            for (int i = 0; i < 50; i++) {
              journal.append(bytes(Thread.currentThread().getName() + i));
            }
            return null;
          };
      for (Future<Void> done : threads.invokeAll(Stream.generate(() -> writer).limit(8).toList())) {
        done.get();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(replayed()).hasSize(400);
  }

  @Test
  void anInterruptedThreadStillAppends() throws IOException {
    try (Journal journal = Journal.open(file, record -> {}, false)) {
      Thread.currentThread().interrupt();
      journal.append(bytes("one"));
      assertThat(Thread.interrupted()).isTrue();
      journal.append(bytes("two"));
    }

    assertThat(replayed()).containsExactly("one", "two");
  }

  @Test
  void aClosedJournalTakesNoRecords() throws IOException {
    Journal journal = Journal.open(file, record -> {}, false);
    journal.close();

    assertThatThrownBy(() -> journal.append(bytes("late")))
        .isInstanceOf(IOException.class)
        .hasMessage("The journal " + file + " is closed.");
  }

  private void append(String... records) throws IOException {
    try (Journal journal = Journal.open(file, record -> {}, false)) {
      for (String record : records) {
        journal.append(bytes(record));
      }
    }
  }

  private List<String> replayed() throws IOException {
    List<String> records = new ArrayList<>();
    Journal.open(file, record -> records.add(new String(record, StandardCharsets.UTF_8)), false)
        .close();
    return records;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
