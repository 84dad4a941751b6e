package dev.headrace.spark.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Creates a file at once and whole: readers see all of it or none, and one writer wins. */
final class LinkedFile {
  private LinkedFile() {}

  static LakeFiles.Created create(Path target, byte[] bytes) throws IOException {
    Files.createDirectories(target.getParent());
    Path whole = Files.createTempFile(target.getParent(), ".", ".tmp");
    try {
      Files.write(whole, bytes);
      Files.createLink(target, whole);
      return LakeFiles.Created.CREATED;
    } catch (FileAlreadyExistsException e) {
      return LakeFiles.Created.EXISTED;
    } finally {
      Files.delete(whole);
    }
  }
}
