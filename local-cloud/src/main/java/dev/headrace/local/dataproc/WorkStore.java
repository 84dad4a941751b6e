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
import java.util.stream.Stream;

/** All submitted work. A change is in the journal before anyone can see it. */
final class WorkStore implements AutoCloseable {
  private final LocalClock clock;
  private final Map<WorkName, SubmittedWork> known = new LinkedHashMap<>();
  private Journal journal;
  private long lastNumber;

  private WorkStore(LocalClock clock) {
    this.clock = clock;
  }

  static WorkStore open(Path file, LocalClock clock, boolean fsync) throws IOException {
    WorkStore store = new WorkStore(clock);
    store.journal = Journal.open(file, record -> store.replay(Json.read(record)), fsync);
    store.journal.rewrite(
        store.known.values().stream().map(work -> Json.write(put(work))).toList());
    return store;
  }

  private void replay(ObjectNode record) {
    if (record.has("put")) {
      SubmittedWork work = SubmittedWork.ofRecord((ObjectNode) record.get("put"));
      known.put(work.name(), work);
      lastNumber = Math.max(lastNumber, work.number());
      clock.raiseFloor(work.current().since());
    } else {
      known.values().removeIf(work -> work.uuid().equals(record.path("delete").asText()));
    }
  }

  private static ObjectNode put(SubmittedWork work) {
    ObjectNode record = Json.object();
    record.set("put", work.toRecord());
    return record;
  }

  synchronized Optional<SubmittedWork> get(WorkName name) {
    return Optional.ofNullable(known.get(name));
  }

  synchronized Optional<SubmittedWork> byUuid(String uuid) {
    return known.values().stream().filter(work -> work.uuid().equals(uuid)).findFirst();
  }

  /** Newest first. */
  synchronized List<SubmittedWork> all() {
    return known.values().stream()
        .sorted(Comparator.comparingLong(SubmittedWork::number).reversed())
        .toList();
  }

  /** The work of one list, newest first. */
  Stream<SubmittedWork> in(WorkKind kind, String project, String region) {
    return all().stream().filter(work -> work.name().isIn(kind, project, region));
  }

  synchronized int active() {
    return (int) known.values().stream().filter(work -> !work.state().isEnded()).count();
  }

  /** Adds what is made from the next number, unless something of that name is there: then that. */
  synchronized SubmittedWork create(WorkName name, Function<Long, SubmittedWork> make) {
    SubmittedWork present = known.get(name);
    if (present != null) {
      return present;
    }
    SubmittedWork work = make.apply(lastNumber + 1);
    keep(work);
    lastNumber++;
    return work;
  }

  /**
   * Changes work to what {@code change} makes of it, or leaves it if that is empty.
   *
   * @return the work afterwards; empty if there is none with this uuid
   */
  synchronized Optional<SubmittedWork> update(
      String uuid, Function<SubmittedWork, Optional<SubmittedWork>> change) {
    Optional<SubmittedWork> before = byUuid(uuid);
    Optional<SubmittedWork> after = before.flatMap(change);
    after.ifPresent(this::keep);
    return after.or(() -> before);
  }

  synchronized void delete(SubmittedWork work) {
    append(Json.object().put("delete", work.uuid()));
    known.remove(work.name());
  }

  private void keep(SubmittedWork work) {
    append(put(work));
    known.put(work.name(), work);
    clock.raiseFloor(work.current().since());
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
