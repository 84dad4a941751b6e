package dev.headrace.local.dataproc;

import com.google.cloud.dataproc.v1.BatchControllerClient;
import dev.headrace.local.driver.LakeAccess;
import dev.headrace.local.driver.PythonProcess;
import dev.headrace.local.driver.PythonSpark;
import dev.headrace.local.driver.SparkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DataprocContractTest extends DataprocContract {
  @TempDir private static Path folder;
  private static LocalDataproc local;
  private static Path script;

  @BeforeAll
  static void start() throws IOException {
    LakeAccess lake = new LakeAccess("http://127.0.0.1:1", "local-test");
    SparkSettings spark = SparkSettings.of(List.of(Path.of("spark-core_2.13-4.0.1.jar")));
    PythonProcess python =
        new PythonProcess(
            "python3", new PythonSpark("python3", spark, lake), lake, folder.resolve("python"));
    local = new LocalDataproc(folder.resolve("data"), new ScriptedDriver<>(), python);
    script = Files.writeString(folder.resolve("main.py"), SCRIPT);
  }

  @AfterAll
  static void stop() throws IOException {
    local.close();
  }

  @Override
  BatchControllerClient client() {
    return local.client;
  }

  @Override
  String parent() {
    return LocalDataproc.PARENT;
  }

  @Override
  String script() {
    return script.toUri().toString();
  }

  @Override
  Duration pause() {
    return Duration.ofMillis(5);
  }
}
