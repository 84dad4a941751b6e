package dev.headrace.cli.pipelines;

import dev.headrace.cli.command.Failure;
import dev.headrace.cli.command.Folders;
import dev.headrace.definition.Compilation;
import dev.headrace.definition.PipelineFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Finds the pipeline files that a person means by a file or a folder. */
public record PipelineFinder(Folders folders) {
  private static final String USUAL = "pipeline.yaml";

  /**
   * A pipeline file and what became of it.
   *
   * @param shown as the person at the working folder would write it
   */
  public record Checked(Path file, String shown, Compilation compilation) {}

  /**
   * The file itself; of a folder its {@code pipeline.yaml}, or else those one level below it; each
   * compiled.
   */
  public List<Checked> check(Path given) {
    return files(given).stream()
        .map(file -> new Checked(file, folders.shown(file), PipelineFiles.compile(file)))
        .toList();
  }

  private List<Path> files(Path given) {
    Path path = folders.working().resolve(given).normalize();
    if (Files.isRegularFile(path)) {
      return List.of(path);
    }
    if (!Files.isDirectory(path)) {
      throw Failure.notFound(
          "There is no file or folder " + given + ".",
          "Name a pipeline file, or a folder that has a " + USUAL + ".");
    }
    if (Files.isRegularFile(path.resolve(USUAL))) {
      return List.of(path.resolve(USUAL));
    }
    List<Path> below = below(path);
    if (below.isEmpty()) {
      throw Failure.notFound(
          "There is no " + USUAL + " in " + folders.shown(path) + " or one level below it.",
          "Name the pipeline file itself.");
    }
    return below;
  }

  private static List<Path> below(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .map(entry -> entry.resolve(USUAL))
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
