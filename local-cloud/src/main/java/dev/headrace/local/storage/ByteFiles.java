package dev.headrace.local.storage;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The folder with the bytes of all objects, in files with random names: what an object is called
 * never becomes a file name. A file is written once; only the journal gives it a meaning.
 */
final class ByteFiles {
  private static final int BUFFER = 64 * 1024;

  private final Path folder;
  private final boolean fsync;
  private final SecureRandom random = new SecureRandom();

  ByteFiles(Path folder, boolean fsync) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.fsync = fsync;
  }

  String newId() {
    byte[] id = new byte[16];
    random.nextBytes(id);
    return HexFormat.of().formatHex(id);
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
    byte[] buffer = new byte[BUFFER];
    int read = in.readNBytes(buffer, 0, BUFFER);
    long size = 0;
    if (read > 0) {
      try (FileOutputStream out = new FileOutputStream(path(id).toFile())) {
        while (read > 0) {
          out.write(buffer, 0, read);
          checksums.update(buffer, read);
          size += read;
          read = read < BUFFER ? 0 : in.readNBytes(buffer, 0, BUFFER);
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
    RandomAccessFile file = new RandomAccessFile(path(bytes.id()).toFile(), "r");
    try {
      file.seek(offset);
      return new OpenFile(file);
    } catch (IOException failed) {
      file.close();
      throw failed;
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
    byte[] buffer = new byte[(int) Math.min(BUFFER * 2L, Math.max(1, length))];
    for (long left = length; left > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new IOException("The bytes end " + left + " before they should.");
      }
      out.write(buffer, 0, read);
      left -= read;
    }
  }

  /** Unlike the streams of channels, this one does not close when its thread is interrupted. */
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

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
