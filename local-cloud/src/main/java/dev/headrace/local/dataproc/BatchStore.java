package dev.headrace.local.dataproc;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.http.Json;
import dev.headrace.local.journal.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** All batches. A change is in the journal before anyone can see it. */
final class BatchStore implements AutoCloseable {
  private final LocalClock clock;
  private final Map<BatchName, Batch> batches = new LinkedHashMap<>();
  private Journal journal;
  private long lastNumber;

  private BatchStore(LocalClock clock) {
    this.clock = clock;
  }

  static BatchStore open(Path file, LocalClock clock, boolean fsync) throws IOException {
    BatchStore store = new BatchStore(clock);
    store.journal = Journal.open(file, record -> store.replay(Json.read(record)), fsync);
    store.journal.rewrite(
        store.batches.values().stream().map(batch -> Json.write(put(batch))).toList());
    return store;
  }

  private void replay(ObjectNode record) {
    if (record.has("put")) {
      Batch batch = Batch.ofRecord((ObjectNode) record.get("put"));
      batches.put(batch.name(), batch);
      lastNumber = Math.max(lastNumber, batch.number());
      clock.raiseFloor(batch.current().since());
    } else {
      batches.values().removeIf(batch -> batch.uuid().equals(record.path("delete").asText()));
    }
  }

  private static ObjectNode put(Batch batch) {
    ObjectNode record = Json.object();
    record.set("put", batch.toRecord());
    return record;
  }

  synchronized Optional<Batch> get(BatchName name) {
    return Optional.ofNullable(batches.get(name));
  }

  synchronized Optional<Batch> byUuid(String uuid) {
    return batches.values().stream().filter(batch -> batch.uuid().equals(uuid)).findFirst();
  }

  /** Newest first. */
  synchronized List<Batch> all() {
    return batches.values().stream()
        .sorted(Comparator.comparingLong(Batch::number).reversed())
        .toList();
  }

  synchronized int active() {
    return (int) batches.values().stream().filter(batch -> !batch.state().isEnded()).count();
  }

  /** Adds what is made from the next number, unless something of that name is there: then that. */
  synchronized Batch create(BatchName name, Function<Long, Batch> make) {
    Batch present = batches.get(name);
    if (present != null) {
      return present;
    }
    Batch batch = make.apply(lastNumber + 1);
    keep(batch);
    lastNumber++;
    return batch;
  }

  /**
   * Changes a batch to what {@code change} makes of it, or leaves it if that is empty.
   *
   * @return the batch afterwards; empty if there is none with this uuid
   */
  synchronized Optional<Batch> update(String uuid, Function<Batch, Optional<Batch>> change) {
    Optional<Batch> before = byUuid(uuid);
    Optional<Batch> after = before.flatMap(change);
    after.ifPresent(this::keep);
    return after.or(() -> before);
  }

  synchronized void delete(Batch batch) {
    append(Json.object().put("delete", batch.uuid()));
    batches.remove(batch.name());
  }

  private void keep(Batch batch) {
    append(put(batch));
    batches.put(batch.name(), batch);
    clock.raiseFloor(batch.current().since());
  }

  private void append(ObjectNode record) {
    try {
      journal.append(Json.write(record));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    journal.close();
  }
}
