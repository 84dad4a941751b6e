package dev.headrace.store;

import java.util.List;
import java.util.Optional;

/**
 * One bucket of the object store.
 *
 * <p>Names are object names inside the bucket: 1 to 1,024 bytes of UTF-8. Generations rise with
 * every write to a name, also over a delete, and never come back. Every method is safe to call from
 * many threads at once.
 *
 * <p>A conflict and an unknown end are <em>results</em>, because they are ordinary. A missing
 * object is empty. An outage is a {@link StoreUnavailableException}, never "missing". What will be
 * refused as often as it is asked, such as a missing right, is a {@link StoreRefusedException}.
 */
public interface ObjectStore {
  /** The largest object that is read. */
  int MAX_BYTES = 4 * 1024 * 1024;

  /**
   * Content and generation of one object, read together; empty when there is none.
   *
   * <p>The content comes without its metadata, which no store gives back in the same answer: what a
   * reader needs stands in the bytes.
   *
   * @throws StoreRefusedException when the object is larger than {@link #MAX_BYTES}: it may come
   *     from anybody who can write to the bucket, and is told apart before it is read
   * @throws StoreUnavailableException when the store does not answer
   */
  Optional<StoredObject> read(String name);

  /**
   * Writes an object that does not exist. Over an existing one it is a {@link WriteResult.Conflict}
   * and changes nothing. Of racing writers exactly one is applied.
   */
  WriteResult create(String name, Content content);

  /**
   * Replaces the object that stands at this generation; at any other, or where there is none, it is
   * a {@link WriteResult.Conflict} and changes nothing.
   */
  WriteResult replace(String name, long generation, Content content);

  /**
   * Deletes the object that stands at this generation; at any other, or where there is none, it is
   * a {@link WriteResult.Conflict} and changes nothing. {@link WriteResult.Applied} then carries
   * the generation that was deleted.
   */
  WriteResult delete(String name, long generation);

  /**
   * All objects whose names begin with the prefix, in the order of their names' UTF-8 bytes. A
   * write is listed as soon as it returned.
   *
   * @throws StoreUnavailableException when the store does not answer
   */
  List<Listed> list(String prefix);
}
