package dev.headrace.local.archive;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Where the files of an archive go. */
interface ArchiveWriter extends Closeable {
  /** Adds a file; gives its length. */
  long add(String name, InputStream content) throws IOException;

  default void add(String name, byte[] content) throws IOException {
    add(name, new ByteArrayInputStream(content));
  }

  static ArchiveWriter to(Path target, boolean zip) throws IOException {
    return zip ? new Zip(target) : new Folder(target);
  }

  /** One file. */
  final class Zip implements ArchiveWriter {
    private final ZipOutputStream out;

    Zip(Path target) throws IOException {
      out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(target), 1 << 16));
      out.setLevel(Deflater.BEST_SPEED);
    }

    @Override
    public long add(String name, InputStream content) throws IOException {
      out.putNextEntry(new ZipEntry(name));
      long length = content.transferTo(out);
      out.closeEntry();
      return length;
    }

    @Override
    public void close() throws IOException {
      out.close();
    }
  }

  /** A folder with the same files in it. */
  record Folder(Path target) implements ArchiveWriter {
    @Override
    public long add(String name, InputStream content) throws IOException {
      Path file = target.resolve(name);
      Files.createDirectories(file.getParent());
      try (OutputStream out = Files.newOutputStream(file)) {
        return content.transferTo(out);
      }
    }

    @Override
    public void close() {}
  }
}
