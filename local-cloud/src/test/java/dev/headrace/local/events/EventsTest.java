package dev.headrace.local.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.ApiServer;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.http.Exchange;
import dev.headrace.local.http.Json;
import dev.headrace.local.storage.Attributes;
import dev.headrace.local.storage.Conditions;
import dev.headrace.local.storage.ObjectEvent.Kind;
import dev.headrace.local.storage.ObjectJson;
import dev.headrace.local.storage.ObjectKey;
import dev.headrace.local.storage.ObjectStorage;
import dev.headrace.local.storage.StorageApi;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventsTest {
  private static final Instant THEN = Instant.parse("2001-05-15T04:15:00Z");
  private static final Subscription FINALIZED =
      new Subscription("advance", "control", Kind.FINALIZED);

  private static final CountDownLatch OPEN = new CountDownLatch(0);

  @TempDir private Path folder;
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<AutoCloseable> open = new ArrayList<>();
  // Real time stands, or a slow machine would see attempts that it does not expect.
  private LongSupplier realNanos = () -> 0;
  private volatile ToIntFunction<Received> answer = event -> 204;
  private ApiServer receiver;
  private LocalClock clock;
  private Outbox outbox;
  private ObjectStorage storage;
  private ApiServer server;

  private record Received(Map<String, String> headers, ObjectNode data) {
    String id() {
      return headers.get("ce-id");
    }

    String what() {
      String type = headers.get("ce-type");
      return type.substring(type.lastIndexOf('.') + 1) + " " + data.path("name").asText();
    }
  }

  @BeforeEach
  void start() throws IOException {
    Dispatcher function = new Dispatcher();
    function.add("function", "POST", "/", this::receive);
    receiver = ApiServer.start(ApiServer.Settings.loopback(0), function, InstantSource.system());
    open.add(receiver);
    reopen();
    clock.set(THEN, LocalClock.Mode.FROZEN);
    storage.createBucket("control");
    storage.createBucket("lake");
  }

  @AfterEach
  void stop() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  @Test
  void anEventSaysWhatHappened() throws Exception {
    subscribe(FINALIZED);

    put("runs/r 1/é%.json", "hello");

    Received event = next();
    long generation = storage.get(key("runs/r 1/é%.json"), OptionalLong.empty()).generation();
    assertThat(event.headers())
        .containsEntry("ce-specversion", "1.0")
        .containsEntry("ce-type", "google.cloud.storage.object.v1.finalized")
        .containsEntry("ce-source", "//storage.googleapis.com/projects/_/buckets/control")
        .containsEntry("ce-subject", "objects/runs/r%201/%C3%A9%25.json")
        .containsEntry("ce-time", "2001-05-15T04:15:00.000Z")
        .containsEntry("ce-bucket", "control")
        .containsEntry("content-type", "application/json")
        .doesNotContainKey("authorization");
    assertThat(event.id()).isNotEmpty();
    assertThat(event.data())
        .isEqualTo(
            Json.read(
                Json.write(
                    ObjectJson.resource(
                        storage.get(key("runs/r 1/é%.json"), OptionalLong.empty())))));
    assertThat(event.data().path("generation").asText()).isEqualTo("" + generation);
    assertThat(event.data().path("size").asText()).isEqualTo("5");
  }

  @Test
  void everyKindOfChangeHasItsEvents() throws Exception {
    subscribe(FINALIZED);
    subscribe(new Subscription("deleted", "control", Kind.DELETED));
    subscribe(new Subscription("patched", "control", Kind.METADATA_UPDATED));

    put("a", "1");
    assertThat(whats(1)).containsExactly("finalized a");
    put("a", "2");
    assertThat(whats(2)).containsExactlyInAnyOrder("finalized a", "deleted a");
    call("PATCH", "/storage/v1/b/control/o/a", "{\"contentType\":\"x/y\"}");
    assertThat(whats(1)).containsExactly("metadataUpdated a");
    call("POST", "/storage/v1/b/control/o/a/rewriteTo/b/control/o/b", "");
    assertThat(whats(1)).containsExactly("finalized b");
    call("POST", "/storage/v1/b/control/o/b/moveTo/o/c", "");
    assertThat(whats(2)).containsExactlyInAnyOrder("finalized c", "deleted b");
    call("POST", "/storage/v1/b/control/o/d/compose", "{\"sourceObjects\":[{\"name\":\"a\"}]}");
    assertThat(whats(1)).containsExactly("finalized d");
    storage.delete(key("a"), OptionalLong.empty(), Conditions.NONE);
    assertThat(whats(1)).containsExactly("deleted a");
    assertQuiet();
  }

  @Test
  void whatIsRefusedOrElsewhereMakesNoEvent() throws Exception {
    subscribe(FINALIZED);
    put("a", "1");
    assertThat(whats(1)).containsExactly("finalized a");

    assertThatThrownBy(() -> put("a", "2", Conditions.ABSENT)).isInstanceOf(ApiError.class);
    storage.put(
        new ObjectKey("lake", "x"),
        Attributes.ofType("a/b"),
        new ByteArrayInputStream(new byte[1]),
        Conditions.NONE);
    storage.delete(key("a"), OptionalLong.empty(), Conditions.NONE);

    assertQuiet();
  }

  @Test
  void aFailedEventIsTriedAgainWithTheSameIdWhenTheClockMoves() throws Exception {
    answer = event -> 500;
    subscribe(FINALIZED);
    put("a", "1");
    String id = next().id();
    awaitIdle();
    assertThat(outbox.pending()).isEqualTo(1);
    assertThat(outbox.nextDue()).contains(THEN.plusSeconds(1));

    clock.set(THEN.plusSeconds(1), LocalClock.Mode.FROZEN);
    assertThat(next().id()).isEqualTo(id);
    awaitIdle();
    assertThat(outbox.nextDue()).contains(THEN.plusSeconds(3));

    answer = event -> 200;
    clock.set(THEN.plusSeconds(3), LocalClock.Mode.FROZEN);
    assertThat(next().id()).isEqualTo(id);
    assertQuiet();
    assertThat(outbox.pending()).isZero();
  }

  @Test
  void aFailedEventIsTriedAgainThoughTheClockStands() throws Exception {
    close();
    realNanos = System::nanoTime;
    reopen();
    AtomicInteger calls = new AtomicInteger();
    answer = event -> calls.incrementAndGet() == 1 ? 500 : 200;
    subscribe(FINALIZED);
    put("a", "1");

    assertThat(next().id()).isEqualTo(next().id());
  }

  @Test
  void nothingIsLostIfTheProcessDies() throws Exception {
    answer = event -> 500;
    subscribe(FINALIZED);
    for (int i = 0; i < 40; i++) {
      put("a" + i, "x");
    }
    awaitIdle();
    crash();
    received.clear();
    answer = event -> 200;
    assertThat(outbox.pending()).isEqualTo(40);

    subscribe(FINALIZED);

    assertThat(whats(40)).hasSize(40).doesNotHaveDuplicates();
    assertQuiet();
  }

  @Test
  void whatWasDeliveredIsNotSentAgainAfterAnOrderlyEnd() throws Exception {
    subscribe(FINALIZED);
    put("a", "1");
    next();
    awaitIdle();
    answer = event -> 500;
    put("b", "1");
    next();
    close();

    reopen();
    answer = event -> 200;
    subscribe(FINALIZED);

    assertThat(whats(1)).containsExactly("finalized b");
    assertQuiet();
  }

  @Test
  void aShorterJournalStillKnowsWhatIsPending() throws Exception {
    answer = event -> event.what().endsWith("kept") ? 500 : 200;
    subscribe(FINALIZED);
    put("kept", "1");
    put("done", "1");
    whats(2);
    awaitIdle();
    call("POST", "/local/compact", "");
    put("late", "1");
    next();
    crash();

    answer = event -> 200;
    subscribe(FINALIZED);
    awaitIdle();
    // What was delivered just before the crash may come twice; what was before the rewrite, not.
    assertThat(received)
        .extracting(Received::what)
        .contains("finalized kept")
        .isSubsetOf("finalized kept", "finalized late");
    assertThat(storage.find(key("done"))).isPresent();
  }

  /** Each time the answer is on its way, or just about to be noted. */
  @RepeatedTest(60)
  void anAnswerThatComesWhileTheOutboxClosesDoesNotFailASecondClose() throws Exception {
    answer = event -> 200;
    subscribe(FINALIZED);
    put("late", "1");
    next();

    close();

    assertThatCode(outbox::close).doesNotThrowAnyException();
  }

  @Test
  void anEventIsGivenUpAfterADayAndCanBeSentAgain() throws Exception {
    answer = event -> 500;
    subscribe(FINALIZED);
    put("a", "1");
    String id = next().id();
    awaitIdle();
    clock.set(THEN.plus(Duration.ofHours(24)), LocalClock.Mode.FROZEN);
    next();
    awaitIdle();

    assertThat(outbox.pending()).isZero();
    assertThat(call("GET", "/local/events", ""))
        .contains("\"pending\":[]")
        .contains("\"deadLetters\":[{\"id\":\"" + id + "\"");
    close();
    reopen();
    subscribe(FINALIZED);
    assertThat(call("GET", "/local/events", "")).contains(id);

    answer = event -> 200;
    call("POST", "/local/events:resend", "");
    assertThat(next().id()).isEqualTo(id);
    awaitIdle();
    assertThat(call("GET", "/local/events", ""))
        .isEqualTo("{\"pending\":[],\"deadLetters\":[],\"delivered\":1}");
  }

  @Test
  void aSubscriptionWithoutTargetKeepsItsEvents() throws Exception {
    subscribe(FINALIZED);
    put("a", "1");
    next();
    awaitIdle();
    close();
    reopen();

    put("b", "1");
    assertThat(outbox.isIdle()).isTrue();
    assertThat(outbox.pending()).isEqualTo(1);
    outbox.unsubscribe("advance");
    assertThat(outbox.pending()).isZero();
  }

  @Test
  void eventsAreDroppedOnDemand() throws Exception {
    subscribe(FINALIZED);
    knobs("{\"action\":\"drop\",\"bucket\":\"control\",\"times\":2}");
    for (String name : List.of("a", "b", "c")) {
      put(name, "x");
    }

    assertThat(whats(1)).containsExactly("finalized c");
    assertQuiet();
  }

  @Test
  void eventsAreDoubledOnDemand() throws Exception {
    subscribe(FINALIZED);
    knobs("{\"action\":\"duplicate\",\"times\":1}");
    put("a", "x");
    assertThat(next().id()).isEqualTo(next().id());

    knobs("{\"action\":\"duplicate\",\"newId\":true,\"times\":1}");
    put("b", "x");
    assertThat(next().id()).isNotEqualTo(next().id());
    assertQuiet();
  }

  @Test
  void eventsAreLateOnDemand() throws Exception {
    subscribe(FINALIZED);
    knobs("{\"action\":\"delay\",\"delay\":\"PT30H\",\"name\":\"slow\"}");
    put("slow", "x");
    put("fast", "x");

    assertThat(whats(1)).containsExactly("finalized fast");
    assertThat(outbox.nextDue()).contains(THEN.plus(Duration.ofHours(30)));
    clock.set(THEN.plus(Duration.ofHours(30)), LocalClock.Mode.FROZEN);
    assertThat(whats(1)).containsExactly("finalized slow");
  }

  @Test
  void anEventIsOvertakenByTheNextOneOnDemand() throws Exception {
    CountDownLatch gate = new CountDownLatch(1);
    answer = event -> answeredAfter(event.what().endsWith("before") ? gate : OPEN);
    subscribe(FINALIZED);
    put("before", "x");
    assertThat(whats(1)).containsExactly("finalized before");
    knobs("{\"action\":\"reorder\",\"name\":\"first\",\"times\":1}");
    put("first", "x");
    gate.countDown();
    // What came before it does not overtake it.
    assertQuiet();

    put("second", "x");

    assertThat(whats(2)).containsExactly("finalized second", "finalized first");
    assertQuiet();
    assertThat(outbox.pending()).isZero();
  }

  @Test
  void anEventThatNoneOvertakesIsOnlyLate() throws Exception {
    subscribe(FINALIZED);
    knobs("{\"action\":\"reorder\",\"delay\":\"PT5M\"}");
    put("alone", "x");
    assertQuiet();
    assertThat(outbox.nextDue()).contains(THEN.plus(Duration.ofMinutes(5)));

    clock.set(THEN.plus(Duration.ofMinutes(5)), LocalClock.Mode.FROZEN);

    assertThat(whats(1)).containsExactly("finalized alone");
    assertQuiet();
  }

  @Test
  void knobsThatMakeNoSenseAreRefused() throws Exception {
    assertThat(call("POST", "/local/events/knobs", "{\"rules\":[{\"action\":\"burn\"}]}"))
        .contains("A knob is drop, duplicate, delay or reorder, not burn");
    assertThat(
            call(
                "POST",
                "/local/events/knobs",
                "{\"rules\":[{\"action\":\"delay\",\"delay\":\"soon\"}]}"))
        .contains("A delay is written like PT30S, not soon");
  }

  @Test
  void callsCarryTheTokenOfTheirTarget() throws Exception {
    close();
    reopen(target -> Optional.of("token-for-" + target.getPort()));
    subscribe(FINALIZED);
    put("a", "x");

    assertThat(next().headers())
        .containsEntry("authorization", "Bearer token-for-" + receiver.port());
  }

  // Words of the tests

  private void reopen() throws IOException {
    reopen(DeliveryToken.NONE);
  }

  private void reopen(DeliveryToken token) throws IOException {
    clock = LocalClock.open(folder);
    outbox = new Outbox(clock, token, realNanos);
    storage = ObjectStorage.open(folder.resolve("storage"), clock, false, outbox);
    Dispatcher dispatcher = new Dispatcher();
    StorageApi.register(dispatcher, storage);
    new EventsApi(outbox).register(dispatcher);
    dispatcher.add(
        "local.compact",
        "POST",
        "/local/compact",
        exchange -> {
          storage.compact();
          exchange.answer(204);
        });
    server = ApiServer.start(ApiServer.Settings.loopback(0), dispatcher, clock);
    open.add(storage);
    open.add(outbox);
    open.add(server);
  }

  private void close() throws IOException {
    server.close();
    outbox.close();
    storage.close();
  }

  /** What is in memory goes; a copy of the folder is what the next start finds. */
  private void crash() throws IOException {
    Path copy = folder.resolveSibling(folder.getFileName() + "-after");
    try (var files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.copy(file, copy.resolve(folder.relativize(file).toString()));
      }
    }
    close();
    folder = copy;
    reopen();
  }

  private void subscribe(Subscription subscription) throws IOException {
    outbox.subscribe(subscription, URI.create(receiver.url() + "/"));
  }

  private void receive(Exchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    exchange.headers().forEach(field -> headers.put(field.getLowerCaseName(), field.getValue()));
    Received event = new Received(headers, exchange.json());
    received.add(event);
    exchange.answer(answer.applyAsInt(event));
  }

  private static int answeredAfter(CountDownLatch gate) {
    try {
      assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
      return 204;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return 500;
    }
  }

  private Received next() throws InterruptedException {
    Received event = received.poll(20, TimeUnit.SECONDS);
    assertThat(event).as("an event").isNotNull();
    return event;
  }

  private List<String> whats(int count) throws InterruptedException {
    List<String> whats = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      whats.add(next().what());
    }
    return whats;
  }

  private void assertQuiet() throws InterruptedException {
    awaitIdle();
    assertThat(received).isEmpty();
  }

  private void awaitIdle() throws InterruptedException {
    assertThat(outbox.awaitIdle(Duration.ofSeconds(20))).isTrue();
  }

  private void knobs(String rule) throws Exception {
    assertThat(call("POST", "/local/events/knobs", "{\"rules\":[" + rule + "]}")).isEmpty();
  }

  private String call(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .method(method, BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.ofString()).body();
  }

  private static ObjectKey key(String name) {
    return new ObjectKey("control", name);
  }

  private void put(String name, String content) throws IOException {
    put(name, content, Conditions.NONE);
  }

  private void put(String name, String content, Conditions conditions) throws IOException {
    storage.put(
        key(name),
        Attributes.ofType("text/plain"),
        new ByteArrayInputStream(content.getBytes(UTF_8)),
        conditions);
  }
}
