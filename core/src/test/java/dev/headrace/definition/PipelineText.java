package dev.headrace.definition;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Pipeline files of the tests, and how tests compile them. */
final class PipelineText {
  static final Path VALID = Path.of("src/test/resources/definition/valid");
  static final Path INVALID = Path.of("src/test/resources/definition/invalid");
  static final LocalDate TODAY = LocalDate.parse("2026-11-22");

  private PipelineText() {}

  /** Compiles a text beside which every file exists. */
  static Compilation compile(String name, String text) {
    return PipelineFiles.compile(name, text, PipelineText::neighbour, TODAY);
  }

  static Optional<byte[]> neighbour(String path) {
    return Optional.of(
        path.endsWith(".jar")
            ? jar("com/acme/Daily.class", "com/acme/Export.class", "com/acme/Export$Rows.class")
            : ("content of " + path).getBytes(StandardCharsets.UTF_8));
  }

  /** A jar with entries of these names. */
  static byte[] jar(String... entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (String entry : entries) {
        ZipEntry named = new ZipEntry(entry);
        named.setTime(0);
        zip.putNextEntry(named);
        zip.write(entry.getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The text of a compiled pipeline, or its problems a line each. */
  static List<String> lines(Compilation compilation) {
    return compilation.match(
        new Compilation.Cases<>() {
          @Override
          public List<String> compiled(Compilation.Compiled result) {
            return List.of("compiled " + result.pipeline().name());
          }

          @Override
          public List<String> refused(Compilation.Refused result) {
            return result.problems().stream().map(Problem::toString).toList();
          }
        });
  }

  /** The pipeline of a file that is right. */
  static Compilation.Compiled compiled(String name, String text) {
    return compile(name, text)
        .match(
            new Compilation.Cases<>() {
              @Override
              public Compilation.Compiled compiled(Compilation.Compiled result) {
                return result;
              }

              @Override
              public Compilation.Compiled refused(Compilation.Refused result) {
                throw new AssertionError(name + " was refused: " + result.problems());
              }
            });
  }

  static Stream<Path> files(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
