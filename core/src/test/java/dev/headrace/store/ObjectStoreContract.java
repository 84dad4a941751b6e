package dev.headrace.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every sentence of {@link ObjectStore}, for whatever stands behind it. */
public abstract class ObjectStoreContract {
  private static final int WRITERS = 64;

  private ObjectStore store;

  /** A bucket without objects that no other test uses. */
  protected abstract ObjectStore emptyStore() throws Exception;

  @BeforeEach
  void makeTheStore() throws Exception {
    store = emptyStore();
  }

  @Test
  void aMissingObjectIsEmpty() {
    assertThat(store.read("runs/flights/2001-05-14.json")).isEmpty();
  }

  @Test
  void anEmptyBucketListsNothing() {
    assertThat(store.list("")).isEmpty();
  }

  @Test
  void whatWasCreatedIsReadAtItsGeneration() {
    long generation = applied(store.create("a", text("one")));

    StoredObject object = store.read("a").orElseThrow();
    assertThat(object.name()).isEqualTo("a");
    assertThat(object.generation()).isEqualTo(generation).isPositive();
    assertThat(object.content().bytes()).isEqualTo(text("one").bytes());
    assertThat(object.content().contentType()).isEqualTo("text/plain");
  }

  @Test
  void anObjectMayBeEmptyAndIsNotMissing() {
    long generation = applied(store.create("active/flights/2001-05-14", text("")));

    StoredObject object = store.read("active/flights/2001-05-14").orElseThrow();
    assertThat(object.generation()).isEqualTo(generation);
    assertThat(object.content().bytes()).isEmpty();
  }

  @Test
  void everyByteIsKept() {
    var bytes = new byte[200_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (i * 31 + i / 256);
    }
    applied(store.create("a", Content.json(bytes, Map.of("write-id", "01JX"))));

    assertThat(store.read("a").orElseThrow().content().bytes()).isEqualTo(bytes);
  }

  @Test
  void anObjectOfTheLargestSizeIsReadAndALargerOneIsRefused() {
    applied(store.create("largest", Content.json(new byte[ObjectStore.MAX_BYTES])));
    applied(store.create("larger", Content.json(new byte[ObjectStore.MAX_BYTES + 1])));

    assertThat(store.read("largest").orElseThrow().content().bytes())
        .hasSize(ObjectStore.MAX_BYTES);
    assertThatThrownBy(() -> store.read("larger"))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("larger")
        .hasMessageContaining("4194305 bytes");
  }

  @Test
  void creatingOverAnObjectIsAConflictAndChangesNothing() {
    long generation = applied(store.create("a", text("one")));

    assertThat(store.create("a", text("two"))).isEqualTo(new WriteResult.Conflict());
    assertStands("a", generation, "one");
  }

  @Test
  void replacingAtItsGenerationMakesANewerOne() {
    long first = applied(store.create("a", text("one")));

    long second = applied(store.replace("a", first, text("two")));

    assertThat(second).isGreaterThan(first);
    assertStands("a", second, "two");
  }

  @Test
  void replacingWithTheSameBytesMakesANewerGenerationToo() {
    long first = applied(store.create("a", text("one")));

    assertThat(applied(store.replace("a", first, text("one")))).isGreaterThan(first);
  }

  @Test
  void replacingAtAnOldGenerationIsAConflictAndChangesNothing() {
    long first = applied(store.create("a", text("one")));
    long second = applied(store.replace("a", first, text("two")));

    assertThat(store.replace("a", first, text("three"))).isEqualTo(new WriteResult.Conflict());
    assertStands("a", second, "two");
  }

  @Test
  void replacingAtAGenerationThatNeverWasIsAConflictAndChangesNothing() {
    long first = applied(store.create("a", text("one")));

    assertThat(store.replace("a", first + 1, text("two"))).isEqualTo(new WriteResult.Conflict());
    assertStands("a", first, "one");
  }

  @Test
  void replacingAMissingObjectIsAConflictAndMakesNone() {
    assertThat(store.replace("a", 1_000, text("one"))).isEqualTo(new WriteResult.Conflict());
    assertThat(store.read("a")).isEmpty();
  }

