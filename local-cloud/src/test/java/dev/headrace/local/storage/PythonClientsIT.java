package dev.headrace.local.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arrow and Google's Python client; what they do stands in {@code src/test/python}. */
class PythonClientsIT {
  @TempDir private static Path folder;
  private static LocalStorage local;
  private static Path python;

  @BeforeAll
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  static void start() throws Exception {
    python = Python.withPackages();
    local = new LocalStorage(folder);
    local.storage.createBucket("lake");
  }

  @AfterAll
  static void stop() throws IOException {
    if (local != null) {
      local.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"test_pyarrow", "test_google_storage"})
  void theyGetWhatTheyGetFromCloudStorage(String tests) throws Exception {
    Path output = folder.resolve(tests + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
                python.toString(), "-W", "error::ResourceWarning", "-m", "unittest", "-v", tests)
            .directory(Path.of("src/test/python").toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("STORAGE_EMULATOR_HOST", local.server.url());
    builder.environment().put("LOCAL_CLOUD", URI.create(local.server.url()).getAuthority());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    Process process = builder.start();
    boolean ended = process.waitFor(4, TimeUnit.MINUTES);
    process.destroyForcibly();

    String said = Files.readString(output, UTF_8);
    assertThat(ended).as(said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(said).containsPattern("Ran [1-9][0-9]* tests").doesNotContain("skipped");
  }
}
