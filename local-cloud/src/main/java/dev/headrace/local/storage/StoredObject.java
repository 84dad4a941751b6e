package dev.headrace.local.storage;

import java.time.Instant;

/**
 * One generation of an object as it is or was.
 *
 * @param components how many objects it was composed of, 0 if it was not composed
 */
public record StoredObject(
    ObjectKey key,
    long generation,
    long metageneration,
    StoredBytes bytes,
    Attributes attributes,
    Instant created,
    Instant updated,
    int components) {

  /** The number of bytes. */
  public long size() {
    return bytes.size();
  }

  /** What events and notes say of it: everything but the bytes. */
  public StoredObject described() {
    return new StoredObject(
        key,
        generation,
        metageneration,
        bytes.described(),
        attributes,
        created,
        updated,
        components);
  }

  StoredObject withSmall(byte[] content) {
    return new StoredObject(
        key,
        generation,
        metageneration,
        bytes.withSmall(content),
        attributes,
        created,
        updated,
        components);
  }

  StoredObject patched(Attributes next, Instant now) {
    return new StoredObject(
        key, generation, metageneration + 1, bytes, next, created, now, components);
  }
}
