package dev.headrace.local.journal;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * An append-only file of records, each stored as length, CRC32C and bytes.
 *
 * <p>A record whose {@link #append} returned is there after {@code kill -9}; with fsync also after
 * a power cut. A last record that was cut while it was written is dropped when the journal is
 * opened: its append never returned. Damage anywhere else is an error, never a silent loss.
 *
 * <p>Safe for use by many threads.
 */
public final class Journal implements AutoCloseable {
  private static final int HEADER = 8;
  private static final int MAX_RECORD = 64 * 1024 * 1024;

  private final Path file;
  private final boolean fsync;
  private final Object syncing = new Object();

  // Not a FileChannel: that one is closed for all when a single writing thread is interrupted.
  private RandomAccessFile out;
  private volatile long size;
  private long syncedTo;

  private Journal(Path file, boolean fsync) {
    this.file = file;
    this.fsync = fsync;
  }

  /**
   * Opens or makes the journal and hands every whole record to {@code replay}, oldest first.
   *
   * @throws IOException if the file cannot be read or is damaged before its last record
   */
  public static Journal open(Path file, Consumer<byte[]> replay, boolean fsync) throws IOException {
    Files.deleteIfExists(next(file));
    Journal journal = new Journal(file, fsync);
    long whole = Files.exists(file) ? replay(file, replay) : 0;
    journal.continueAt(whole);
    return journal;
  }

  /** Adds one record. When this returns, the record survives the end of the process. */
  public void append(byte[] record) throws IOException {
    byte[] framed = frame(record);
    long end;
    synchronized (this) {
      if (out == null) {
        throw new IOException("The journal " + file + " is closed.");
      }
      try {
        out.write(framed);
      } catch (IOException failed) {
        forgetPart(failed);
        throw failed;
      }
      size += framed.length;
      end = size;
    }
    if (fsync) {
      syncTo(end);
    }
  }

  /**
   * Replaces all records by these, at once: after a crash there are the old or the new ones.
   *
   * <p>Appends wait meanwhile. The caller sees to it that the records stand for everything appended
   * so far.
   */
  public synchronized void rewrite(Iterable<byte[]> records) throws IOException {
    Path next = next(file);
    long length = 0;
    try (var raw = new FileOutputStream(next.toFile());
        var buffered = new DataOutputStream(new BufferedOutputStream(raw, 1 << 16))) {
      for (byte[] record : records) {
        byte[] framed = frame(record);
        buffered.write(framed);
        length += framed.length;
      }
      buffered.flush();
      // Always synced: a rename that reaches the disk before the bytes would lose all records.
      raw.getFD().sync();
    }
    synchronized (syncing) {
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      out.close();
      continueAt(length);
      syncedTo = length;
    }
  }

  /** Bytes in the file: what a caller looks at to decide on a {@link #rewrite}. */
  public long size() {
    return size;
  }

  /** Ends writing. A second close does nothing. */
  @Override
  public synchronized void close() throws IOException {
    if (out != null) {
      out.close();
      out = null;
    }
  }

  private void continueAt(long position) throws IOException {
    out = new RandomAccessFile(file.toFile(), "rw");
    out.setLength(position);
    out.seek(position);
    size = position;
  }

  /** A disk may be full in the middle of a record: the next one must not follow half a record. */
  private void forgetPart(IOException failed) {
    try {
      out.setLength(size);
      out.seek(size);
    } catch (IOException broken) {
      failed.addSuppressed(broken);
      out = null;
    }
  }

  /** Several appends share one sync: whoever comes first syncs for all that wrote before. */
  private void syncTo(long end) throws IOException {
    synchronized (syncing) {
      if (syncedTo >= end) {
        return;
      }
      RandomAccessFile current;
      long reached;
      synchronized (this) {
        current = out;
        reached = size;
      }
      if (current == null) {
        throw new IOException("The journal " + file + " was closed before a record was synced.");
      }
      current.getFD().sync();
      syncedTo = reached;
    }
  }

  private static byte[] frame(byte[] record) {
    if (record.length == 0 || record.length > MAX_RECORD) {
      throw new IllegalArgumentException("A record has 1 byte to 64 MiB, not " + record.length);
    }
    return ByteBuffer.allocate(HEADER + record.length)
        .putInt(record.length)
        .putInt(checksum(record))
        .put(record)
        .array();
  }

  private static int checksum(byte[] record) {
    CRC32C crc = new CRC32C();
    crc.update(record, 0, record.length);
    return (int) crc.getValue();
  }

  /** Returns where the last whole record ends. */
  private static long replay(Path file, Consumer<byte[]> replay) throws IOException {
    long length = Files.size(file);
    long position = 0;
    try (InputStream raw = Files.newInputStream(file);
        var in = new DataInputStream(new BufferedInputStream(raw, 1 << 16))) {
      while (length - position >= HEADER) {
        int size = in.readInt();
        int expected = in.readInt();
        if (size <= 0 || size > MAX_RECORD) {
          return cutHere(file, position, size == 0 && expected == 0 && onlyZeros(in));
        }
        if (size > length - position - HEADER) {
          return position;
        }
        byte[] record = in.readNBytes(size);
        if (checksum(record) != expected) {
          return cutHere(file, position, position + HEADER + size == length);
        }
        replay.accept(record);
        position += HEADER + size;
      }
    }
    return position;
  }

  private static long cutHere(Path file, long position, boolean isLast) throws IOException {
    if (!isLast) {
      throw new IOException("The journal " + file + " is damaged at byte " + position + ".");
    }
    return position;
  }

  /** A power cut can leave a file longer than what was written to it. */
  private static boolean onlyZeros(InputStream rest) throws IOException {
    byte[] part = new byte[1 << 16];
    for (int read = rest.read(part); read >= 0; read = rest.read(part)) {
      for (int i = 0; i < read; i++) {
        if (part[i] != 0) {
          return false;
        }
      }
    }
    return true;
  }

  private static Path next(Path file) {
    return file.resolveSibling(file.getFileName() + ".next");
  }
}
