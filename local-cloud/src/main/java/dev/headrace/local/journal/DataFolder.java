package dev.headrace.local.journal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The one folder where a local cloud keeps everything: readable by its owner only, and held by one
 * process at a time.
 */
public final class DataFolder implements AutoCloseable {
  private final Path path;
  private final FileChannel lockFile;

  private DataFolder(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Makes the folder if it is missing and takes it.
   *
   * @throws IOException if another process holds it, or it cannot be made
   */
  public static DataFolder open(Path path) throws IOException {
    Files.createDirectories(path);
    var posix = Files.getFileAttributeView(path, PosixFileAttributeView.class);
    if (posix != null) {
      posix.setPermissions(PosixFilePermissions.fromString("rwx------"));
    }
    FileChannel lockFile =
        FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!taken(lockFile)) {
      lockFile.close();
      throw new IOException("The data folder " + path + " is in use by another local cloud.");
    }
    return new DataFolder(path, lockFile);
  }

  /**
   * Whether another process holds the folder. Not for the process that holds it: asking opens the
   * lock file, and closing that again would give the folder back.
   */
  public static boolean isHeld(Path path) throws IOException {
    try (FileChannel lockFile = FileChannel.open(path.resolve("lock"), StandardOpenOption.READ)) {
      // Shared: two that ask do not take each other for the holder.
      return lockFile.tryLock(0, Long.MAX_VALUE, true) == null;
    } catch (NoSuchFileException neverOpened) {
      return false;
    }
  }

  private static boolean taken(FileChannel lockFile) throws IOException {
    try {
      // The lock lives as long as the channel; the operating system gives it back after kill -9.
      FileLock lock = lockFile.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException held) {
      return false;
    }
  }

  /** Where the folder is. */
  public Path path() {
    return path;
  }

  /** Gives the folder back. */
  @Override
  public void close() throws IOException {
    lockFile.close();
  }
}
