package dev.headrace.local.dataproc;

import dev.headrace.local.driver.LakeAccess;
import dev.headrace.local.driver.PythonProcess;
import dev.headrace.local.driver.PythonSpark;
import dev.headrace.local.driver.SparkSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A local Dataproc that runs Python for the contracts, and their script in a file. */
final class LocalScripts implements AutoCloseable {
  final LocalDataproc dataproc;
  private final Path script;

  LocalScripts(Path folder) throws IOException {
    LakeAccess lake = new LakeAccess("http://127.0.0.1:1", "local-test");
    SparkSettings spark = SparkSettings.of(List.of(Path.of("spark-core_2.13-4.0.1.jar")));
    PythonProcess python =
        new PythonProcess(
            "python3", new PythonSpark("python3", spark, lake), lake, folder.resolve("python"));
    dataproc = new LocalDataproc(folder.resolve("data"), new ScriptedDriver<>(), python);
    script = Files.writeString(folder.resolve("main.py"), DataprocContract.SCRIPT);
  }

  String script() {
    return script.toUri().toString();
  }

  @Override
  public void close() throws IOException {
    dataproc.close();
  }
}
