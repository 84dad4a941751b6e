package dev.headrace.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Pythons with what scripts need: the ones that environment variables name, else environments that
 * are made once and kept in {@code target}. Where none can be made the tests that need it fail.
 */
final class Pythons {
  private static final String REQUIREMENTS = "spark-jobs/src/main/python/";

  private Pythons() {}

  /** One with PySpark: {@code HEADRACE_TEST_PYTHON}. */
  static String pyspark(Path root) throws IOException, InterruptedException {
    return with(root, "HEADRACE_TEST_PYTHON", "pyspark", "requirements-pyspark.txt");
  }

  /** One with what training needs: {@code HEADRACE_TEST_TRAINER}. */
  static String trainer(Path root) throws IOException, InterruptedException {
    return with(root, "HEADRACE_TEST_TRAINER", "trainer", "requirements.txt");
  }

  private static String with(Path root, String variable, String name, String requirements)
      throws IOException, InterruptedException {
    Optional<String> given = Optional.ofNullable(System.getenv(variable));
    return given.isPresent() ? given.get() : made(root, name, requirements);
  }

  private static String made(Path root, String name, String requirements)
      throws IOException, InterruptedException {
    Path environment = root.resolve("acceptance/target").resolve(name).toAbsolutePath().normalize();
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
          root.resolve(REQUIREMENTS + requirements).toString());
      Files.createFile(done);
    }
    return python.toString();
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).as(String.join(" ", List.of(command))).isZero();
  }
}
