package dev.headrace.local.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.cloud.ReadChannel;
import com.google.cloud.WriteChannel;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.BucketInfo;
import com.google.cloud.storage.CopyWriter;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobGetOption;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.Storage.BlobSourceOption;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.Storage.BlobWriteOption;
import com.google.cloud.storage.Storage.ComposeRequest;
import com.google.cloud.storage.Storage.CopyRequest;
import com.google.cloud.storage.Storage.MoveBlobRequest;
import com.google.cloud.storage.StorageBatch;
import com.google.cloud.storage.StorageException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.StreamSupport;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the official Java client may rely on, whatever serves it. */
abstract class StorageContract {
  private static final int WRITERS = 64;

  private String bucket;

  /** A client of the service under test. */
  abstract Storage client();

  /** A bucket without objects. */
  String emptyBucket() {
    String made = "contract-" + UUID.randomUUID();
    client().create(BucketInfo.of(made));
    return made;
  }

  /** Whether a loser of a race may be told something else than that it lost. */
  boolean maySay(String refusal) {
    return false;
  }

  @BeforeEach
  final void takeBucket() {
    bucket = emptyBucket();
  }

  // Writing and reading

  @Test
  void whatIsWrittenIsReadBack() throws Exception {
    Blob made =
        client()
            .create(
                BlobInfo.newBuilder(bucket, "a")
                    .setContentType("text/plain")
                    .setCacheControl("no-store")
                    .setMetadata(Map.of("owner", "run-1"))
                    .build(),
                "hello".getBytes(UTF_8));

    Blob read = client().get(bucket, "a");
    assertThat(read.getContent()).asString().isEqualTo("hello");
    assertThat(read.getGeneration()).isPositive().isEqualTo(made.getGeneration());
    assertThat(read.getMetageneration()).isEqualTo(1);
    assertThat(read.getSize()).isEqualTo(5);
    assertThat(read.getContentType()).isEqualTo("text/plain");
    assertThat(read.getCacheControl()).isEqualTo("no-store");
    assertThat(read.getMetadata()).containsExactly(Map.entry("owner", "run-1"));
    assertThat(read.getCreateTimeOffsetDateTime()).isEqualTo(read.getUpdateTimeOffsetDateTime());
    assertChecksums(made, "hello".getBytes(UTF_8));
    assertChecksums(read, "hello".getBytes(UTF_8));
  }

  @Test
  void anEmptyObjectIsAnObject() throws Exception {
    Blob made = client().create(BlobInfo.newBuilder(bucket, "empty").build());

    assertThat(made.getSize()).isZero();
    assertChecksums(made, new byte[0]);
    assertThat(client().readAllBytes(bucket, "empty")).isEmpty();
    try (ReadChannel channel = client().reader(bucket, "empty")) {
      assertThat(channel.read(ByteBuffer.allocate(10))).isEqualTo(-1);
    }
  }

  @Test
  void aMissingObjectIsNothingToGetAndAnErrorToRead() {
    assertThat(client().get(bucket, "missing")).isNull();
    assertThat(refused(() -> client().readAllBytes(bucket, "missing"))).startsWith("404");
    assertThat(refused(() -> client().readAllBytes("no-such-bucket", "a"))).startsWith("404");
    assertThat(client().delete(bucket, "missing")).isFalse();
  }

  @Test
  void aBucketIsMadeOnce() {
    StorageException refused =
        catchThrowableOfType(StorageException.class, () -> client().create(BucketInfo.of(bucket)));

    assertThat(refused.getCode()).isEqualTo(409);
    assertThat(refused.getReason()).isEqualTo("conflict");
    assertThat(client().get(bucket).getName()).isEqualTo(bucket);
    assertThat(client().get("no-such-bucket")).isNull();
    assertThat(StreamSupport.stream(client().list().iterateAll().spliterator(), false))
        .anyMatch(found -> found.getName().equals(bucket));
  }

