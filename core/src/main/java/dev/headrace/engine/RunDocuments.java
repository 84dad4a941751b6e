package dev.headrace.engine;

import dev.headrace.json.Json;
import dev.headrace.json.MalformedJsonException;
import dev.headrace.json.Sha256;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.run.Run;
import dev.headrace.run.RunKey;
import dev.headrace.store.Content;
import dev.headrace.store.ObjectStore;
import dev.headrace.store.StoredObject;
import dev.headrace.store.WriteResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The run documents of the control bucket, moved by compare-and-swap only. */
final class RunDocuments {
  private static final String PREFIX = "runs/";

  private final ObjectStore control;
  private final RandomGenerator random;

  RunDocuments(ObjectStore control, RandomGenerator random) {
    this.control = control;
    this.random = random;
  }

  /** A document together with the generation and the bytes that it was read at. */
  record Loaded(RunDocument document, long generation, String hash) {
    Run run() {
      return document.run();
    }
  }

  /** What became of a write: nothing may be sent unless it is {@link Committed}. */
  sealed interface Commit {
    /** In place, now or found in place when it was read back. */
    record Committed(Loaded loaded) implements Commit {}

    /** Another writer was first: load and decide again. */
    record Lost() implements Commit {}

    /** Unknown: it may have landed and been replaced since, or may land later. Load again. */
    record Ambiguous() implements Commit {}
  }

  static String name(RunKey key) {
    return PREFIX + key.pipeline() + "/" + key.interval() + ".json";
  }

  /**
   * The run as it stands.
   *
   * @throws CorruptDocumentException when the object is no run document, or another run's
   */
  Optional<Loaded> load(RunKey key) {
    return control.read(name(key)).map(object -> parse(key, object));
  }

  /** The keys of all runs of a pipeline, oldest interval first. */
  List<RunKey> keys(PipelineName pipeline) {
    String folder = PREFIX + pipeline + "/";
    return control.list(folder).stream()
        .map(o -> o.name().substring(folder.length()))
        .filter(last -> last.endsWith(".json"))
        .map(last -> new RunKey(pipeline, last.substring(0, last.length() - ".json".length())))
        .toList();
  }

  private static Loaded parse(RunKey key, StoredObject object) {
    byte[] bytes = object.content().bytes();
    if (bytes.length > RunDocument.MAX_BYTES) {
      throw new CorruptDocumentException(object.name(), bytes.length + " bytes are too many");
    }
    if (!Checksum.holds(bytes)) {
      throw new CorruptDocumentException(
          object.name(), "its content is not what its checksum says");
    }
    RunDocument document = parse(object.name(), bytes);
    if (!document.run().key().equals(key)) {
      throw new CorruptDocumentException(object.name(), "it holds run " + document.run().key());
    }
    return new Loaded(document, object.generation(), Sha256.hex(bytes));
  }

  private static RunDocument parse(String name, byte[] bytes) {
    try {
      int schema = Json.tree(bytes).path("schema").asInt();
      if (schema != RunDocument.SCHEMA) {
        throw new CorruptDocumentException(
            name, "its schema is " + schema + ", this version reads " + RunDocument.SCHEMA);
      }
      return Json.read(bytes, RunDocument.class);
    } catch (MalformedJsonException e) {
      throw new CorruptDocumentException(name, e.getMessage());
    }
  }

  /** Writes the first document of a run that has none. */
  Commit create(Run run) {
    String writeId = writeId();
    RunDocument first =
        new RunDocument(Checksum.NONE, RunDocument.SCHEMA, 1, "", List.of(writeId), run);
    byte[] bytes = bytes(first);
    WriteResult result = control.create(name(run.key()), content(bytes, writeId));
    return settle(result, first, bytes, writeId);
  }

  /** Replaces the document that was loaded. */
  Commit replace(Loaded loaded, Run next) {
    String writeId = writeId();
    List<String> ring = new ArrayList<>(loaded.document().writeIds());
    ring.add(writeId);
    RunDocument changed =
        new RunDocument(
            Checksum.NONE,
            RunDocument.SCHEMA,
            loaded.document().revision() + 1,
            loaded.hash(),
            ring.subList(Math.max(0, ring.size() - RunDocument.RING), ring.size()),
            next);
    byte[] bytes = bytes(changed);
    WriteResult result =
        control.replace(name(next.key()), loaded.generation(), content(bytes, writeId));
    return settle(result, changed, bytes, writeId);
  }

  private Commit settle(WriteResult result, RunDocument written, byte[] bytes, String writeId) {
    return result.match(
        new WriteResult.Cases<Commit>() {
          @Override
          public Commit applied(WriteResult.Applied applied) {
            return new Commit.Committed(
                new Loaded(written, applied.generation(), Sha256.hex(bytes)));
          }

          @Override
          public Commit conflict(WriteResult.Conflict conflict) {
            return new Commit.Lost();
          }

          @Override
          public Commit unknown(WriteResult.Unknown unknown) {
            return load(written.run().key())
                .filter(found -> lastWriteOf(found).equals(writeId))
                .<Commit>map(Commit.Committed::new)
                .orElseGet(Commit.Ambiguous::new);
          }
        });
  }

  private static String lastWriteOf(Loaded loaded) {
    List<String> ring = loaded.document().writeIds();
    return ring.isEmpty() ? "" : ring.get(ring.size() - 1);
  }

  /**
   * @throws CorruptDocumentException when it would be too large to read again: this run stands
   *     still and the others go on
   */
  private static byte[] bytes(RunDocument document) {
    byte[] bytes = Json.bytes(document);
    if (bytes.length > RunDocument.MAX_BYTES) {
      throw new CorruptDocumentException(
          name(document.run().key()), "it would have " + bytes.length + " bytes");
    }
    return Checksum.sealed(bytes);
  }

  private static Content content(byte[] bytes, String writeId) {
    return Content.json(bytes, Map.of("headrace-write", writeId));
  }

  private String writeId() {
    return Long.toHexString(random.nextLong() | Long.MIN_VALUE);
  }
}
