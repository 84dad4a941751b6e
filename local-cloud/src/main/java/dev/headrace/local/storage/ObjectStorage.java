package dev.headrace.local.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.http.ApiError;
import dev.headrace.local.http.Json;
import dev.headrace.local.iam.Policy;
import dev.headrace.local.journal.Journal;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Buckets and objects with the guarantees of Cloud Storage.
 *
 * <ul>
 *   <li>A change that returned survives {@code kill -9}; one that did not return is there as a
 *       whole or not at all.
 *   <li>Conditions are checked in one step with the change: of racing writers one wins.
 *   <li>Reads and lists show a change as soon as it returned.
 *   <li>Generations rise always, over deletes, new buckets of the same name and restarts.
 * </ul>
 *
 * <p>Refusals are {@link ApiError}s with the statuses of the JSON API. Safe for many threads.
 */
public final class ObjectStorage implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectStorage.class);
  private static final long COMPACT_FROM = 32L * 1024 * 1024;
  private static final int COMPACT_GROWTH = 4;
  private static final int READ_TRIES = 10;

  private final LocalClock clock;
  private final ChangeFeed feed;
  private final ByteFiles bytes;
  private final ObjectIndex index = new ObjectIndex();
  private final Generations generations = new Generations();
  private final Replay replay;
  private final KeyLocks locks = new KeyLocks();
  private final WritePace pace = new WritePace();
  private final Uploads uploads;
  private final Journal journal;

  // Held for reading while a change is written and applied, for writing while the journal is
  // rewritten from what was applied.
  private final ReadWriteLock history = new ReentrantReadWriteLock();
  private final AtomicBoolean compacting = new AtomicBoolean();
  private volatile long compactAt;

  private ObjectStorage(Path folder, LocalClock clock, boolean fsync, ChangeFeed feed)
      throws IOException {
    Files.createDirectories(folder);
    this.clock = clock;
    this.feed = feed;
    this.bytes = new ByteFiles(folder.resolve("bytes"), fsync);
    this.replay = new Replay(index, generations, feed);
    this.uploads = new Uploads(folder.resolve("uploads"), bytes);
    this.journal = Journal.open(folder.resolve("journal"), this::replay, fsync);
    this.compactAt = Math.max(COMPACT_FROM, journal.size() * COMPACT_GROWTH);
    Set<String> named = new HashSet<>(uploads.ids());
    index.all().stream()
        .flatMap(Collection::stream)
        .map(object -> bytes.counted(object.bytes()))
        .forEach(content -> named.add(content.id()));
    bytes.sweep(named::contains);
    feed.live(this::note);
  }

  /**
   * Opens what the folder holds.
   *
   * @param fsync whether changes must survive a power cut, and not only {@code kill -9}
   */
  public static ObjectStorage open(Path folder, LocalClock clock, boolean fsync, ChangeFeed feed)
      throws IOException {
    return new ObjectStorage(folder, clock, fsync, feed);
  }

  private void replay(byte[] record) {
    change(ChangeJson.read(record));
  }

  private List<ObjectEvent> change(Change change) {
    List<ObjectEvent> events = change.match(replay);
    for (ObjectEvent event : events) {
      clock.raiseFloor(event.at());
      feed.happened(event);
    }
    return events;
  }

  /** Makes a bucket of which nothing is said; 409 if it is there. */
  public void createBucket(String name) throws IOException {
    createBucket(name, Json.object(), Policy.empty());
  }

  /**
   * Makes a bucket; 409 if it is there.
   *
   * @param settings as the bucket resource has them
   * @param policy who may use it
   */
  public void createBucket(String name, ObjectNode settings, Policy policy) throws IOException {
    Instant now = clock.instant();
    Bucket bucket = Bucket.made(name, BucketSettings.of(settings, now), policy, now);
    history.writeLock().lock();
    try {
      if (index.hasBucket(name)) {
        throw ApiError.alreadyExists(
            "Your previous request to create the named bucket succeeded and you already own it.");
      }
      Change made = new Change.BucketMade(bucket);
      journal.append(ChangeJson.write(made));
      change(made);
    } finally {
      history.writeLock().unlock();
    }
  }

  /** The time by which objects and buckets are dated. */
  InstantSource clock() {
    return clock;
  }

  /** Whether there is such a bucket. */
  public boolean hasBucket(String name) {
    return index.hasBucket(name);
  }

  Bucket bucket(String name) {
    return index.bucket(name);
  }

  Collection<Bucket> buckets() {
    return index.buckets();
  }

  /** Changes what is said of a bucket, in one step with what the change looks at. */
  Bucket changeBucket(String name, UnaryOperator<Bucket> change) throws IOException {
    history.writeLock().lock();
    try {
      Change changed = new Change.BucketChanged(change.apply(index.bucket(name)));
      journal.append(ChangeJson.write(changed));
      change(changed);
      return index.bucket(name);
    } finally {
      history.writeLock().unlock();
    }
  }

  /** Deletes an empty bucket; 409 if it is not. */
  void deleteBucket(String name) throws IOException {
    history.writeLock().lock();
    try {
      index.bucket(name);
      if (!index.read(name, objects -> objects.isEmpty())) {
        throw ApiError.alreadyExists("The bucket you tried to delete is not empty.");
      }
      Change deleted = new Change.BucketDeleted(name);
      journal.append(ChangeJson.write(deleted));
      change(deleted);
    } finally {
      history.writeLock().unlock();
    }
  }

  /** The live object of this name; 404 if there is no such bucket. */
  public Optional<StoredObject> find(ObjectKey key) {
    return index.find(key);
  }

  /**
   * The live object of this name.
   *
   * @param generation the one that is wanted, if it matters
   * @throws ApiError 404 if there is no such object, or it has another generation
   */
  public StoredObject get(ObjectKey key, OptionalLong generation) {
    return index
        .find(key)
        .filter(found -> generation.isEmpty() || generation.getAsLong() == found.generation())
        .orElseThrow(() -> missing(key));
  }

  /** A page of the names in a bucket. */
  Listing.Page list(String bucket, Listing listing) {
    return index.read(bucket, listing::page);
  }

  /** Stores new bytes under a name, and the attributes with them. */
  public StoredObject put(
      ObjectKey key, Attributes attributes, InputStream content, Conditions conditions)
      throws IOException {
    index.bucket(key.bucket());
    return publish(key, attributes, bytes.receive(content), conditions, 0);
  }

  /** Gives a name to bytes that are stored already; they are removed if that is refused. */
  StoredObject publish(
      ObjectKey key,
      Attributes attributes,
      StoredBytes content,
      Conditions conditions,
      int components)
      throws IOException {
    try {
      return changing(
          key,
          key,
          () -> {
            conditions.checkWrite(index.find(key));
            StoredObject made = fresh(key, attributes, content, components);
            commit(new Change.Put(made), made);
            return made;
          });
    } catch (IOException | RuntimeException refused) {
      remove(content);
      throw refused;
    }
  }

  /** The bytes that were received for an upload or a request. */
  StoredBytes receive(InputStream content) throws IOException {
    return bytes.receive(content);
  }

  void discard(StoredBytes content) throws IOException {
    bytes.delete(content);
  }

  Uploads uploads() {
    return uploads;
  }

  /** The object that has the bytes with this id, if it is live. Slow. */
  Optional<StoredObject> findByBytes(String id) {
    return index.all().stream()
        .flatMap(Collection::stream)
        .filter(object -> object.bytes().id().equals(id))
        .findFirst();
  }

  /** Changes attributes by a merge patch, or replaces them all. */
  StoredObject patch(
      ObjectKey key,
      OptionalLong generation,
      Conditions conditions,
      ObjectNode patch,
      boolean replace)
      throws IOException {
    return changing(
        key,
        key,
        () -> {
          StoredObject current = get(key, generation);
          conditions.checkWrite(Optional.of(current));
          Attributes next = replace ? Attributes.in(patch) : current.attributes().patched(patch);
          StoredObject patched = current.patched(next, clock.instant());
          commit(new Change.Patched(patched), patched);
          return patched;
        });
  }

  /** Deletes an object; 404 if it is not there. */
  public void delete(ObjectKey key, OptionalLong generation, Conditions conditions)
      throws IOException {
    changing(
        key,
        key,
        () -> {
          StoredObject current = get(key, generation);
          conditions.checkWrite(Optional.of(current));
          commit(new Change.Deleted(key, clock.instant()), current);
          remove(current.bytes());
          return current;
        });
  }

  /** Which object to copy, and what it must be. */
  record Source(ObjectKey key, OptionalLong generation, Conditions conditions) {}

  /**
   * Copies an object.
   *
   * @param attributes those of the copy if they shall not be the source's
   */
  StoredObject copy(
      Source source, ObjectKey target, Conditions conditions, Optional<Attributes> attributes)
      throws IOException {
    return changing(
        source.key(),
        target,
        () -> {
          StoredObject from = checked(source);
          conditions.checkWrite(index.find(target));
          Attributes next =
              attributes
                  .map(given -> given.withDefaultType(from.attributes().contentType()))
                  .orElse(from.attributes());
          StoredBytes shared = bytes.share(from.bytes());
          try {
            StoredObject made = fresh(target, next, shared, from.components());
            commit(new Change.Put(made), made);
            return made;
          } catch (IOException | RuntimeException refused) {
            remove(shared);
            throw refused;
          }
        });
  }

  /** Gives an object another name, in one step. */
  StoredObject move(Source source, ObjectKey target, Conditions conditions) throws IOException {
    if (source.key().equals(target)) {
      throw ApiError.invalid("Source and destination object names must be different.");
    }
    return changing(
        source.key(),
        target,
        () -> {
          pace.check(source.key());
          StoredObject from = checked(source);
          conditions.checkWrite(index.find(target));
          StoredObject made = fresh(target, from.attributes(), from.bytes(), from.components());
          commit(new Change.Moved(made, source.key()), made);
          pace.changed(source.key());
          return made;
        });
  }

  /** Makes an object of the bytes of others in the same bucket, one after the other. */
  StoredObject compose(
      List<Source> sources, ObjectKey target, Conditions conditions, Attributes attributes)
      throws IOException {
    for (int tries = 1; ; tries++) {
      List<StoredObject> parts = sources.stream().map(this::checked).toList();
      // An early look: nobody should wait for bytes that cannot be published.
      conditions.checkWrite(index.find(target));
      int components = parts.stream().mapToInt(part -> Math.max(1, part.components())).sum();
      try {
        StoredBytes whole = bytes.concatenate(parts.stream().map(StoredObject::bytes).toList());
        Attributes typed = attributes.withDefaultType(parts.get(0).attributes().contentType());
        return publish(target, typed, whole, conditions, components);
      } catch (FileNotFoundException overwritten) {
        if (tries == READ_TRIES) {
          throw overwritten;
        }
      }
    }
  }

  /** An object and its bytes from some position on. */
  public record Opened(StoredObject object, InputStream content) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      content.close();
    }
  }

  /** Says where to begin to read an object; may refuse it. */
  @FunctionalInterface
  interface Start {
    long of(StoredObject object);
  }

  /** Opens the bytes of one generation: they stay the same when the object is overwritten. */
  public Opened open(ObjectKey key) throws IOException {
    return open(key, OptionalLong.empty(), object -> 0);
  }

  Opened open(ObjectKey key, OptionalLong generation, Start start) throws IOException {
    for (int tries = 1; ; tries++) {
      StoredObject object = get(key, generation);
      try {
        return new Opened(object, bytes.open(object.bytes(), start.of(object)));
      } catch (FileNotFoundException overwritten) {
        // Overwritten between the look and the opening: look again.
        if (tries == READ_TRIES) {
          throw overwritten;
        }
      }
    }
  }

  /** Ends writing; waits for changes that are under way. */
  @Override
  public void close() throws IOException {
    history.writeLock().lock();
    try {
      journal.close();
    } finally {
      history.writeLock().unlock();
    }
  }

  /** While it holds, a name is changed at most once a second. */
  void paceWhile(BooleanSupplier condition) {
    pace.wantedWhile(condition);
  }

  /**
   * Runs a change while nobody else changes either name.
   *
   * @param other the one that is changed in any case
   */
  private StoredObject changing(ObjectKey one, ObjectKey other, KeyLocks.Step<StoredObject> step)
      throws IOException {
    StoredObject changed =
        locks.holding(
            one,
            other,
            () -> {
              pace.check(other);
              return step.run();
            });
    pace.changed(other);
    compactIfLarge();
    return changed;
  }

  private StoredObject checked(Source source) {
    StoredObject from = get(source.key(), source.generation());
    source.conditions().checkWrite(Optional.of(from));
    return from;
  }

  private StoredObject fresh(
      ObjectKey key, Attributes attributes, StoredBytes content, int components) {
    Instant now = clock.instant();
    return new StoredObject(
        key, generations.next(now), 1, content, attributes, now, now, components);
  }

  /** Writes, applies and tells; then removes the bytes that nothing names any more. */
  private void commit(Change change, StoredObject result) throws IOException {
    List<ObjectEvent> events;
    history.readLock().lock();
    try {
      index.bucket(result.key().bucket());
      journal.append(ChangeJson.write(change));
      events = change(change);
    } finally {
      history.readLock().unlock();
    }
    for (ObjectEvent event : events) {
      StoredBytes gone = event.object().bytes();
      if (event.kind() == ObjectEvent.Kind.DELETED && !gone.id().equals(result.bytes().id())) {
        remove(gone);
      }
    }
  }

  /** A file that stays behind is no reason to fail: the change is made, and a start removes it. */
  private void remove(StoredBytes unnamed) {
    try {
      bytes.delete(unnamed);
    } catch (IOException failed) {
      LOG.warn("Bytes that no object has stay until the next start", failed);
    }
  }

  private void note(ObjectNode note) throws IOException {
    history.readLock().lock();
    try {
      journal.append(ChangeJson.write(new Change.Noted(note)));
    } finally {
      history.readLock().unlock();
    }
    compactIfLarge();
  }

  private void compactIfLarge() {
    try {
      // One of all that find it too long is enough.
      if (journal.size() > compactAt && compacting.compareAndSet(false, true)) {
        try {
          compact();
        } finally {
          compacting.set(false);
        }
      }
    } catch (IOException failed) {
      compactAt = journal.size() * COMPACT_GROWTH;
      LOG.warn("The journal stays as long as it is", failed);
    }
  }

  /** Rewrites the journal as what is true now. */
  public void compact() throws IOException {
    history.writeLock().lock();
    try {
      List<ObjectNode> notes = new ArrayList<>(feed.summary());
      Stream<Change> records =
          Stream.of(
                  Stream.<Change>of(new Change.Counted(generations.latest())),
                  notes.stream().<Change>map(Change.Noted::new),
                  index.buckets().stream().<Change>map(Change.BucketMade::new),
                  index.all().stream().flatMap(Collection::stream).<Change>map(Change.Kept::new))
              .flatMap(part -> part);
      Iterator<byte[]> written = records.map(ChangeJson::write).iterator();
      journal.rewrite(() -> written);
      compactAt = Math.max(COMPACT_FROM, journal.size() * COMPACT_GROWTH);
    } finally {
      history.writeLock().unlock();
    }
  }

  private static ApiError missing(ObjectKey key) {
    return ApiError.notFound("No such object: " + key.bucket() + "/" + key.name());
  }
}