  @Test
  void deletingAtItsGenerationRemovesTheObjectAndNamesThatGeneration() {
    long generation = applied(store.create("a", text("one")));

    assertThat(store.delete("a", generation)).isEqualTo(new WriteResult.Applied(generation));
    assertThat(store.read("a")).isEmpty();
    assertThat(store.list("a")).isEmpty();
  }

  @Test
  void deletingAtAnOldGenerationIsAConflictAndChangesNothing() {
    long first = applied(store.create("a", text("one")));
    long second = applied(store.replace("a", first, text("two")));

    assertThat(store.delete("a", first)).isEqualTo(new WriteResult.Conflict());
    assertStands("a", second, "two");
  }

  @Test
  void deletingAMissingObjectIsAConflict() {
    long generation = applied(store.create("a", text("one")));
    applied(store.delete("a", generation));

    assertThat(store.delete("a", generation)).isEqualTo(new WriteResult.Conflict());
    assertThat(store.delete("b", generation)).isEqualTo(new WriteResult.Conflict());
  }

  @Test
  void generationsRiseOverADeleteAndNeverComeBack() {
    long first = applied(store.create("a", text("one")));
    applied(store.delete("a", first));
    long second = applied(store.create("a", text("two")));

    assertThat(second).isGreaterThan(first);
    assertThat(store.replace("a", first, text("three"))).isEqualTo(new WriteResult.Conflict());
    assertThat(store.delete("a", first)).isEqualTo(new WriteResult.Conflict());
    assertStands("a", second, "two");
  }

  @Test
  void aListingHoldsExactlyTheNamesThatBeginWithThePrefixInTheirOrder() {
    for (String name : List.of("b", "a/2", "a/10", "a", "a/", "ab", "A/1")) {
      applied(store.create(name, text(name)));
    }

    assertThat(names(store.list("a/"))).containsExactly("a/", "a/10", "a/2");
    assertThat(names(store.list("a"))).containsExactly("a", "a/", "a/10", "a/2", "ab");
    assertThat(names(store.list(""))).containsExactly("A/1", "a", "a/", "a/10", "a/2", "ab", "b");
    assertThat(store.list("c")).isEmpty();
  }

  @Test
  void aListingSaysGenerationSizeAndTime() {
    long first = applied(store.create("a", text("one")));
    long second = applied(store.replace("a", first, text("three")));

    Listed listed = store.list("a").get(0);
    assertThat(listed.generation()).isEqualTo(second).isNotEqualTo(first);
    assertThat(listed.size()).isEqualTo(5);
    assertThat(listed.updated()).isNotNull();
  }

  @Test
  void namesOrderByTheirUtf8Bytes() {
    List<String> ordered = List.of("n/Z", "n/a", "n/~", "n/é", "n/\uff5e", "n/\ud83d\ude80");
    for (int i = ordered.size() - 1; i >= 0; i--) {
      applied(store.create(ordered.get(i), text("x")));
    }

    assertThat(names(store.list("n/"))).isEqualTo(ordered);
  }

  @Test
  void oddNamesAreKeptApart() {
    List<String> odd =
        List.of(
            "a/b",
            "a%2Fb",
            "a//b",
            "a/../b",
            "a b",
            "a+b",
            "a%20b",
            "a?b",
            "a#b",
            "a[*]b",
            "a&b=c",
            "a\"b",
            "a'b",
            "a\\b",
            "é",
            "e\u0301",
            "\u202eb",
            "x".repeat(1_024));
    for (String name : odd) {
      applied(store.create(name, text("of " + name)));
    }

    for (String name : odd) {
      StoredObject object = store.read(name).orElseThrow();
      assertThat(object.name()).isEqualTo(name);
      assertThat(string(object)).isEqualTo("of " + name);
    }
    assertThat(names(store.list(""))).containsExactlyInAnyOrderElementsOf(odd);
  }

