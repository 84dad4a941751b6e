package dev.headrace.local.driver;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A master and a worker of Spark's own cluster, on loopback, from the jars of the class path. */
final class StandaloneCluster implements AutoCloseable {
  private final List<Process> processes = new ArrayList<>();
  private final SparkSettings settings;
  private final Path folder;
  private final Path home;
  private final String master;

  StandaloneCluster(SparkSettings settings, Path folder) throws IOException {
    this.settings = settings;
    this.folder = folder;
    this.home = distribution();
    this.master =
        start(
            "(spark://127\\.0\\.0\\.1:[0-9]+)",
            "org.apache.spark.deploy.master.Master",
            List.of("--host", "127.0.0.1", "--port", "0", "--webui-port", "0"));
    start(
        "(Successfully registered) with master",
        "org.apache.spark.deploy.worker.Worker",
        List.of(
            "--host",
            "127.0.0.1",
            "--webui-port",
            "0",
            "--cores",
            "4",
            "--memory",
            "2g",
            "--work-dir",
            folder.resolve("work").toString(),
            master));
  }

  String master() {
    return master;
  }

  /** What a worker needs of a distribution: the folder of its jars. */
  private Path distribution() throws IOException {
    Path jars = Files.createDirectories(folder.resolve("home").resolve("jars"));
    for (Path jar : settings.classPath()) {
      if (Files.isRegularFile(jar)) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar.toAbsolutePath());
      }
    }
    return jars.getParent();
  }

  /** Starts a daemon and waits for what it says when it is ready. */
  private String start(String ready, String mainClass, List<String> args) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(settings.java().toString());
    line.addAll(SparkSettings.MODULE_OPTIONS);
    line.addAll(List.of("-Xmx256m", "-cp"));
    line.add(
        settings.classPath().stream()
            .map(path -> path.toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator)));
    line.add(mainClass);
    line.addAll(args);
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    // Else the worker looks for the folder of a build of Spark itself before it starts an executor.
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    Process process = builder.start();
    processes.add(process);
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    StringBuilder said = new StringBuilder();
    for (String text = output.readLine(); text != null; text = output.readLine()) {
      said.append(text).append('\n');
      Matcher matcher = Pattern.compile(ready).matcher(text);
      if (matcher.find()) {
        Thread rest = new Thread(() -> output.lines().forEach(ignored -> {}));
        rest.setDaemon(true);
        rest.start();
        return matcher.group(1);
      }
    }
    throw new IOException(mainClass + " ended:\n" + said);
  }

  @Override
  public void close() {
    processes.forEach(ProcessTree::kill);
  }
}
