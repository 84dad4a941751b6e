package dev.headrace.local.dataproc;

import static com.google.cloud.dataproc.v1.Batch.State.CANCELLED;
import static com.google.cloud.dataproc.v1.Batch.State.FAILED;
import static com.google.cloud.dataproc.v1.Batch.State.SUCCEEDED;
import static dev.headrace.local.dataproc.LocalDataproc.pythonBatch;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.dataproc.v1.Batch;
import com.google.cloud.dataproc.v1.Job;
import com.google.cloud.dataproc.v1.JobStatus;
import com.google.cloud.dataproc.v1.PySparkJob;
import com.google.longrunning.Operation;
import dev.headrace.local.driver.LakeAccess;
import dev.headrace.local.driver.PythonProcess;
import dev.headrace.local.driver.PythonSpark;
import dev.headrace.local.driver.SparkSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PythonBatchTest {
  @TempDir Path folder;

  private LocalDataproc local;

  @BeforeEach
  void open() throws IOException {
    LakeAccess lake = new LakeAccess("http://127.0.0.1:1", "local-test");
    local =
        new LocalDataproc(folder.resolve("data"), new ScriptedDriver<>(), python("python3", lake));
  }

  @AfterEach
  void close() throws IOException {
    local.close();
  }

  @Test
  void aScriptFindsItsModulesArgumentsAndTheLake() throws Exception {
    Path module = Files.writeString(folder.resolve("helper.py"), "word = 'helped'\n");
    Batch.Builder batch =
        pythonBatch(
            script(
                "import os, sys, helper",
                "print(sys.argv[1:], helper.word, os.environ['STORAGE_EMULATOR_HOST'],",
                "      os.environ['GOOGLE_CLOUD_PROJECT'], os.environ['HEADRACE_CLOCK_OFFSET'],",
                "      __name__)"),
            "a b");
    batch.getPysparkBatchBuilder().addPythonFileUris(module.toUri().toString());
    local.create("train-1", batch.build());

    Batch ended = local.await("train-1", SUCCEEDED);

    assertThat(output(ended))
        .isEqualTo("['a b'] helped http://127.0.0.1:1 local-test PT0S __main__\n");
  }

  @Test
  void aScriptRunsAsAJobOnAClusterToo() throws Exception {
    Job.Builder job = LocalDataproc.sparkJob("train-1", "");
    job.setPysparkJob(
        PySparkJob.newBuilder()
            .setMainPythonFileUri(
                script("import sys", "print('no rows', flush=True)", "sys.exit(3)")
                    .toUri()
                    .toString()));
    local.submit(job.build());

    Job ended = local.awaitJob("train-1");

    assertThat(ended.getStatus().getState()).isEqualTo(JobStatus.State.ERROR);
    assertThat(ended.getStatus().getDetails()).isEqualTo("exit code 3\nno rows");
  }

  @Test
  void theExitCodeIsTheReason() throws Exception {
    local.create("train-1", pythonBatch(script("import sys", "sys.exit(3)")).build());

    assertThat(local.await("train-1", FAILED).getStateMessage()).isEqualTo("exit code 3");
  }

  @Test
  void anExceptionIsInTheLog() throws Exception {
    local.create("train-1", pythonBatch(script("raise ValueError('no rows')")).build());

    Batch ended = local.await("train-1", FAILED);

    assertThat(ended.getStateMessage()).isEqualTo("exit code 1");
    assertThat(output(ended)).endsWith("ValueError: no rows\n");
  }

  @Test
  void aCancelledScriptEndsWithItsChildren() throws Exception {
    Path pids = folder.resolve("pids");
    Operation operation =
        local.create(
            "train-1",
            pythonBatch(
                    script(
                        "import os, subprocess, sys",
                        "child = subprocess.Popen(['sleep', '600'])",
                        "open(sys.argv[1] + '.part', 'w').write(f'{os.getpid()} {child.pid}')",
                        "os.rename(sys.argv[1] + '.part', sys.argv[1])",
                        "child.wait()"),
                    pids.toString())
                .build());
    while (!Files.exists(pids)) {
      Thread.onSpinWait();
    }

    local.client.getHttpJsonOperationsClient().cancelOperation(operation.getName());

    local.await("train-1", CANCELLED);
    for (String pid : Files.readString(pids).split(" ", -1)) {
      ProcessHandle.of(Long.parseLong(pid)).map(ProcessHandle::onExit).ifPresent(end -> end.join());
    }
  }

  @Test
  void aMissingInterpreterIsAFailure() throws Exception {
    PythonProcess none = python("no-such-python", local.lake());
    try (LocalDataproc other =
        new LocalDataproc(folder.resolve("other"), new ScriptedDriver<>(), none)) {
      other.create("train-1", pythonBatch(script("pass")).build());

      assertThat(other.await("train-1", FAILED).getStateMessage())
          .startsWith("Python cannot be started:")
          .contains("no-such-python");
    }
  }

  @Test
  void aBatchWithJarsAndWithoutPySparkSaysWhatToInstall() throws Exception {
    Path bare = folder.resolve("bare-python");
    Files.writeString(bare, "#!/bin/sh\nexec python3 -S -I \"$@\"\n");
    Files.setPosixFilePermissions(bare, PosixFilePermissions.fromString("rwx------"));
    try (LocalDataproc other =
        new LocalDataproc(
            folder.resolve("other"),
            new ScriptedDriver<>(),
            python(bare.toString(), local.lake()))) {
      Batch.Builder batch = pythonBatch(script("pass"));
      batch
          .getPysparkBatchBuilder()
          .addJarFileUris(Files.createFile(folder.resolve("x.jar")).toUri().toString());
      other.create("stage-1", batch.build());

      assertThat(other.await("stage-1", FAILED).getStateMessage())
          .isEqualTo(
              "This batch needs PySpark 4.0.1, and "
                  + bare
                  + " has none. Install it with: "
                  + bare
                  + " -m pip install pyspark==4.0.1");
    }
  }

  private PythonProcess python(String interpreter, LakeAccess lake) {
    SparkSettings spark = SparkSettings.of(List.of(Path.of("spark-core_2.13-4.0.1.jar")));
    return new PythonProcess(
        interpreter, new PythonSpark(interpreter, spark, lake), lake, folder.resolve("python"));
  }

  private Path script(String... lines) throws IOException {
    return Files.writeString(folder.resolve("main.py"), String.join("\n", lines) + "\n");
  }

  private static String output(Batch batch) throws IOException {
    return Files.readString(Path.of(URI.create(batch.getRuntimeInfo().getOutputUri())));
  }
}
