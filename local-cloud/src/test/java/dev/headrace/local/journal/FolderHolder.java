package dev.headrace.local.journal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** A process that holds a data folder until its input ends. */
final class FolderHolder {
  private FolderHolder() {}

  public static void main(String[] arguments) throws IOException {
    try (DataFolder folder = DataFolder.open(Path.of(arguments[0]))) {
      System.out.println(folder.path());
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }
}