  @Test
  void partsOfAnObjectAreRead() throws Exception {
    byte[] content = random(300_000);
    client().create(BlobInfo.newBuilder(bucket, "a").build(), content);

    try (ReadChannel channel = client().reader(bucket, "a")) {
      channel.seek(100_000);
      channel.limit(150_000);
      channel.setChunkSize(10_000);
      ByteBuffer part = ByteBuffer.allocate(60_000);
      while (channel.read(part) >= 0) {
        assertThat(part.hasRemaining()).isTrue();
      }
      assertThat(part.flip()).isEqualTo(ByteBuffer.wrap(content, 100_000, 50_000));
    }
    try (ReadChannel channel = client().reader(bucket, "a")) {
      channel.seek(300_000);
      assertThat(channel.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  void aReaderKeepsToItsGeneration() throws Exception {
    byte[] old = random(3_000_000);
    Blob first = client().create(BlobInfo.newBuilder(bucket, "a").build(), old);

    try (ReadChannel channel = client().reader(first.getBlobId())) {
      channel.setChunkSize(256 * 1024);
      ByteBuffer start = ByteBuffer.allocate(1000);
      assertThat(channel.read(start)).isPositive();
      client().create(BlobInfo.newBuilder(bucket, "a").build(), random(3_000_000));

      byte[] read = Arrays.copyOf(start.array(), start.position());
      assertThat(read).isEqualTo(Arrays.copyOf(old, read.length));
    }
    assertThat(refused(() -> client().readAllBytes(first.getBlobId()))).startsWith("404");
  }

  @Test
  void bytesOfAnyKindComeBack() {
    for (int size : new int[] {1, 2, 255, 65_535, 65_536, 65_537, 1_000_000}) {
      byte[] content = random(size);
      client().create(BlobInfo.newBuilder(bucket, "a").build(), content);
      assertThat(client().readAllBytes(bucket, "a")).isEqualTo(content);
    }
    byte[] boundaries = "\r\n--\r\n--__END_OF_PART__\r\n--".getBytes(UTF_8);
    client().create(BlobInfo.newBuilder(bucket, "a").build(), boundaries);
    assertThat(client().readAllBytes(bucket, "a")).isEqualTo(boundaries);
  }

  // Conditions

  @Test
  void creationOverAnExistingObjectIsRefused() {
    Blob first = create("a", "one", BlobTargetOption.doesNotExist());

    assertThat(refused(() -> create("a", "two", BlobTargetOption.doesNotExist())))
        .isEqualTo("412 conditionNotMet");
    assertThat(content("a")).isEqualTo("one");
    assertThat(client().get(bucket, "a").getGeneration()).isEqualTo(first.getGeneration());
  }

  @Test
  void anOverwriteByGenerationNeedsTheRightOne() {
    Blob first = create("a", "one");
    Blob second = create("a", "two", BlobTargetOption.generationMatch(first.getGeneration()));

    assertThat(second.getGeneration()).isGreaterThan(first.getGeneration());
    assertThat(
            refused(
                () ->
                    create("a", "three", BlobTargetOption.generationMatch(first.getGeneration()))))
        .isEqualTo("412 conditionNotMet");
    assertThat(content("a")).isEqualTo("two");
  }

  @Test
  void aDeleteByGenerationNeedsTheRightOne() {
    Blob first = create("a", "one");
    Blob second = create("a", "two");

    assertThat(
            refused(
                () ->
                    client()
                        .delete(
                            BlobId.of(bucket, "a"),
                            BlobSourceOption.generationMatch(first.getGeneration()))))
        .isEqualTo("412 conditionNotMet");
    assertThat(client().delete(first.getBlobId())).isFalse();
    assertThat(content("a")).isEqualTo("two");
    assertThat(
            client()
                .delete(
                    BlobId.of(bucket, "a"),
                    BlobSourceOption.generationMatch(second.getGeneration())))
        .isTrue();
    assertThat(client().get(bucket, "a")).isNull();
  }

  @Test
  void aReadByGenerationNeedsTheRightOne() {
    Blob first = create("a", "one");
    Blob second = create("a", "two");
    long old = first.getGeneration();
    long now = second.getGeneration();

    assertThat(client().get(BlobId.of(bucket, "a"), BlobGetOption.generationMatch(now)))
        .isNotNull();
    assertThat(
            refused(() -> client().get(BlobId.of(bucket, "a"), BlobGetOption.generationMatch(old))))
        .isEqualTo("412 conditionNotMet");
    assertThat(
            refused(
                () -> client().get(BlobId.of(bucket, "a"), BlobGetOption.generationNotMatch(now))))
        .isEqualTo("304");
    assertThat(client().get(BlobId.of(bucket, "a"), BlobGetOption.generationNotMatch(old)))
        .isNotNull();
    assertThat(
            refused(
                () ->
                    client()
                        .readAllBytes(
                            BlobId.of(bucket, "a"), BlobSourceOption.generationMatch(old))))
        .startsWith("412");
    assertThat(
            refused(
                () ->
                    client()
                        .readAllBytes(
                            BlobId.of(bucket, "a"), BlobSourceOption.generationNotMatch(now))))
        .startsWith("304");
    assertThat(client().get(first.getBlobId())).isNull();
    assertThat(client().get(second.getBlobId())).isNotNull();
  }

  @Test
  void metagenerationsAreConditionsToo() {
    Blob made = create("a", "one");
    Blob patched = made.toBuilder().setContentType("text/css").build().update();

    assertThat(patched.getMetageneration()).isEqualTo(2);
    assertThat(
            refused(
                () ->
                    client()
                        .update(
                            patched.toBuilder().setContentType("x/y").build(),
                            BlobTargetOption.metagenerationMatch(1))))
        .isEqualTo("412 conditionNotMet");
    assertThat(
            refused(
                () ->
                    client()
                        .delete(BlobId.of(bucket, "a"), BlobSourceOption.metagenerationMatch(1))))
        .isEqualTo("412 conditionNotMet");
    assertThat(
            refused(
                () ->
                    client().get(BlobId.of(bucket, "a"), BlobGetOption.metagenerationNotMatch(2))))
        .isEqualTo("304");
    assertThat(client().get(BlobId.of(bucket, "a"), BlobGetOption.metagenerationMatch(2)))
        .isNotNull();
  }

  // Races

  @Test
  void ofWritersWhoCreateOneWins() throws Exception {
    race(i -> create("a", "w" + i, BlobTargetOption.doesNotExist()), "412 conditionNotMet");
  }

  @Test
  void ofWritersWhoOverwriteAGenerationOneWins() throws Exception {
    long generation = create("a", "one").getGeneration();
    race(
        i -> create("a", "w" + i, BlobTargetOption.generationMatch(generation)),
        "412 conditionNotMet");
  }

  @Test
  void ofWritersWhoDeleteAGenerationOneWins() throws Exception {
    long generation = create("a", "one").getGeneration();
    BlobSourceOption condition = BlobSourceOption.generationMatch(generation);
    race(i -> client().delete(BlobId.of(bucket, "a"), condition) ? "deleted" : null, "nothing");
  }

  @Test
  void ofWritersWhoComposeOnAGenerationOneWins() throws Exception {
    long generation = create("a", "one").getGeneration();
    create("part", "two");
    race(
        i ->
            client()
                .compose(
                    ComposeRequest.newBuilder()
                        .addSource("a", "part")
                        .setTarget(BlobInfo.newBuilder(bucket, "a").build())
                        .setTargetOptions(BlobTargetOption.generationMatch(generation))
                        .build()),
        "412 conditionNotMet");
    assertThat(content("a")).isEqualTo("onetwo");
  }

  @Test
  void ofWritersWhoCopyToANewNameOneWins() throws Exception {
    create("from", "one");
    race(
        i ->
            client()
                .copy(
                    CopyRequest.newBuilder()
                        .setSource(BlobId.of(bucket, "from"))
                        .setTarget(BlobId.of(bucket, "to"), BlobTargetOption.doesNotExist())
                        .build())
                .getResult(),
        "412 conditionNotMet");
  }

  @Test
  void ofWritersWhoMoveAnObjectOneWins() throws Exception {
    create("from", "one");
    race(i -> move("from", "to-" + i), "404 notFound");
    assertThat(names(BlobListOption.prefix("to-"))).hasSize(1);
    assertThat(client().get(bucket, "from")).isNull();
  }

  @Test
  void ofWritersWhoMoveToANewNameOneWins() throws Exception {
    for (int i = 0; i < WRITERS; i++) {
      create("from-" + i, "w" + i);
    }
    race(i -> move("from-" + i, "to", BlobTargetOption.doesNotExist()), "412 conditionNotMet");
    assertThat(names(BlobListOption.prefix("from-"))).hasSize(WRITERS - 1);
  }

  @Test
  void ofWritersWhoCopyOverAGenerationOneWins() throws Exception {
    create("from", "one");
    long generation = create("to", "two").getGeneration();
    race(
        i ->
            client()
                .copy(
                    CopyRequest.newBuilder()
                        .setSource(BlobId.of(bucket, "from"))
                        .setTarget(
                            BlobId.of(bucket, "to"), BlobTargetOption.generationMatch(generation))
                        .build())
                .getResult(),
        "412 conditionNotMet");
    assertThat(content("to")).isEqualTo("one");
  }

  @Test
  void ofWritersWhoMoveOverAGenerationOneWins() throws Exception {
    for (int i = 0; i < WRITERS; i++) {
      create("from-" + i, "w" + i);
    }
    long generation = create("to", "old").getGeneration();
    race(
        i -> move("from-" + i, "to", BlobTargetOption.generationMatch(generation)),
        "412 conditionNotMet");
    assertThat(names(BlobListOption.prefix("from-"))).hasSize(WRITERS - 1);
    assertThat(content("to")).startsWith("w");
  }

  @Test
  void ofWritersWhoEndAnUploadOfANewNameOneWins() throws Exception {
    // The client does not look for a reason where an upload ends.
    race(i -> uploaded("a", "w" + i, BlobWriteOption.doesNotExist()), "412");
    assertThat(content("a")).startsWith("w");
  }

  @Test
  void ofWritersWhoEndAnUploadOverAGenerationOneWins() throws Exception {
    long generation = create("a", "one").getGeneration();
    race(i -> uploaded("a", "w" + i, BlobWriteOption.generationMatch(generation)), "412");
    assertThat(content("a")).startsWith("w");
  }

  @Test
  void ofWritersWhoDeleteOverwriteAndCopyOverAGenerationOneWins() throws Exception {
    create("from", "copied");
    Blob made = create("a", "one");
    long generation = made.getGeneration();
    race(
        i ->
            switch (i % 3) {
              case 0 -> create("a", "w" + i, BlobTargetOption.generationMatch(generation));
              case 1 ->
                  client()
                          .delete(
                              BlobId.of(bucket, "a"), BlobSourceOption.generationMatch(generation))
                      ? "deleted"
                      : null;
              default ->
                  client()
                      .copy(
                          CopyRequest.newBuilder()
                              .setSource(BlobId.of(bucket, "from"))
                              .setTarget(
                                  BlobId.of(bucket, "a"),
                                  BlobTargetOption.generationMatch(generation))
                              .build())
                      .getResult();
            },
        // Where a delete won, the next delete finds nothing to delete.
        "412 conditionNotMet",
        "nothing");
  }

  @Test
  void noneOfManyIncrementsIsLost() throws Exception {
    create("counter", "0");
    together(
        16,
        number -> {
          for (int done = 0; done < 10; ) {
            Blob seen = client().get(bucket, "counter");
            // Read by its generation: what was overwritten meanwhile is no longer there.
            try {
              int value = Integer.parseInt(new String(seen.getContent(), UTF_8));
              create(
                  "counter",
                  String.valueOf(value + 1),
                  BlobTargetOption.generationMatch(seen.getGeneration()));
              done++;
            } catch (StorageException lost) {
              assertThat(lost.getCode()).isIn(404, 412, 429);
            }
          }
          return "done";
        });
    assertThat(content("counter")).isEqualTo("160");
  }

  @Test
  void ofWritersWhoPatchAMetagenerationOneWins() throws Exception {
    Blob made = create("a", "one");
    race(
        i ->
            client()
                .update(
                    made.toBuilder().setMetadata(Map.of("writer", "w" + i)).build(),
                    BlobTargetOption.metagenerationMatch(1)),
        "412 conditionNotMet");
    assertThat(client().get(bucket, "a").getMetageneration()).isEqualTo(2);
  }

  // Changes without bytes

  @Test
  void aPatchKeepsTheGeneration() {
    Blob made =
        client()
            .create(
                BlobInfo.newBuilder(bucket, "a")
                    .setContentType("text/plain")
                    .setMetadata(Map.of("kept", "1", "changed", "1", "gone", "1"))
                    .build(),
                "hello".getBytes(UTF_8));
    Map<String, String> metadata = new HashMap<>();
    metadata.put("changed", "2");
    metadata.put("gone", null);
    Blob patched =
        made.toBuilder().setCacheControl("no-cache").setMetadata(metadata).build().update();

    assertThat(patched.getGeneration()).isEqualTo(made.getGeneration());
    assertThat(patched.getMetageneration()).isEqualTo(2);
    assertThat(patched.getCacheControl()).isEqualTo("no-cache");
    assertThat(patched.getContentType()).isEqualTo("text/plain");
    assertThat(patched.getMetadata()).isEqualTo(Map.of("kept", "1", "changed", "2"));
    assertThat(content("a")).isEqualTo("hello");
  }

  @Test
  void aPatchOfAMissingObjectIsRefused() {
    assertThat(
            refused(
                () ->
                    client()
                        .update(BlobInfo.newBuilder(bucket, "a").setContentType("a/b").build())))
        .isEqualTo("404 notFound");
  }

  @Test
  void aCopyIsAnObjectOfItsOwn() throws Exception {
    Blob from =
        client()
            .create(
                BlobInfo.newBuilder(bucket, "from")
                    .setContentType("text/plain")
                    .setMetadata(Map.of("k", "v"))
                    .build(),
                "hello".getBytes(UTF_8));

    CopyWriter writer = from.copyTo(bucket, "to");
    Blob copy = writer.getResult();
    client().delete(from.getBlobId());

    assertThat(writer.isDone()).isTrue();
    assertThat(writer.getTotalBytesCopied()).isEqualTo(5);
    assertThat(copy.getGeneration()).isGreaterThan(from.getGeneration());
    assertThat(copy.getMetadata()).isEqualTo(Map.of("k", "v"));
    assertThat(copy.getContentType()).isEqualTo("text/plain");
    assertThat(content("to")).isEqualTo("hello");
    assertChecksums(copy, "hello".getBytes(UTF_8));
  }

  @Test
  void aCopyCanHaveOtherAttributes() {
    create("from", "hello");

    Blob copy =
        client()
            .copy(
                CopyRequest.newBuilder()
                    .setSource(BlobId.of(bucket, "from"))
                    .setTarget(
                        BlobInfo.newBuilder(bucket, "to")
                            .setContentType("text/css")
                            .setMetadata(Map.of("k", "v"))
                            .build())
                    .build())
            .getResult();

    assertThat(copy.getContentType()).isEqualTo("text/css");
    assertThat(copy.getMetadata()).isEqualTo(Map.of("k", "v"));
  }

  @Test
  void aCopyKeepsToItsConditions() {
    Blob from = create("from", "one");
    create("to", "two");

    assertThat(
            refused(
                () ->
                    client()
                        .copy(
                            CopyRequest.newBuilder()
                                .setSource(BlobId.of(bucket, "from"))
                                .setTarget(BlobId.of(bucket, "to"), BlobTargetOption.doesNotExist())
                                .build())
                        .getResult()))
        .isEqualTo("412 conditionNotMet");
    assertThat(
            refused(
                () ->
                    client()
                        .copy(
                            CopyRequest.newBuilder()
                                .setSource(BlobId.of(bucket, "from"))
                                .setSourceOptions(
                                    BlobSourceOption.generationMatch(from.getGeneration() + 1))
                                .setTarget(BlobId.of(bucket, "to"))
                                .build())
                        .getResult()))
        .isEqualTo("412 conditionNotMet");
    assertThat(refused(() -> client().get(bucket, "to").copyTo("no-such-bucket", "to").getResult()))
        .isEqualTo("404 notFound");
    assertThat(content("to")).isEqualTo("two");
  }

  @Test
  void aMoveLeavesNothingBehind() {
    Blob from = create("from", "hello");
    create("to", "old");

    Blob moved = move("from", "to");

    assertThat(moved.getGeneration()).isGreaterThan(from.getGeneration());
    assertThat(content("to")).isEqualTo("hello");
    assertThat(names()).containsExactly("to");
  }

  @Test
  void aMoveKeepsToItsConditions() {
    create("from", "one");
    create("to", "two");

    assertThat(refused(() -> move("from", "to", BlobTargetOption.doesNotExist())))
        .isEqualTo("412 conditionNotMet");
    assertThat(refused(() -> move("missing", "to"))).isEqualTo("404 notFound");
    assertThat(refused(() -> move("from", "from"))).isEqualTo("400 invalid");
    assertThat(content("from")).isEqualTo("one");
    assertThat(content("to")).isEqualTo("two");
  }

  @Test
  void objectsAreComposedInOrder() throws Exception {
    byte[] first = random(100_000);
    byte[] second = random(50_000);
    client().create(BlobInfo.newBuilder(bucket, "1").build(), first);
    client().create(BlobInfo.newBuilder(bucket, "2").build(), second);

    Blob whole =
        client()
            .compose(
                ComposeRequest.newBuilder()
                    .addSource("2", "1", "2")
                    .setTarget(BlobInfo.newBuilder(bucket, "12").setContentType("a/b").build())
                    .build());

    ByteBuffer expected = ByteBuffer.allocate(200_000).put(second).put(first).put(second);
    assertThat(client().readAllBytes(bucket, "12")).isEqualTo(expected.array());
    assertThat(whole.getCrc32c()).isEqualTo(crc32c(expected.array()));
    assertThat(whole.getMd5()).isNull();
    assertThat(whole.getContentType()).isEqualTo("a/b");
    assertThat(whole.getComponentCount()).isEqualTo(3);
  }

  @Test
  void composingKeepsToItsConditions() {
    Blob part = create("part", "one");
    ComposeRequest stale =
        ComposeRequest.newBuilder()
            .addSource("part", part.getGeneration() + 1)
            .setTarget(BlobInfo.newBuilder(bucket, "a").build())
            .build();
    ComposeRequest missing =
        ComposeRequest.newBuilder()
            .addSource("part", "missing")
            .setTarget(BlobInfo.newBuilder(bucket, "a").build())
            .build();
    ComposeRequest existing =
        ComposeRequest.newBuilder()
            .addSource("part")
            .setTarget(BlobInfo.newBuilder(bucket, "part").build())
            .setTargetOptions(BlobTargetOption.doesNotExist())
            .build();

    assertThat(refused(() -> client().compose(stale))).isEqualTo("404 notFound");
    assertThat(refused(() -> client().compose(missing))).isEqualTo("404 notFound");
    assertThat(refused(() -> client().compose(existing))).isEqualTo("412 conditionNotMet");
    assertThat(content("part")).isEqualTo("one");
  }

  @Test
  void aBatchDoesManyThings() {
    create("a", "one");
    create("b", "two");
    StorageBatch batch = client().batch();
    var deleted = batch.delete(bucket, "a");
    var missing = batch.delete(bucket, "x");
    var got = batch.get(bucket, "b");
    var updated = batch.update(BlobInfo.newBuilder(bucket, "b").setContentType("text/css").build());
    batch.submit();

    assertThat(deleted.get()).isTrue();
    assertThat(missing.get()).isFalse();
    assertThat(got.get().getSize()).isEqualTo(3);
    assertThat(updated.get().getContentType()).isEqualTo("text/css");
    assertThat(names()).containsExactly("b");
  }

  // Large objects

  @Test
  void aLargeObjectIsWrittenInChunks() throws Exception {
    byte[] content = random(17 * 1024 * 1024 + 12345);
    try (WriteChannel writer =
        client()
            .writer(
                BlobInfo.newBuilder(bucket, "large").setContentType("a/b").build(),
                BlobWriteOption.doesNotExist())) {
      writer.setChunkSize(4 * 1024 * 1024);
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        writer.write(rest);
      }
    }

    Blob made = client().get(bucket, "large");
    assertChecksums(made, content);
    assertThat(made.getContentType()).isEqualTo("a/b");
    assertThat(client().readAllBytes(bucket, "large")).isEqualTo(content);
  }

  @Test
  void anAbandonedWriterLeavesNothing() throws Exception {
    WriteChannel writer = client().writer(BlobInfo.newBuilder(bucket, "a").build());
    writer.setChunkSize(256 * 1024);
    writer.write(ByteBuffer.wrap(random(1024 * 1024)));

    assertThat(client().get(bucket, "a")).isNull();
    var state = writer.capture();
    create("other", "x");
    try (WriteChannel resumed = state.restore()) {
      resumed.write(ByteBuffer.wrap(random(10)));
    }
    assertThat(client().get(bucket, "a").getSize()).isEqualTo(1024 * 1024 + 10);
  }

  @Test
  void aLargeObjectOverAnExistingOneIsRefusedAtItsEnd() throws Exception {
    WriteChannel writer =
        client().writer(BlobInfo.newBuilder(bucket, "a").build(), BlobWriteOption.doesNotExist());
    writer.setChunkSize(256 * 1024);
    writer.write(ByteBuffer.wrap(random(600_000)));
    create("a", "first");

    StorageException refused = catchThrowableOfType(StorageException.class, writer::close);

    assertThat(refused.getCode()).isEqualTo(412);
    assertThat(content("a")).isEqualTo("first");
  }

  // Names and lists

  @Test
  void hostileNamesLiveSideBySide() {
    List<String> names = NastyNames.all();
    for (String name : names) {
      assertThat(create(name, "in " + name, BlobTargetOption.doesNotExist()).getName())
          .isEqualTo(name);
    }
    for (String name : names) {
      assertThat(content(name)).isEqualTo("in " + name);
      assertThat(client().get(bucket, name).getName()).isEqualTo(name);
    }
    Set<String> sorted = new TreeSet<>(Utf8Order.INSTANCE);
    sorted.addAll(names);
    assertThat(names(BlobListOption.pageSize(7))).containsExactlyElementsOf(sorted);
    for (String name : names) {
      assertThat(client().delete(bucket, name)).as(name).isTrue();
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void namesThatBreakTheRulesAreRefused() {
    for (String name : List.of(".", "..", "a\nb", "a\rb", "a".repeat(1025), "é".repeat(513))) {
      assertThat(refused(() -> create(name, "x"))).as(name).startsWith("400");
    }
  }

  @Test
  void listsAreInTheOrderOfBytes() {
    for (String name : List.of("b", "a", "a/b", "B", "\uffff", "𐀀", "é", "a b")) {
      create(name, "x");
    }

    assertThat(names()).containsExactly("B", "a", "a b", "a/b", "b", "é", "\uffff", "𐀀");
  }

  @Test
  void listsAreCutByOffsetsAndPrefixes() {
    for (String name : List.of("a/1", "a/2", "a/3", "b/1", "b/2", "c")) {
      create(name, "x");
    }

    assertThat(names(BlobListOption.prefix("a/"))).containsExactly("a/1", "a/2", "a/3");
    assertThat(names(BlobListOption.startOffset("a/3"), BlobListOption.endOffset("b/2")))
        .containsExactly("a/3", "b/1");
    assertThat(names(BlobListOption.prefix("b/"), BlobListOption.startOffset("b/2")))
        .containsExactly("b/2");
    assertThat(names(BlobListOption.prefix("x"))).isEmpty();
    assertThat(names(BlobListOption.matchGlob("**/{1,3}"))).containsExactly("a/1", "a/3", "b/1");
    assertThat(names(BlobListOption.matchGlob("?"))).containsExactly("c");
  }

  @Test
  void foldersAreListedOnceEach() {
    for (String name : List.of("a", "a/", "a/1", "a/b/2", "c/3", "d/", "e")) {
      create(name, "x");
    }

    assertThat(names(BlobListOption.currentDirectory()))
        .containsExactlyInAnyOrder("a", "a/", "c/", "d/", "e");
    assertThat(names(BlobListOption.currentDirectory(), BlobListOption.prefix("a/")))
        .containsExactlyInAnyOrder("a/", "a/1", "a/b/");
    List<String> withMarkers =
        names(BlobListOption.currentDirectory(), BlobListOption.includeTrailingDelimiter());
    assertThat(withMarkers).containsExactlyInAnyOrder("a", "a/", "a/", "c/", "d/", "d/", "e");
  }

  @Test
  void itemsAndFoldersArePagedTogether() {
    for (int folder = 0; folder < 5; folder++) {
      create("f" + folder + "/", "");
      create("f" + folder + "/1", "x");
      create("f" + folder + "/2", "x");
      create("g" + folder, "x");
    }
    for (int size = 1; size <= 12; size++) {
      List<String> seen = new ArrayList<>();
      var page =
          client().list(bucket, BlobListOption.currentDirectory(), BlobListOption.pageSize(size));
      while (page != null) {
        List<String> names =
            StreamSupport.stream(page.getValues().spliterator(), false)
                .map(BlobInfo::getName)
                // The client puts the folders of each page behind its objects.
                .sorted()
                .toList();
        assertThat(names).hasSizeBetween(1, size);
        seen.addAll(names);
        page = page.hasNextPage() ? page.getNextPage() : null;
      }
      assertThat(seen)
          .as("pages of %d", size)
          .containsExactly("f0/", "f1/", "f2/", "f3/", "f4/", "g0", "g1", "g2", "g3", "g4");
    }
  }

  @Test
  void aListInAMissingBucketIsRefused() {
    assertThat(refused(() -> client().list("no-such-bucket"))).isEqualTo("404 notFound");
  }

  // Generations

  @Test
  void generationsRiseOverDeletesAndOtherNames() {
    List<Long> generations = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      generations.add(create("a", "x").getGeneration());
      client().delete(bucket, "a");
      generations.add(create("b" + i, "x").getGeneration());
    }

    assertThat(generations).isSorted().doesNotHaveDuplicates();
  }

  // Words of the tests

  interface Call {
    Object run() throws Exception;
  }

  interface Writer {
    Object write(int number) throws Exception;
  }

  private Blob create(String name, String content, BlobTargetOption... options) {
    return client()
        .create(BlobInfo.newBuilder(bucket, name).build(), content.getBytes(UTF_8), options);
  }

  private String content(String name) {
    return new String(client().readAllBytes(bucket, name), UTF_8);
  }

  private Blob move(String from, String to, BlobTargetOption... options) {
    return client()
        .moveBlob(
            MoveBlobRequest.newBuilder()
                .setSource(BlobId.of(bucket, from))
                .setTarget(BlobId.of(bucket, to))
                .setTargetOptions(options)
                .build());
  }

  private List<String> names(BlobListOption... options) {
    return StreamSupport.stream(client().list(bucket, options).iterateAll().spliterator(), false)
        .map(BlobInfo::getName)
        .toList();
  }

  /** The HTTP status and the reason that the service gave. */
  private static String refused(Call call) {
    try {
      call.run();
    } catch (StorageException refused) {
      String reason = refused.getReason();
      return reason == null ? "" + refused.getCode() : refused.getCode() + " " + reason;
    } catch (Exception other) {
      throw new AssertionError("Not a refusal", other);
    }
    throw new AssertionError("Nothing was refused");
  }

  private Blob uploaded(String name, String content, BlobWriteOption... options) throws Exception {
    try (WriteChannel writer =
        client().writer(BlobInfo.newBuilder(bucket, name).build(), options)) {
      writer.write(ByteBuffer.wrap(content.getBytes(UTF_8)));
    }
    return client().get(bucket, name);
  }

  /** All at once: one gets a result, all others one of these refusals, "nothing" for no result. */
  private void race(Writer writer, String... refusals) throws Exception {
    List<String> results =
        together(
            WRITERS,
            number -> {
              try {
                return writer.write(number) == null ? "nothing" : "won";
              } catch (StorageException lost) {
                String reason = lost.getReason();
                return (lost.getCode() + " " + (reason == null ? "" : reason)).strip();
              }
            });
    assertThat(results).filteredOn("won"::equals).hasSize(1);
    assertThat(results)
        .filteredOn(result -> !result.equals("won"))
        .allMatch(refusal -> List.of(refusals).contains(refusal) || maySay(refusal))
        .hasSize(WRITERS - 1);
  }

  private static List<String> together(int count, Writer writer) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    try {
      CyclicBarrier start = new CyclicBarrier(count);
      List<Callable<String>> writers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        writers.add(
            () -> {
              start.await();
              return String.valueOf(writer.write(number));
            });
      }
      List<String> results = new ArrayList<>();
      for (Future<String> result : threads.invokeAll(writers)) {
        results.add(result.get());
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private static byte[] random(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  private static void assertChecksums(Blob blob, byte[] content) throws Exception {
    assertThat(blob.getCrc32c()).isEqualTo(crc32c(content));
    assertThat(blob.getMd5())
        .isEqualTo(
            Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(content)));
  }

  private static String crc32c(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content, 0, content.length);
    return Base64.getEncoder()
        .encodeToString(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }
}
