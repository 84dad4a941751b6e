package dev.headrace.local.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** The files of an archive. */
interface ArchiveReader extends Closeable {
  /** What all of its files are called. */
  Set<String> names() throws IOException;

  InputStream open(String name) throws IOException;

  /**
   * Opens a zip file or a folder.
   *
   * @throws IOException if there is nothing there, or no archive
   */
  static ArchiveReader of(Path source) throws IOException {
    if (Files.isDirectory(source)) {
      return new Folder(source);
    }
    try {
      return new Zip(new ZipFile(source.toFile()));
    } catch (NoSuchFileException missing) {
      throw new IOException("There is no " + source + ".", missing);
    } catch (ZipException wrong) {
      throw new IOException(source + " cannot be used: it is no whole zip file.", wrong);
    }
  }

  /** One file. */
  record Zip(ZipFile file) implements ArchiveReader {
    @Override
    public Set<String> names() {
      return file.stream().map(entry -> entry.getName()).collect(Collectors.toSet());
    }

    @Override
    public InputStream open(String name) throws IOException {
      return file.getInputStream(file.getEntry(name));
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  /** A folder with the same files in it. */
  record Folder(Path source) implements ArchiveReader {
    @Override
    public Set<String> names() throws IOException {
      try (Stream<Path> all = Files.walk(source)) {
        return all.filter(Files::isRegularFile)
            .map(file -> source.relativize(file).toString().replace('\\', '/'))
            .collect(Collectors.toSet());
      }
    }

    @Override
    public InputStream open(String name) throws IOException {
      return Files.newInputStream(source.resolve(name));
    }

    @Override
    public void close() {}
  }
}
