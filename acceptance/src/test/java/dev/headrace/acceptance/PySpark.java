package dev.headrace.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A Python with PySpark: the one that {@code HEADRACE_TEST_PYTHON} names, else an environment that
 * is made once and kept in {@code target}. Where none can be made the tests that need it fail.
 */
final class PySpark {
  private PySpark() {}

  static String python(Path root) throws IOException, InterruptedException {
    Optional<String> given = Optional.ofNullable(System.getenv("HEADRACE_TEST_PYTHON"));
    return given.isPresent() ? given.get() : made(root);
  }

  private static String made(Path root) throws IOException, InterruptedException {
    Path environment = root.resolve("acceptance/target/pyspark").toAbsolutePath().normalize();
    Path python = environment.resolve("bin/python");
    Path done = environment.resolve("installed");
    if (!Files.exists(done)) {
      run("python3", "-m", "venv", "--clear", environment.toString());
      run(
          python.toString(),
          "-m",
          "pip",
          "install",
          "--quiet",
          "--disable-pip-version-check",
          "-r",
          root.resolve("spark-jobs/src/main/python/requirements-pyspark.txt").toString());
      Files.createFile(done);
    }
    return python.toString();
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).as(String.join(" ", List.of(command))).isZero();
  }
}
