package dev.headrace.local.storage;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A resumable upload: what arrived so far lies in the file that will be the object's.
 *
 * <p>Whole blocks of 256 KiB are kept even if the chunk they are in is cut; the end of a chunk is
 * kept only if it arrived as a whole, as on Google Cloud.
 */
final class Upload {
  private static final int BLOCK = 256 * 1024;

  private final String id;
  private final ObjectKey key;
  private final ObjectNode resource;
  private final Conditions conditions;
  private final ByteFiles files;
  private final Checksums checksums = new Checksums();
  private long received;

  /**
   * @param resource what the client said of the object when it began
   */
  Upload(String id, ObjectKey key, ObjectNode resource, Conditions conditions, ByteFiles files)
      throws IOException {
    this.id = id;
    this.key = key;
    this.resource = resource;
    this.conditions = conditions;
    this.files = files;
    readBack();
  }

  String id() {
    return id;
  }

  ObjectKey key() {
    return key;
  }

  ObjectNode resource() {
    return resource;
  }

  Conditions conditions() {
    return conditions;
  }

  /** How many bytes are here for good. */
  synchronized long received() {
    return received;
  }

  /**
   * Adds a chunk that begins at {@code offset}; what is here already is passed over.
   *
   * @return false if bytes before the chunk are missing: nothing is changed then
   * @throws IOException if the client hung up; whole blocks are kept
   */
  synchronized boolean append(long offset, InputStream chunk) throws IOException {
    if (offset > received) {
      return false;
    }
    chunk.skipNBytes(received - offset);
    byte[] block = new byte[BLOCK];
    try (FileOutputStream out = new FileOutputStream(files.path(id).toFile(), true)) {
      int wanted;
      int read;
      do {
        wanted = BLOCK - (int) (received % BLOCK);
        read = chunk.readNBytes(block, 0, wanted);
        out.write(block, 0, read);
        checksums.update(block, read);
        received += read;
      } while (read == wanted);
      files.sync(out);
    }
    return true;
  }

  /** The bytes as they are now; nothing may be added any more. */
  synchronized StoredBytes finish() throws IOException {
    if (received == 0) {
      files.delete(id);
    }
    return checksums.of(id, received);
  }

  /** After a restart: the checksums go on from what is in the file. */
  private void readBack() throws IOException {
    Path file = files.path(id);
    if (!Files.exists(file)) {
      return;
    }
    long whole = Files.size(file) / BLOCK * BLOCK;
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "rw")) {
      in.setLength(whole);
      byte[] block = new byte[BLOCK];
      while (received < whole) {
        in.readFully(block);
        checksums.update(block, BLOCK);
        received += BLOCK;
      }
    }
  }
}
