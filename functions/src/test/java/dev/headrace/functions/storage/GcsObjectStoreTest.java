package dev.headrace.functions.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.functions.storage.StorageServer.Fault;
import dev.headrace.store.Content;
import dev.headrace.store.Listed;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.ObjectStoreContract;
import dev.headrace.store.StoreRefusedException;
import dev.headrace.store.StoreUnavailableException;
import dev.headrace.store.WriteResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GcsObjectStoreTest extends ObjectStoreContract {
  private static final ReadPatience THREE_TRIES =
      new ReadPatience(List.of(Duration.ZERO, Duration.ZERO));
  private static final GcsClient.Timeouts PATIENT =
      new GcsClient.Timeouts(
          Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofSeconds(90));
  private static final GcsClient.Timeouts HASTY =
      new GcsClient.Timeouts(
          Duration.ofSeconds(30), Duration.ofMillis(300), Duration.ofSeconds(90));

  private StorageServer server;
  private GcsObjectStore store;

  @BeforeEach
  void connect() throws IOException {
    if (server == null) {
      server = new StorageServer();
    }
    store = store(PATIENT, StorageServer.BUCKET);
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Override
  protected ObjectStore emptyStore() throws IOException {
    connect();
    return store;
  }

  @Test
  void everyOperationIsOneRequest() {
    long first = generation(store.create("runs/a b/é.json", json("1")));
    store.read("runs/a b/é.json");
    long second = generation(store.replace("runs/a b/é.json", first, json("2")));
    store.list("runs/");
    store.delete("runs/a b/é.json", second);
    store.read("runs/a b/é.json");

    assertThat(server.requests())
        .containsExactly(
            "POST /upload/storage/v1/b/control/o",
            "GET /download/storage/v1/b/control/o/runs%2Fa%20b%2F%C3%A9.json",
            "POST /upload/storage/v1/b/control/o",
            "GET /storage/v1/b/control/o",
            "DELETE /storage/v1/b/control/o/runs%2Fa%20b%2F%C3%A9.json",
            "GET /download/storage/v1/b/control/o/runs%2Fa%20b%2F%C3%A9.json");
  }

  @Test
  void metadataAndTypeAreStored() {
    store.create("a", Content.json(new byte[] {'1'}, Map.of("write-id", "01JX")));

    Content stored = server.stored().history("a").get(0).content();
    assertThat(stored.contentType()).isEqualTo("application/json");
    assertThat(stored.metadata()).containsExactly(Map.entry("write-id", "01JX"));
  }

  @Test
  void aListingGoesOverAllPages() {
    server.pagesOf(3);
    for (int i = 0; i < 8; i++) {
      store.create("a/" + i, json("1"));
    }

    assertThat(store.list("a/"))
        .extracting(Listed::name)
        .containsExactly("a/0", "a/1", "a/2", "a/3", "a/4", "a/5", "a/6", "a/7");
    assertThat(server.requests()).filteredOn(r -> r.startsWith("GET")).hasSize(3);
  }

  static List<Fault> faultsThatLeaveAWriteUnknown() {
    return List.of(
        new Fault.Status(408),
        new Fault.Status(429),
        new Fault.Status(500),
        new Fault.Status(502),
        new Fault.Status(503),
        new Fault.Status(504),
        new Fault.Status(302),
        new Fault.Reset(),
        new Fault.AppliedThenReset(),
        new Fault.AppliedThenStatus(503),
        new Fault.CutAnswer(),
        new Fault.Garbage());
  }

  @ParameterizedTest
  @MethodSource("faultsThatLeaveAWriteUnknown")
  void aWriteWithoutAClearAnswerIsUnknownAndSentOnce(Fault fault) {
    long first = generation(store.create("a", json("1")));

    for (Attempt attempt :
        List.<Attempt>of(
            () -> store.create("b", json("1")), () -> store.replace("a", first, json("2")))) {
      int before = server.requests().size();
      server.next(fault);

      assertThat(attempt.write()).isInstanceOf(WriteResult.Unknown.class);
      assertThat(server.requests()).hasSize(before + 1);
    }
  }

  @ParameterizedTest
  @MethodSource("faultsThatLeaveAWriteUnknown")
  void aDeleteWithoutAClearAnswerIsSentOnce(Fault fault) {
    long first = generation(store.create("a", json("1")));
    int before = server.requests().size();
    server.next(fault);

    WriteResult result = store.delete("a", first);

    boolean answered = fault instanceof Fault.Garbage || fault instanceof Fault.CutAnswer;
    assertThat(result)
        .isInstanceOf(answered ? WriteResult.Applied.class : WriteResult.Unknown.class);
    assertThat(server.requests()).hasSize(before + 1);
  }

  @Test
  void aWriteThatIsNotAnsweredInTimeIsUnknown() {
    server.next(new Fault.Silence());

    assertThat(store(HASTY, StorageServer.BUCKET).create("a", json("1")))
        .isInstanceOf(WriteResult.Unknown.class);
    assertThat(server.requests()).hasSize(1);
    assertThat(server.stored().read("a")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 413})
  void aRefusedWriteIsAnErrorAndNoResult(int status) {
    server.next(new Fault.Status(status));

    assertThatThrownBy(() -> store.create("a", json("1")))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageStartingWith(
            "cannot write gs://control/a: the service answered " + status + " (");
  }

  @Test
  void aMissingBucketIsNoMissingObject() {
    GcsObjectStore lost = store(PATIENT, "nowhere");

    assertThatThrownBy(() -> lost.read("a"))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageStartingWith("cannot read gs://nowhere/a: the service answered 404");
    assertThatThrownBy(() -> lost.list("a"))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageStartingWith("cannot list gs://nowhere/a: the service answered 404");
    assertThatThrownBy(() -> lost.create("a", json("1")))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageContaining("bucket does not exist");
  }

  static List<Fault> faultsThatAReadSurvives() {
    return List.of(
        new Fault.Status(408),
        new Fault.Status(429),
        new Fault.Status(500),
        new Fault.Status(503),
        new Fault.Reset(),
        new Fault.CutAnswer(),
        new Fault.FlippedByte(),
        new Fault.NoGeneration());
  }

  @ParameterizedTest
  @MethodSource("faultsThatAReadSurvives")
  void aReadIsTriedAgain(Fault fault) {
    long generation = generation(store.create("a", json("{\"a\":1}")));
    server.next(fault, fault);

    var object = store.read("a").orElseThrow();

    assertThat(object.generation()).isEqualTo(generation);
    assertThat(object.content()).isEqualTo(json("{\"a\":1}"));
  }

  @ParameterizedTest
  @MethodSource("faultsThatAReadSurvives")
  void aReadThatNeverGetsAnAnswerIsAnOutage(Fault fault) {
    store.create("a", json("{\"a\":1}"));
    // The JDK itself sends a read again, once, when its connection breaks.
    Collections.nCopies(6, fault).forEach(server::next);

    assertThatThrownBy(() -> store.read("a"))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageStartingWith("cannot read gs://control/a after 3 tries: ");
    assertThat(server.requests()).hasSizeBetween(1 + 3, 1 + 6);
  }

  @Test
  void aListingIsTriedAgainAndThenAnOutage() {
    store.create("a", json("1"));
    server.next(new Fault.Status(503), new Fault.Reset());
    assertThat(store.list("a")).hasSize(1);

    server.next(new Fault.Status(503), new Fault.Status(503), new Fault.Status(503));
    assertThatThrownBy(() -> store.list("a"))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageStartingWith("cannot list gs://control/a after 3 tries: ");
  }

  @Test
  void aForbiddenReadIsRefusedAtOnce() {
    server.next(new Fault.Status(403));

    assertThatThrownBy(() -> store.read("a"))
        .isInstanceOf(StoreRefusedException.class)
        .hasMessageStartingWith("cannot read gs://control/a: the service answered 403");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aReadThatIsNotAnsweredInTimeIsAnOutage() {
    server.next(new Fault.Silence(), new Fault.Silence(), new Fault.Silence());

    assertThatThrownBy(() -> store(HASTY, StorageServer.BUCKET).read("a"))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void nothingIsSentBeforeTheFirstRequest() {
    ObjectStore unused =
        GcsObjectStore.connect(Optional.of(server.endpoint())).bucket(StorageServer.BUCKET);

    assertThat(server.requests()).isEmpty();
    assertThat(unused.read("a")).isEmpty();
  }

  private interface Attempt {
    WriteResult write();
  }

  private GcsObjectStore store(GcsClient.Timeouts timeouts, String bucket) {
    return new GcsObjectStore(
        GcsClient.of(Optional.of(server.endpoint()), timeouts), bucket, THREE_TRIES);
  }

  private static long generation(WriteResult result) {
    return ((WriteResult.Applied) result).generation();
  }

  private static Content json(String text) {
    return Content.json(text.getBytes(StandardCharsets.UTF_8));
  }
}
