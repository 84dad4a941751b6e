package dev.headrace.definition;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A pipeline's folder on disk. Links that lead out of it are not followed. */
record Folder(Path path) implements Neighbours {
  @Override
  public Optional<byte[]> read(String name) {
    Path file = path.resolve(name);
    try {
      if (!Files.isRegularFile(file) || !file.toRealPath().startsWith(path.toRealPath())) {
        return Optional.empty();
      }
      try (InputStream in = Files.newInputStream(file)) {
        return Optional.of(in.readNBytes(MOST_JAR_BYTES + 1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
