package dev.headrace.definition;

import dev.headrace.pipeline.Pipeline;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;

/** Compiles pipeline files. */
public final class PipelineFiles {
  private PipelineFiles() {}

  /**
   * Compiles a pipeline file with the files of its folder that it names.
   *
   * @throws UncheckedIOException when a file is there but cannot be read
   */
  public static Compilation compile(Path pipelineYaml) {
    Path file = pipelineYaml.toAbsolutePath().normalize();
    String name = String.valueOf(file.getFileName());
    LocalDate today = InstantSource.system().instant().atZone(ZoneOffset.UTC).toLocalDate();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(4 * SourceText.MOST_CHARACTERS + 1);
      return compile(name, bytes, new Folder(file.resolveSibling(".").normalize()), today);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Compiles the text of a pipeline file: the same arguments give the same result.
   *
   * @param name of the file, as problems begin
   * @param neighbours the files beside it
   * @param today from which dates of clock changes are named
   */
  public static Compilation compile(
      String name, String text, Neighbours neighbours, LocalDate today) {
    return compile(name, text.getBytes(StandardCharsets.UTF_8), neighbours, today);
  }

  static Compilation compile(String name, byte[] bytes, Neighbours neighbours, LocalDate today) {
    Problems problems = new Problems(name);
    CodeFiles code = new CodeFiles(neighbours);
    Optional<PipelineSection> section =
        SourceText.of(bytes, problems)
            .flatMap(text -> fields(text, problems))
            .map(fields -> new PipelineSection(fields, today, code));
    section.ifPresent(s -> s.check(problems));
    Optional<Pipeline> pipeline =
        section.filter(s -> problems.isEmpty()).map(s -> s.build(problems));
    if (pipeline.isEmpty() || !problems.isEmpty()) {
      return new Compilation.Refused(problems.inFileOrder());
    }
    Problems warnings = new Problems(name);
    section.ifPresent(s -> s.warn(warnings));
    return new Compilation.Compiled(pipeline.get(), code.all(), warnings.inFileOrder());
  }

  private static Optional<Fields> fields(String text, Problems problems) {
    Optional<Value> document = YamlFile.read(text, problems);
    if (problems.isEmpty() && document.filter(d -> !d.isEmpty()).isEmpty()) {
      problems.add(
          Place.BEGINNING,
          "the file is empty. Write \"pipeline:\" with its name, and \"tables:\" and \"stages:\".");
      return Optional.empty();
    }
    return document.flatMap(d -> PipelineKeys.SHAPE.read(d, problems));
  }
}
