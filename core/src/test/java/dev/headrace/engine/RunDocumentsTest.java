package dev.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.engine.RunDocuments.Commit;
import dev.headrace.engine.RunDocuments.Loaded;
import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.job.ModelVersion;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.run.Decider;
import dev.headrace.run.Event;
import dev.headrace.run.Pipelines;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.run.Trigger;
import dev.headrace.store.Content;
import dev.headrace.store.FaultyObjectStore;
import dev.headrace.store.FaultyObjectStore.Fault;
import dev.headrace.store.FaultyObjectStore.Plan;
import dev.headrace.store.InMemoryObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RunDocumentsTest {
  private static final Instant NOW = Instant.parse("2001-01-02T04:15:00Z");
  private static final Pipeline PIPELINE = Pipelines.flights();
  private static final Interval MONDAY =
      Calendar.of(PIPELINE.schedule().orElseThrow()).parse("2001-01-01").orElseThrow();
  private static final RunKey KEY = new RunKey(PIPELINE.name(), "2001-01-01");
  private static final String NAME = "runs/flights/2001-01-01.json";

  private final InMemoryObjectStore store = new InMemoryObjectStore();
  private final SplittableRandom random = new SplittableRandom(7);
  private final RunDocuments documents = new RunDocuments(store, random);

  @Test
  void whatWasWrittenIsRead() {
    documents.create(waiting());
    Loaded first = documents.load(KEY).orElseThrow();
    documents.replace(first, started());
    Loaded second = documents.load(KEY).orElseThrow();

    assertThat(first.run()).isEqualTo(waiting());
    assertThat(first.document().previous()).isEmpty();
    assertThat(second.run()).isEqualTo(started());
    assertThat(second.document().revision()).isEqualTo(2);
    assertThat(second.document().previous()).isEqualTo(first.hash());
    Histories.assertUnbroken(store, NAME);
  }

  @Test
  void ofTwoWritersTheSecondHasLost() {
    documents.create(waiting());
    Loaded loaded = documents.load(KEY).orElseThrow();

    assertThat(documents.create(started())).isInstanceOf(Commit.Lost.class);
    assertThat(documents.replace(loaded, started())).isInstanceOf(Commit.Committed.class);
    assertThat(documents.replace(loaded, started())).isInstanceOf(Commit.Lost.class);
  }

  @Test
  void aWriteWithoutAnAnswerIsLookedUp() {
    assertThat(over(Fault.LOST_ANSWER).create(waiting())).isInstanceOf(Commit.Committed.class);
    Loaded loaded = documents.load(KEY).orElseThrow();
    assertThat(over(Fault.LOST_REQUEST).replace(loaded, started()))
        .isInstanceOf(Commit.Ambiguous.class);
    assertThat(over(Fault.LATE).replace(loaded, started())).isInstanceOf(Commit.Ambiguous.class);
    assertThat(documents.load(KEY).orElseThrow().generation()).isEqualTo(loaded.generation());
  }

  private RunDocuments over(Fault fault) {
    return new RunDocuments(new FaultyObjectStore(store, Plan.at(1, fault)), random);
  }

  @Test
  void theRingOfWritesKeepsTheNewest() {
    documents.create(waiting());
    for (int i = 0; i < 70; i++) {
      documents.replace(documents.load(KEY).orElseThrow(), started());
    }

    assertThat(documents.load(KEY).orElseThrow().document().writeIds())
        .hasSize(RunDocument.RING)
        .doesNotHaveDuplicates();
  }

  @Test
  void noBytesAreNoDocument() {
    assertCorrupt(new byte[0], "its content is not what its checksum says");
    assertCorrupt(new byte[500], "its content is not what its checksum says");
  }

  @Test
  void aDocumentThatWasCutIsSeenWhereverItWasCut() {
    byte[] whole = whole();
    for (int length = 0; length < whole.length; length += 64) {
      assertCorrupt(Arrays.copyOf(whole, length), "is corrupt");
    }
    assertCorrupt(Arrays.copyOf(whole, whole.length - 1), "is corrupt");
    assertCorrupt(Arrays.copyOf(whole, whole.length + 1), "is corrupt");
  }

  @Test
  void aSingleFlippedBitIsSeen() {
    byte[] whole = whole();
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      assertCorrupt(flipped, "is corrupt");
    }
  }

  @Test
  void aKeyThatStandsTwiceIsRefused() {
    String text = text(whole());

    assertCorrupt(
        sealed(text.replace("\"schema\":1", "\"schema\":1,\"schema\":1")),
        "Duplicate field 'schema'");
    assertCorrupt(
        sealed(text.replace("\"epoch\":1", "\"epoch\":1,\"epoch\":1")), "Duplicate field 'epoch'");
  }

  @Test
  void aKeyThatIsUnknownOrMissingOrNullIsRefused() {
    String text = text(whole());

    assertCorrupt(
        sealed(text.replace("\"epoch\":1", "\"epoch\":1,\"era\":1")),
        "\"run.era\" is not a known key");
    assertCorrupt(sealed(text.replace("\"epoch\":1,", "")), "\"run.epoch\" has no value");
    assertCorrupt(
        sealed(text.replace("\"epoch\":1", "\"epoch\":null")), "\"run.epoch\" has no value");
    assertCorrupt(
        sealed(text.replace("\"state\":\"RUNNING\"", "\"state\":null")),
        "\"run.state\" has no value");
    assertCorrupt(
        sealed("{\"checksum\":\"" + Checksum.NONE + "\",\"schema\":1}"),
        "\"revision\" has no value");
    assertCorrupt(
        sealed(
            "{\"checksum\":\""
                + Checksum.NONE
                + "\",\"previous\":\"\",\"revision\":1,\"run\":null,\"schema\":1,\"writeIds\":[]}"),
        "\"run\" has no value");
  }

  @Test
  void aKeyWithAValueOfAnotherKindIsNamed() {
    String text = text(whole());

    assertCorrupt(
        sealed(text.replace("\"epoch\":1", "\"epoch\":\"one\"")),
        "\"run.epoch\" cannot be \"one\"");
    assertCorrupt(
        sealed(text.replace("\"state\":\"SUBMITTING\"", "\"state\":\"ASLEEP\"")),
        "\"run.stages[0].state\" cannot be \"ASLEEP\"");
    assertCorrupt(
        sealed(text.replace("\"pipeline\":\"flights\"", "\"pipeline\":\"No Name\"")),
        "\"run.pipeline\": ");
    assertCorrupt(sealed(text.replace("\"epoch\":1", "\"epoch\":[]")), "\"run.epoch\": ");
  }

  @Test
  void aDocumentTooDeepToReadIsRefused() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    String start = "{\"checksum\":\"" + Checksum.NONE + "\",\"run\":";

    assertCorrupt(sealed(start + deep + "}"), "nesting depth");
    assertCorrupt(sealed(start + "[".repeat(100_000)), "nesting depth");
  }

  @Test
  void aDocumentTooLargeIsRefused() {
    String text = text(whole());

    assertCorrupt(
        sealed(
            text.replace("\"reason\":\"started\"", "\"reason\":\"" + "x".repeat(300_000) + "\"")),
        "bytes are too many");
  }

  @Test
  void anotherRunsDocumentIsRefused() {
    documents.create(waiting());
    byte[] whole = store.read(NAME).orElseThrow().content().bytes();
    store.create("runs/flights/2001-01-02.json", Content.json(whole));
    store.create("runs/trains/2001-01-01.json", Content.json(whole));

    assertThatThrownBy(() -> documents.load(new RunKey(KEY.pipeline(), "2001-01-02")))
        .isInstanceOf(CorruptDocumentException.class)
        .hasMessage("runs/flights/2001-01-02.json is corrupt: it holds run flights/2001-01-01");
    assertThatThrownBy(() -> documents.load(new RunKey(new PipelineName("trains"), "2001-01-01")))
        .isInstanceOf(CorruptDocumentException.class)
        .hasMessage("runs/trains/2001-01-01.json is corrupt: it holds run flights/2001-01-01");
  }

  @Test
  void aDocumentOfALaterVersionIsRefusedAsSuch() {
    String later = text(whole()).replace("\"schema\":1", "\"schema\":2,\"shape\":\"new\"");

    assertCorrupt(sealed(later), "its schema is 2, this version reads 1");
  }

  @Test
  void aDocumentThatWouldBeTooLargeToReadAgainIsNotWritten() {
    documents.create(waiting());
    Loaded loaded = documents.load(KEY).orElseThrow();
    Run huge =
        Decider.decide(
                PIPELINE, waiting(), new Event.TurnAwaited("x".repeat(RunDocument.MAX_BYTES)), NOW)
            .nextRun();

    assertThatThrownBy(() -> documents.replace(loaded, huge))
        .isInstanceOf(CorruptDocumentException.class)
        .hasMessageContaining("it would have");
    assertThat(store.history(NAME)).hasSize(1);
  }

  /** Whatever is wrong with it, it is told as corrupt by its name, and left as it is. */
  private void assertCorrupt(byte[] bytes, String why) {
    InMemoryObjectStore fresh = new InMemoryObjectStore();
    fresh.create(NAME, Content.json(bytes));
    RunDocuments reader = new RunDocuments(fresh, new SplittableRandom(9));

    assertThatThrownBy(() -> reader.load(KEY))
        .isExactlyInstanceOf(CorruptDocumentException.class)
        .hasMessageStartingWith(NAME + " is corrupt: ")
        .hasMessageContaining(why);
    assertThat(reader.create(waiting())).isInstanceOf(Commit.Lost.class);
    assertThat(fresh.history(NAME)).hasSize(1);
  }

  private byte[] whole() {
    documents.create(started());
    return store.read(NAME).orElseThrow().content().bytes();
  }

  private static byte[] sealed(String text) {
    return Checksum.sealed(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Run waiting() {
    return Run.waiting(PIPELINE, MONDAY, "d1", Trigger.SCHEDULE, NOW);
  }

  private static Run started() {
    ModelVersion version = new ModelVersion("v1", 1, "e".repeat(64));
    return Decider.decide(
            PIPELINE,
            waiting(),
            new Event.TurnTaken(new TreeMap<>(Map.of(Pipelines.MODEL, version))),
            NOW)
        .nextRun();
  }
}
