package dev.headrace.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that are made from code and kept beside it; {@code -Dregenerate=true} writes them anew. */
public final class Regenerated {
  private Regenerated() {}

  /** Holds the file to what the code makes now. */
  public static void assertSame(Path kept, String now) {
    try {
      if (Boolean.getBoolean("regenerate")) {
        Files.createDirectories(kept.toAbsolutePath().getParent());
        Files.writeString(kept, now);
      }
      assertThat(kept).as("run with -Dregenerate=true to write %s anew", kept).exists();
      assertThat(Files.readString(kept))
          .as("run with -Dregenerate=true to write %s anew", kept)
          .isEqualTo(now);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
