package dev.headrace.local.storage;

import dev.headrace.local.http.ApiError;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.StampedLock;
import java.util.function.Function;

/** What there is now, in memory: buckets, and in each the live objects in the order of names. */
final class ObjectIndex {
  private final Map<String, Bucket> buckets = new ConcurrentSkipListMap<>();
  private final Map<String, NavigableMap<String, StoredObject>> objects = new ConcurrentHashMap<>();

  // Only a change of two objects takes it for writing: all others are one atomic step anyway.
  private final StampedLock pairs = new StampedLock();

  Collection<Bucket> buckets() {
    return buckets.values();
  }

  /**
   * @throws ApiError 404 if there is none
   */
  Bucket bucket(String name) {
    Bucket bucket = buckets.get(name);
    if (bucket == null) {
      throw noBucket();
    }
    return bucket;
  }

  boolean hasBucket(String name) {
    return buckets.containsKey(name);
  }

  void add(Bucket bucket) {
    objects.putIfAbsent(bucket.name(), new ConcurrentSkipListMap<>(Utf8Order.INSTANCE));
    buckets.put(bucket.name(), bucket);
  }

  void removeBucket(String name) {
    buckets.remove(name);
    objects.remove(name);
  }

  /**
   * @throws ApiError 404 if there is no such bucket
   */
  Optional<StoredObject> find(ObjectKey key) {
    NavigableMap<String, StoredObject> in = objectsOf(key.bucket());
    long stamp = pairs.tryOptimisticRead();
    StoredObject found = in.get(key.name());
    if (!pairs.validate(stamp)) {
      stamp = pairs.readLock();
      try {
        found = in.get(key.name());
      } finally {
        pairs.unlockRead(stamp);
      }
    }
    return Optional.ofNullable(found);
  }

  /** Reads the objects of a bucket while none is moved. */
  <T> T read(String bucket, Function<NavigableMap<String, StoredObject>, T> reader) {
    NavigableMap<String, StoredObject> in = objectsOf(bucket);
    long stamp = pairs.readLock();
    try {
      return reader.apply(in);
    } finally {
      pairs.unlockRead(stamp);
    }
  }

  /** Puts the object in place of what was there. */
  Optional<StoredObject> put(StoredObject object) {
    return Optional.ofNullable(objectsOf(object.key().bucket()).put(object.key().name(), object));
  }

  Optional<StoredObject> remove(ObjectKey key) {
    return Optional.ofNullable(objectsOf(key.bucket()).remove(key.name()));
  }

  /** Both changes become visible at once. */
  void move(Runnable putAndRemove) {
    long stamp = pairs.writeLock();
    try {
      putAndRemove.run();
    } finally {
      pairs.unlockWrite(stamp);
    }
  }

  /** All live objects. */
  List<Collection<StoredObject>> all() {
    return objects.values().stream().map(NavigableMap::values).toList();
  }

  private NavigableMap<String, StoredObject> objectsOf(String bucket) {
    NavigableMap<String, StoredObject> found = objects.get(bucket);
    if (found == null) {
      throw noBucket();
    }
    return found;
  }

  private static ApiError noBucket() {
    return ApiError.notFound("The specified bucket does not exist.");
  }
}
