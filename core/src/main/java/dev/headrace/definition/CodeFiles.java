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
    content(path, ending, problems)
        .ifPresent(
            content -> {
              fault(content).ifPresent(message -> problems.add(path.place(), message));
              keep(path, content);
            });
  }

  /** Reads the jar that a key names; its classes, if it is one. */
  Optional<JarClasses> readJar(Found<String> path, Problems problems) {
    Optional<byte[]> content = content(path, ".jar", problems);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    keep(path, content.get());
    if (content.get().length > Neighbours.MOST_JAR_BYTES) {
      problems.add(
          path.place(),
          "this jar is larger than 64 MiB. Leave Spark and Headrace out of it: they are there.");
      return Optional.empty();
    }
    Optional<JarClasses> classes = JarClasses.of(content.get());
    if (classes.isEmpty()) {
      problems.add(path.place(), "this file is not a jar with classes in it. Build it anew.");
    }
    return classes;
  }

  private Optional<byte[]> content(Found<String> path, String ending, Problems problems) {
    if (!path.value().endsWith(ending)) {
      problems.add(
          path.place(),
          "must be a file whose name ends in "
              + ending
              + ", but is "
              + Quoted.of(path.value())
              + ". Rename the file.");
      return Optional.empty();
    }
    Optional<byte[]> content = neighbours.read(path.value());
    if (content.isEmpty()) {
      problems.add(
          path.place(),
          "no file "
              + Quoted.of(path.value())
              + " in the pipeline's folder. Write the file, or correct its path.");
    }
    return content;
  }

  private void keep(Found<String> path, byte[] content) {
    files.put(path.value(), new Code(path.value(), Sha256.hex(content)));
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
