package dev.headrace.definition;

import java.util.Optional;

/** The files of a pipeline's folder. */
@FunctionalInterface
public interface Neighbours {
  /** The largest text. */
  int MOST_BYTES = 1024 * 1024;

  /** The largest file of all, a jar: a reader may stop one byte above. */
  int MOST_JAR_BYTES = 64 * 1024 * 1024;

  /**
   * The bytes of a regular file inside the folder, or empty if there is none.
   *
   * @param path relative, of plain names with {@code /} between them
   */
  Optional<byte[]> read(String path);
}
