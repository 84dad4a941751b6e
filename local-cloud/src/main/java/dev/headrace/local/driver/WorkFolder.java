package dev.headrace.local.driver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The working directory of one job. */
final class WorkFolder {
  private WorkFolder() {}

  /** Lays the script into it, with the modules and files that it finds there. */
  static void lay(PythonJob job, Path work) throws IOException {
    Files.createDirectories(work);
    List<Path> all = new ArrayList<>(job.files());
    job.modules().stream().filter(module -> module.toString().endsWith(".py")).forEach(all::add);
    all.add(job.main());
    for (Path file : all) {
      Files.copy(file, work.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  static void remove(Path work) {
    if (!Files.exists(work)) {
      return;
    }
    try (Stream<Path> all = Files.walk(work)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException left) {
      // A file that stays does no harm: the folder's name is never used again. The JVM of a script
      // may be tidying up here, too: it ends when it sees that Python has ended.
      work.toFile().deleteOnExit();
    }
  }
}
