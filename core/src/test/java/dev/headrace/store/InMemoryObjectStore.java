package dev.headrace.store;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One bucket in memory, as strict as the real one: preconditions and writes are one step,
 * generations rise over a delete, and a read leaves the metadata out.
 *
 * <p>It keeps every version ever written, so that a test can ask what happened, not only how it
 * ended.
 */
public final class InMemoryObjectStore implements ObjectStore {
  private static final Comparator<String> BY_UTF_8 =
      (a, b) -> Arrays.compareUnsigned(utf8(a), utf8(b));

  private final InstantSource clock;
  private final AtomicLong generations = new AtomicLong(1_000);
  private final TreeMap<String, Listed> live = new TreeMap<>(BY_UTF_8);
  private final Map<String, List<StoredObject>> versions = new HashMap<>();

  /** An empty bucket on the system's clock. */
  public InMemoryObjectStore() {
    this(InstantSource.system());
  }

  /** An empty bucket whose {@link Listed#updated} comes from this clock. */
  public InMemoryObjectStore(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public synchronized Optional<StoredObject> read(String name) {
    return Optional.ofNullable(live.get(name))
        .map(
            listed -> {
              if (listed.size() > MAX_BYTES) {
                throw new StoreRefusedException(name + " has " + listed.size() + " bytes");
              }
              Content content = latest(name).content();
              return new StoredObject(
                  name,
                  listed.generation(),
                  new Content(content.bytes(), content.contentType(), new TreeMap<>()));
            });
  }

  @Override
  public synchronized WriteResult create(String name, Content content) {
    return live.containsKey(name) ? new WriteResult.Conflict() : write(name, content);
  }

  @Override
  public synchronized WriteResult replace(String name, long generation, Content content) {
    return standsAt(name, generation) ? write(name, content) : new WriteResult.Conflict();
  }

  @Override
  public synchronized WriteResult delete(String name, long generation) {
    if (!standsAt(name, generation)) {
      return new WriteResult.Conflict();
    }
    live.remove(name);
    return new WriteResult.Applied(generation);
  }

  @Override
  public synchronized List<Listed> list(String prefix) {
    return live.values().stream().filter(object -> object.name().startsWith(prefix)).toList();
  }

  /** Every version of the object that was ever written, oldest first, with its metadata. */
  public synchronized List<StoredObject> history(String name) {
    return List.copyOf(versions.getOrDefault(name, List.of()));
  }

  private boolean standsAt(String name, long generation) {
    Listed listed = live.get(name);
    return listed != null && listed.generation() == generation;
  }

  private WriteResult write(String name, Content content) {
    long generation = generations.incrementAndGet();
    live.put(name, new Listed(name, generation, content.bytes().length, clock.instant()));
    versions
        .computeIfAbsent(name, n -> new ArrayList<>())
        .add(new StoredObject(name, generation, content));
    return new WriteResult.Applied(generation);
  }

  private StoredObject latest(String name) {
    List<StoredObject> all = versions.get(name);
    return all.get(all.size() - 1);
  }

  private static byte[] utf8(String name) {
    return name.getBytes(StandardCharsets.UTF_8);
  }
}
