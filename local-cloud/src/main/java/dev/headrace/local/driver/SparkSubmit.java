package dev.headrace.local.driver;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code spark-submit} in client mode against a standalone cluster: one program at a time, each in
 * a process of its own on this machine.
 */
final class SparkSubmit {
  private static final String JAVA_OPTIONS = "spark.driver.extraJavaOptions";

  private static final long CANCEL_SECONDS = 10;

  /** A signal's number is added to this. */
  private static final int SIGNAL = 128;

  private static final Pattern TOO_LARGE =
      Pattern.compile(Pattern.quote(TooLargeForCluster.class.getName()) + ": (.+)");

  private final SparkSettings settings;
  private final LakeAccess lake;
  private String running = "";
  private Process process;

  SparkSubmit(SparkSettings settings, LakeAccess lake) {
    this.settings = settings;
    this.lake = lake;
  }

  /**
   * What to submit.
   *
   * @param work the working directory
   * @param environment variables besides those of this process
   * @param properties Spark settings of this job
   * @param words options, the program and its arguments
   */
  record Program(
      String id,
      Path work,
      Path log,
      Duration clockOffset,
      Map<String, String> environment,
      Map<String, String> properties,
      List<String> words) {}

  /** Runs the program to its end. */
  DriverEnd run(Program program, Runnable started) throws InterruptedException {
    try {
      Process begun = start(program);
      started.run();
      return end(begun.waitFor(), program.log());
    } catch (IOException failed) {
      return DriverEnd.failed("spark-submit cannot be started: " + failed.getMessage());
    } finally {
      close();
    }
  }

  /** Ends the program gently, so that it gives back its executors and closes its event log. */
  synchronized void cancel(String id) {
    if (!running.equals(id)) {
      return;
    }
    Process cancelled = process;
    ProcessTree.end(cancelled);
    CompletableFuture.delayedExecutor(CANCEL_SECONDS, TimeUnit.SECONDS)
        .execute(() -> ProcessTree.kill(cancelled));
  }

  synchronized void close() {
    if (process != null) {
      ProcessTree.kill(process);
      running = "";
    }
  }

  private synchronized Process start(Program program) throws IOException {
    Files.createDirectories(program.work());
    ProcessBuilder builder =
        new ProcessBuilder(commandLine(program))
            .directory(program.work().toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(program.log().toFile()));
    builder.environment().putAll(program.environment());
    process = builder.start();
    running = program.id();
    return process;
  }

  private List<String> commandLine(Program program) {
    List<String> line = new ArrayList<>();
    line.add(settings.java().toString());
    line.addAll(SparkSettings.MODULE_OPTIONS);
    line.add("-Xmx" + settings.heap());
    line.add("-XX:TieredStopAtLevel=1");
    line.add("-Dfile.encoding=UTF-8");
    line.add("-Dheadrace.clock-offset=" + program.clockOffset());
    // The driver's JVM is this one: it cannot start another with these.
    line.addAll(
        Stream.of(program.properties().getOrDefault(JAVA_OPTIONS, "").strip().split("\\s+", -1))
            .filter(option -> !option.isEmpty())
            .toList());
    line.add("-cp");
    line.add(
        settings.classPath().stream()
            .map(path -> path.toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator)));
    line.add(SubmitMain.class.getName());
    line.addAll(List.of("--deploy-mode", "client"));
    Map<String, String> conf = new TreeMap<>(settings.sparkConf(lake, program.work()));
    conf.putAll(program.properties());
    conf.forEach((key, value) -> line.addAll(List.of("--conf", key + "=" + value)));
    line.addAll(program.words());
    return line;
  }

  /** An option that takes files, unless there are none. */
  static List<String> option(String name, List<Path> files) {
    return files.isEmpty()
        ? List.of()
        : List.of(name, files.stream().map(Path::toString).collect(Collectors.joining(",")));
  }

  private static DriverEnd end(int code, Path log) throws IOException {
    if (code > SIGNAL) {
      return DriverEnd.lost("spark-submit ended with " + DriverEnd.describeExit(code));
    }
    return code == 0 ? DriverEnd.exit(0, "") : DriverEnd.failed(why(code, log));
  }

  private static String why(int code, Path log) throws IOException {
    String why = "exit code " + code;
    String output = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    for (String line : output.lines().toList()) {
      Matcher tooLarge = TOO_LARGE.matcher(line);
      if (tooLarge.find()) {
        return tooLarge.group(1);
      }
      if (line.startsWith(SubmitMain.WHY)) {
        why = line.substring(SubmitMain.WHY.length());
      }
    }
    return why;
  }
}