  @Test
  void ofManyCreatorsExactlyOneIsApplied() throws Exception {
    List<WriteResult> results = race(i -> () -> store.create("a", text("writer " + i)));

    assertOneWon(results);
    int winner = winner(results);
    assertStands("a", applied(results.get(winner)), "writer " + winner);
  }

  @Test
  void ofManyReplacersExactlyOneIsApplied() throws Exception {
    long first = applied(store.create("a", text("one")));

    List<WriteResult> results = race(i -> () -> store.replace("a", first, text("writer " + i)));

    assertOneWon(results);
    int winner = winner(results);
    assertStands("a", applied(results.get(winner)), "writer " + winner);
  }

  @Test
  void ofManyDeletersExactlyOneIsApplied() throws Exception {
    long first = applied(store.create("a", text("one")));

    assertOneWon(race(i -> () -> store.delete("a", first)));
    assertThat(store.read("a")).isEmpty();
  }

  @Test
  void aReaderInARaceSeesOneWholeValueAtItsGeneration() throws Exception {
    long first = applied(store.create("a", repeated(0)));
    var seen = new ArrayList<StoredObject>();

    List<Object> results =
        race(
            i ->
                () ->
                    i % 2 == 0
                        ? store.replace("a", first, repeated(i))
                        : store.read("a").orElseThrow());

    Set<Long> generations = new HashSet<>(Set.of(first));
    for (Object result : results) {
      if (result instanceof WriteResult.Applied applied) {
        generations.add(applied.generation());
      } else if (result instanceof StoredObject object) {
        seen.add(object);
      }
    }
    assertThat(seen).hasSize(WRITERS / 2);
    assertThat(seen).allSatisfy(object -> assertThat(generations).contains(object.generation()));
    assertThat(seen)
        .allSatisfy(
            object ->
                assertThat(string(object).split(" ", -1))
                    .as("one value, not parts of two")
                    .hasSize(5_000)
                    .containsOnly(string(object).split(" ", 2)[0]));
  }

  private <T> List<T> race(IntFunction<Callable<? extends T>> writer) throws Exception {
    var barrier = new CyclicBarrier(WRITERS);
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        Callable<? extends T> call = writer.apply(i);
        futures.add(
            threads.submit(
                () -> {
                  barrier.await(60, TimeUnit.SECONDS);
                  return call.call();
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(120, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      threads.shutdownNow();
    }
  }

  private static void assertOneWon(List<WriteResult> results) {
    assertThat(results).filteredOn(r -> r instanceof WriteResult.Applied).hasSize(1);
    assertThat(results).filteredOn(r -> r.equals(new WriteResult.Conflict())).hasSize(WRITERS - 1);
  }

  private static int winner(List<WriteResult> results) {
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i) instanceof WriteResult.Applied) {
        return i;
      }
    }
    throw new AssertionError("nobody won: " + results);
  }

  private void assertStands(String name, long generation, String text) {
    StoredObject object = store.read(name).orElseThrow();
    assertThat(string(object)).isEqualTo(text);
    assertThat(object.generation()).isEqualTo(generation);
  }

  private static long applied(WriteResult result) {
    return result.match(
        new WriteResult.Cases<>() {
          @Override
          public Long applied(WriteResult.Applied applied) {
            return applied.generation();
          }

          @Override
          public Long conflict(WriteResult.Conflict conflict) {
            return fail("a conflict where none can be");
          }

          @Override
          public Long unknown(WriteResult.Unknown unknown) {
            return fail("unknown where nothing is lost: " + unknown.reason());
          }
        });
  }

  private static List<String> names(List<Listed> listing) {
    return listing.stream().map(Listed::name).toList();
  }

  private static Content repeated(int number) {
    return text(String.join(" ", Collections.nCopies(5_000, "w" + number)));
  }

  private static Content text(String text) {
    return new Content(text.getBytes(StandardCharsets.UTF_8), "text/plain", new TreeMap<>());
  }

  private static String string(StoredObject object) {
    return new String(object.content().bytes(), StandardCharsets.UTF_8);
  }
}
