package dev.headrace.local.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Json;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurabilityTest {
  private static final ObjectKey A = new ObjectKey("control", "a");
  private static final ObjectKey B = new ObjectKey("control", "b");

  // Too much for the journal: it gets a file.
  private static final String LARGE = "large".repeat(1000);

  @TempDir private Path folder;
  private LocalClock clock;
  private ObjectStorage storage;

  @BeforeEach
  void open() throws IOException {
    clock = LocalClock.open(folder);
    storage = ObjectStorage.open(folder.resolve("storage"), clock, false, ChangeFeed.NONE);
    if (!storage.hasBucket("control")) {
      storage.createBucket("control");
    }
  }

  @AfterEach
  void close() throws IOException {
    storage.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everythingIsThereAfterARestart(boolean compacted) throws IOException {
    StoredObject a = put(A, "one");
    put(B, LARGE);
    StoredObject patched =
        storage.patch(
            A,
            OptionalLong.empty(),
            Conditions.NONE,
            Json.object().put("cacheControl", "no-store"),
            false);
    ObjectKey moved = new ObjectKey("control", "moved");
    storage.move(source(B), moved, Conditions.NONE);
    ObjectKey copied = new ObjectKey("control", "copied");
    storage.copy(source(A), copied, Conditions.NONE, Optional.empty());
    storage.copy(source(A), B, Conditions.NONE, Optional.empty());
    storage.delete(B, OptionalLong.empty(), Conditions.NONE);
    StoredObject composed =
        storage.compose(
            List.of(source(A), source(moved)), B, Conditions.NONE, Attributes.ofType("x/y"));
    if (compacted) {
      storage.compact();
    }

    restart();

    assertThat(storage.find(A)).contains(patched);
    assertThat(patched.generation()).isEqualTo(a.generation());
    assertThat(storage.find(B)).contains(composed);
    assertThat(content(A)).isEqualTo("one");
    assertThat(content(B)).isEqualTo("one" + LARGE);
    assertThat(content(moved)).isEqualTo(LARGE);
    assertThat(content(copied)).isEqualTo("one");
    assertThat(byteFiles()).as("what was moved, and what was composed").isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void generationsRiseOverRestartsThoughTheClockWentBack(boolean compacted) throws IOException {
    long last = put(A, "one").generation();
    storage.delete(A, OptionalLong.empty(), Conditions.NONE);
    if (compacted) {
      storage.compact();
    }
    clock.force(clock.instant().minus(Duration.ofDays(400)), LocalClock.Mode.RUNNING);

    restart();

    assertThat(put(A, "two").generation()).isGreaterThan(last);
  }

  @Test
  void theClockGoesOnBehindTheNewestData() throws IOException {
    clock.set(clock.instant().plus(Duration.ofDays(10)), LocalClock.Mode.FROZEN);
    Instant updated = put(A, "one").updated();
    Files.delete(folder.resolve("clock.json"));

    restart();

    assertThat(clock.floor()).isEqualTo(updated);
    assertThat(clock.instant()).isEqualTo(updated);
  }

  @Test
  void aCutLastRecordLosesOnlyThatWrite() throws IOException {
    put(A, LARGE);
    put(B, LARGE);
    close();
    Path journal = folder.resolve("storage/journal");
    byte[] whole = Files.readAllBytes(journal);
    Files.write(journal, Arrays.copyOf(whole, whole.length - 5));

    open();

    assertThat(content(A)).isEqualTo(LARGE);
    assertThat(storage.find(B)).isEmpty();
    assertThat(byteFiles()).as("bytes that no record names").isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void smallObjectsNeedNoFile(boolean compacted) throws IOException {
    put(A, "one");
    put(B, "x".repeat(4096));
    storage.patch(
        A,
        OptionalLong.empty(),
        Conditions.NONE,
        Json.object().put("cacheControl", "no-store"),
        false);
    storage.copy(source(B), new ObjectKey("control", "c"), Conditions.NONE, Optional.empty());
    storage.move(source(B), new ObjectKey("control", "d"), Conditions.NONE);
    assertThat(byteFiles()).isZero();
    if (compacted) {
      storage.compact();
    }

    restart();

    assertThat(content(A)).isEqualTo("one");
    assertThat(content(new ObjectKey("control", "c"))).isEqualTo("x".repeat(4096));
    assertThat(content(new ObjectKey("control", "d"))).isEqualTo("x".repeat(4096));
    put(A, "x".repeat(4097));
    assertThat(byteFiles()).isEqualTo(1);
  }

  @Test
  void manySmallObjectsGetFilesSoThatMemoryIsBounded() throws IOException {
    String content = "x".repeat(4096);
    int fit = 32 * 1024 * 1024 / 4096;
    for (int i = 0; i < fit + 10; i++) {
      put(new ObjectKey("control", "n" + i), content);
    }

    assertThat(byteFiles()).isEqualTo(10);
    storage.delete(new ObjectKey("control", "n0"), OptionalLong.empty(), Conditions.NONE);
    put(A, content);
    put(B, content);
    assertThat(byteFiles()).isEqualTo(11);
  }

  @Test
  void bytesOfRefusedAndReplacedObjectsAreRemoved() throws IOException {
    put(A, LARGE);
    put(A, LARGE);
    assertThat(
            catchThrowableOfType(
                    ApiError.class,
                    () ->
                        storage.put(A, Attributes.ofType("a/b"), stream(LARGE), Conditions.ABSENT))
                .code())
        .isEqualTo(412);

    assertThat(byteFiles()).isEqualTo(1);
  }

  @Test
  void bytesOfAWriteThatCannotBeJournalledAreRemoved() throws IOException {
    put(A, LARGE);
    storage.close();

    assertThatThrownBy(() -> storage.copy(source(A), B, Conditions.NONE, Optional.empty()))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> put(B, LARGE)).isInstanceOf(IOException.class);

    assertThat(byteFiles()).isEqualTo(1);
  }

  @Test
  void anOpenReaderKeepsTheBytesOfItsGeneration() throws IOException {
    put(A, "other" + LARGE);
    try (ObjectStorage.Opened opened = storage.open(A)) {
      put(A, LARGE);
      storage.delete(A, OptionalLong.empty(), Conditions.NONE);

      assertThat(opened.content().readAllBytes()).asString(UTF_8).isEqualTo("other" + LARGE);
    }
  }

  @Test
  void anUploadGoesOnAfterARestart() throws IOException {
    byte[] content = new byte[1_000_000];
    new Random(1).nextBytes(content);
    Upload upload = storage.uploads().start(A, Json.object(), Conditions.ABSENT);
    upload.append(0, new ByteArrayInputStream(content, 0, 600_000));

    restart();

    Upload found = storage.uploads().find(upload.id()).orElseThrow();
    assertThat(found.key()).isEqualTo(A);
    assertThat(found.conditions()).isEqualTo(Conditions.ABSENT);
    assertThat(found.received()).isEqualTo(2 * 256 * 1024);
    int from = (int) found.received();
    found.append(from, new ByteArrayInputStream(content, from, content.length - from));
    StoredObject made =
        storage.publish(A, Attributes.ofType("a/b"), found.finish(), found.conditions(), 0);
    storage.uploads().finished(found, made);
    try (ObjectStorage.Opened opened = storage.open(A)) {
      assertThat(opened.content().readAllBytes()).isEqualTo(content);
    }
    restart();
    assertThat(storage.findByBytes(upload.id())).contains(made);
  }

  @Test
  void emptyBucketsCanBeDeletedAndMadeAgain() throws IOException {
    long last = put(A, "one").generation();
    storage.delete(A, OptionalLong.empty(), Conditions.NONE);
    storage.deleteBucket("control");
    restart();

    assertThat(storage.find(A)).isEmpty();
    assertThat(put(A, "two").generation()).isGreaterThan(last);
  }

  @Test
  void whatWasAcknowledgedSurvivesAKill() throws Exception {
    for (int round = 0; round < 4; round++) {
      List<String> acknowledged = new ArrayList<>();
      Process writer =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-Xshare:auto",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  KilledWriter.class.getName(),
                  folder.toString(),
                  "round-" + round)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(writer.getInputStream(), UTF_8))) {
        for (int i = 0; i < 300 + 37 * round; i++) {
          acknowledged.add(lines.readLine());
        }
        // By its handle: the process itself would close the stream, with acknowledged writes in it.
        writer.toHandle().destroyForcibly();
        lines.lines().filter(line -> line.endsWith(".")).forEach(acknowledged::add);
      }
      writer.waitFor();

      restart();
      for (String line : acknowledged) {
        String[] words = line.split(" ", -1);
        StoredObject object = storage.get(new ObjectKey("control", words[0]), OptionalLong.empty());
        assertThat(object.generation()).isGreaterThanOrEqualTo(Long.parseLong(words[1]));
      }
      storage.list("control", Listing.all()).items().forEach(this::assertWhole);
    }
  }

  private void assertWhole(StoredObject object) {
    try (ObjectStorage.Opened opened = storage.open(object.key())) {
      byte[] content = opened.content().readAllBytes();
      Checksums checksums = new Checksums();
      checksums.update(content, content.length);
      assertThat(checksums.crc32c()).isEqualTo(opened.object().bytes().crc32c());
      assertThat(content.length).isEqualTo(opened.object().size());
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private void restart() throws IOException {
    close();
    open();
  }

  private StoredObject put(ObjectKey key, String content) throws IOException {
    if (!storage.hasBucket(key.bucket())) {
      storage.createBucket(key.bucket());
    }
    return storage.put(key, Attributes.ofType("a/b"), stream(content), Conditions.NONE);
  }

  private String content(ObjectKey key) throws IOException {
    try (ObjectStorage.Opened opened = storage.open(key)) {
      return new String(opened.content().readAllBytes(), UTF_8);
    }
  }

  private long byteFiles() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("storage/bytes"))) {
      return files.count();
    }
  }

  private static ObjectStorage.Source source(ObjectKey key) {
    return new ObjectStorage.Source(key, OptionalLong.empty(), Conditions.NONE);
  }

  private static InputStream stream(String content) {
    return new ByteArrayInputStream(content.getBytes(UTF_8));
  }
}
