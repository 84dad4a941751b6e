package dev.headrace.definition;

import java.util.IdentityHashMap;
import java.util.NoSuchElementException;
import java.util.Optional;

/** A map of the file, read by its shape: what was right of it. */
final class Fields {
  private final Place place;
  private final IdentityHashMap<Key<?>, Place> keys = new IdentityHashMap<>();
  private final IdentityHashMap<Key<?>, Found<?>> values = new IdentityHashMap<>();

  private boolean right;

  Fields(Place place) {
    this.place = place;
  }

  <T> void read(Key<T> key, Place keyPlace, Value value, Problems problems) {
    keys.put(key, keyPlace);
    key.kind()
        .read(value, problems)
        .ifPresent(read -> values.put(key, new Found<>(read, value.place())));
  }

  Fields rightIf(boolean noProblems) {
    right = noProblems;
    return this;
  }

  /** Whether all of it was read without a problem. */
  boolean isRight() {
    return right;
  }

  /** Where the whole of it stands. */
  Place place() {
    return place;
  }

  /** Whether the key is written, be it right or wrong. */
  boolean writes(Key<?> key) {
    return keys.containsKey(key);
  }

  /** Where the key is written, or would be. */
  Place placeOf(Key<?> key) {
    return keys.getOrDefault(
        key, new Place(place.line(), place.column(), place.pathOf(key.name())));
  }

  /** What is written under the key, if it was right. */
  @SuppressWarnings("unchecked") // Only read() puts values, and by the key's own kind.
  <T> Optional<Found<T>> found(Key<T> key) {
    return Optional.ofNullable((Found<T>) values.get(key));
  }

  /** What holds for the key: what is written, or what holds where nothing is. */
  <T> Optional<T> value(Key<T> key) {
    Optional<T> written = found(key).map(Found::value);
    return written.isPresent() || writes(key) ? written : key.fallback();
  }

  /** As {@link #value}, of a file without problems. */
  <T> T the(Key<T> key) {
    return value(key)
        .orElseThrow(() -> new NoSuchElementException(place.pathOf(key.name()) + " was not read"));
  }
}
