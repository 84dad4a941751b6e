package dev.headrace.local.storage;

import java.io.ByteArrayInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The folder with the bytes of all objects, in files with random names: what an object is called
 * never becomes a file name. A file is written once; only the journal gives it a meaning.
 *
 * <p>A few bytes get no file: the journal's record holds them, and memory, as long as all of them
 * together are not many. To make and to remove a file costs more than the rest of a small write.
 */
final class ByteFiles {
  private static final int BUFFER = 256 * 1024;

  // Most bodies are small documents: a large buffer for each would be most of the work.
  private static final int FIRST_BUFFER = 8 * 1024;
  private static final int SMALL = 4 * 1024;
  private static final long ALL_SMALL = 32L * 1024 * 1024;

  private static final ThreadLocal<ByteBuffer> DIRECT =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER / 2));

  private final Path folder;
  private final boolean fsync;

  // Random once, then counted: asking for randomness at each write is a lock that all share.
  private final String prefix;
  private final AtomicLong next;
  private final AtomicLong small = new AtomicLong();

  ByteFiles(Path folder, boolean fsync) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.fsync = fsync;
    SecureRandom random = new SecureRandom();
    this.prefix = HexFormat.of().toHexDigits(random.nextLong());
    this.next = new AtomicLong(random.nextLong());
  }

  String newId() {
    return prefix + HexFormat.of().toHexDigits(next.getAndIncrement());
  }

  Path path(String id) {
    return folder.resolve(id);
  }

  /** Stores everything in the stream, in constant memory. */
  StoredBytes receive(InputStream in) throws IOException {
    String id = newId();
    try {
      return receive(in, id);
    } catch (IOException | RuntimeException failed) {
      delete(id);
      throw failed;
    }
  }

  private StoredBytes receive(InputStream in, String id) throws IOException {
    Checksums checksums = new Checksums();
    byte[] buffer = new byte[FIRST_BUFFER];
    int read = in.readNBytes(buffer, 0, buffer.length);
    long size = 0;
    if (read > 0 && read <= SMALL && small.get() < ALL_SMALL) {
      checksums.update(buffer, read);
      return counted(checksums.of(id, read).withSmall(Arrays.copyOf(buffer, read)));
    }
    if (read > 0) {
      try (FileOutputStream out = new FileOutputStream(path(id).toFile())) {
        while (read > 0) {
          out.write(buffer, 0, read);
          checksums.update(buffer, read);
          size += read;
          boolean more = read == buffer.length;
          if (more && buffer.length < BUFFER) {
            buffer = new byte[BUFFER];
          }
          read = more ? in.readNBytes(buffer, 0, buffer.length) : 0;
        }
        sync(out);
      }
    }
    return checksums.of(id, size);
  }

  /** Stores the contents of these one after the other; there is no MD5 of the whole. */
  StoredBytes concatenate(List<StoredBytes> parts) throws IOException {
    String id = newId();
    Checksums checksums = new Checksums();
    long size = 0;
    try (FileOutputStream out = new FileOutputStream(path(id).toFile())) {
      byte[] buffer = new byte[BUFFER];
      for (StoredBytes part : parts) {
        try (InputStream in = open(part, 0)) {
          for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            out.write(buffer, 0, read);
            checksums.update(buffer, read);
            size += read;
          }
        }
      }
      sync(out);
    } catch (IOException | RuntimeException failed) {
      delete(id);
      throw failed;
    }
    return new StoredBytes(id, size, checksums.crc32c(), Optional.empty());
  }

  /** The same bytes under another id, without copying them where the file system can. */
  StoredBytes share(StoredBytes source) throws IOException {
    String id = newId();
    if (source.small().isPresent()) {
      return counted(
          new StoredBytes(id, source.size(), source.crc32c(), source.md5(), source.small()));
    }
    if (source.size() > 0) {
      try {
        Files.createLink(path(id), path(source.id()));
      } catch (UnsupportedOperationException noLinks) {
        Files.copy(path(source.id()), path(id));
      }
    }
    return new StoredBytes(id, source.size(), source.crc32c(), source.md5());
  }

  /**
   * Opens the bytes from {@code offset} on. The stream stays good when the file is deleted.
   *
   * @throws java.io.FileNotFoundException if they are deleted already
   */
  InputStream open(StoredBytes bytes, long offset) throws IOException {
    if (bytes.size() == 0) {
      return InputStream.nullInputStream();
    }
    if (bytes.small().isPresent()) {
      byte[] all = bytes.copyOfSmall();
      return new ByteArrayInputStream(all, (int) offset, all.length - (int) offset);
    }
    RandomAccessFile file = new RandomAccessFile(path(bytes.id()).toFile(), "r");
    try {
      file.seek(offset);
      return new OpenFile(file);
    } catch (IOException failed) {
      file.close();
      throw failed;
    }
  }

  /** Takes small bytes into account, which nobody does who finds them in the journal. */
  StoredBytes counted(StoredBytes bytes) {
    bytes.small().ifPresent(content -> small.addAndGet(content.capacity()));
    return bytes;
  }

  /** Removes bytes that no object has any more. */
  void delete(StoredBytes bytes) throws IOException {
    if (bytes.small().isPresent()) {
      small.addAndGet(-bytes.size());
    } else if (bytes.size() > 0) {
      delete(bytes.id());
    }
  }

  void delete(String id) throws IOException {
    Files.deleteIfExists(path(id));
  }

  /** Removes all files that nobody names any more. */
  void sweep(Predicate<String> isNamed) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (!isNamed.test(file.getFileName().toString())) {
          Files.delete(file);
        }
      }
    }
  }

  void sync(FileOutputStream out) throws IOException {
    if (fsync) {
      out.getFD().sync();
    }
  }

  /** Sends {@code length} bytes from one to the other. */
  static void copy(InputStream in, OutputStream out, long length) throws IOException {
    if (in instanceof OpenFile file && out instanceof WritableByteChannel wire) {
      file.copyTo(wire, length);
    } else {
      copyByArray(in, out, length);
    }
  }

  private static void copyByArray(InputStream in, OutputStream out, long length)
      throws IOException {
    byte[] buffer = new byte[(int) Math.min(BUFFER, Math.max(1, length))];
    for (long left = length; left > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw endsEarly(left);
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }

  private static IOException endsEarly(long left) {
    return new IOException("The bytes end " + left + " before they should.");
  }

  /** An open file, which stays readable when its name is deleted. */
  private static final class OpenFile extends InputStream {
    private final RandomAccessFile file;

    private OpenFile(RandomAccessFile file) {
      this.file = file;
    }

    @Override
    public int read() throws IOException {
      return file.read();
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
      return file.read(buffer, from, length);
    }

    /** Past the heap: bytes are copied once on their way to the socket, not three times. */
    void copyTo(WritableByteChannel wire, long length) throws IOException {
      ByteBuffer buffer = DIRECT.get();
      FileChannel channel = file.getChannel();
      for (long left = length; left > 0; ) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), left));
        int read = channel.read(buffer);
        if (read < 0) {
          throw endsEarly(left);
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
          wire.write(buffer);
        }
        left -= read;
      }
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
