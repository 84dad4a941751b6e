package dev.headrace.definition;

import dev.headrace.json.Sha256;
import dev.headrace.pipeline.Code;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files of the folder that stages name, each read once. */
final class CodeFiles {
  private final Neighbours neighbours;
  private final SortedMap<String, Code> files = new TreeMap<>();

  CodeFiles(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  /** Reads the file that a key names, if it is a text of the right kind. */
  void read(Found<String> path, String ending, Problems problems) {
    if (!path.value().endsWith(ending)) {
      problems.add(
          path.place(),
          "must be a file whose name ends in "
              + ending
              + ", but is "
              + Quoted.of(path.value())
              + ". Rename the file.");
      return;
    }
    Optional<byte[]> content = neighbours.read(path.value());
    if (content.isEmpty()) {
      problems.add(
          path.place(),
          "no file "
              + Quoted.of(path.value())
              + " in the pipeline's folder. Write the file, or correct its path.");
      return;
    }
    fault(content.get()).ifPresent(message -> problems.add(path.place(), message));
    files.put(path.value(), new Code(path.value(), Sha256.hex(content.get())));
  }

  private static Optional<String> fault(byte[] content) {
    if (content.length > Neighbours.MOST_BYTES) {
      return Optional.of("this file is larger than 1 MiB. Code is smaller: keep data elsewhere.");
    }
    try {
      boolean blank =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString().isBlank();
      return blank ? Optional.of("this file is empty. Write the code into it.") : Optional.empty();
    } catch (CharacterCodingException e) {
      return Optional.of("this file is not UTF-8 text. Save it as UTF-8.");
    }
  }

  /** A file that was read. */
  Code get(String path) {
    return files.get(path);
  }

  List<Code> all() {
    return List.copyOf(files.values());
  }
}
