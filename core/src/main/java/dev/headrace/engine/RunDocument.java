package dev.headrace.engine;

import dev.headrace.run.Run;
import java.util.List;

/**
 * A run as it stands in the control bucket.
 *
 * @param checksum over the bytes after it: {@link Checksum}
 * @param schema of this document
 * @param revision one more with every write
 * @param previous the hash of the document that this one replaced; empty for the first
 * @param writeIds of the newest writes, oldest first: a writer that got no answer finds here
 *     whether its write landed
 */
record RunDocument(
    String checksum, int schema, long revision, String previous, List<String> writeIds, Run run) {
  static final int SCHEMA = 1;
  static final int MAX_BYTES = 256 * 1024;
  static final int RING = 64;

  RunDocument {
    writeIds = List.copyOf(writeIds);
  }
}
