package dev.headrace.local.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The interpreter for tests of Python clients. */
final class Python {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path REQUIREMENTS =
      ROOT.resolve("spark-jobs/src/main/python/requirements.txt");

  private Python() {}

  /**
   * One that has the packages of the trainer: that of {@code HEADRACE_PYTHON}, else the one that
   * the launcher made, else one that is made below {@code target} and kept.
   */
  static Path withPackages() throws IOException, InterruptedException {
    Optional<String> given = Optional.ofNullable(System.getenv("HEADRACE_PYTHON"));
    if (given.isPresent()) {
      return Path.of(given.get());
    }
    Path launchers = ROOT.resolve(".venv");
    if (Files.exists(launchers.resolve("headrace.stamp"))) {
      return launchers.resolve("bin/python");
    }
    return made(Path.of("target/python-venv").toAbsolutePath());
  }

  private static Path made(Path folder) throws IOException, InterruptedException {
    Path python = folder.resolve("bin/python");
    Path stamp = folder.resolve("requirements.txt");
    byte[] wanted = Files.readAllBytes(REQUIREMENTS);
    if (!Files.exists(stamp) || !Arrays.equals(Files.readAllBytes(stamp), wanted)) {
      run(List.of("python3", "-m", "venv", "--clear", folder.toString()));
      run(
          List.of(
              python.toString(),
              "-m",
              "pip",
              "install",
              "-q",
              "--disable-pip-version-check",
              "-r",
              REQUIREMENTS.toString()));
      Files.write(stamp, wanted);
    }
    return python;
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    boolean ended = process.waitFor(8, TimeUnit.MINUTES);
    process.destroyForcibly();
    assertThat(ended).as("%s ends", command).isTrue();
    assertThat(process.exitValue()).as("exit code of %s", command).isZero();
  }
}
