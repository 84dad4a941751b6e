package dev.headrace.local.driver;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The parent's side of one Spark process. */
final class SparkChild implements AutoCloseable {
  private static final long CANCEL_SECONDS = 10;

  private final Process process;
  private final PrintStream commands;
  private final Path log;
  private final Map<String, String> startConf;
  private final Map<Path, Set<String>> loaded = new HashMap<>();
  private final CompletableFuture<Long> ready = new CompletableFuture<>();
  private volatile Waiting waiting;
  private volatile boolean reusable = true;
  private volatile boolean exiting;

  /** The job that the process was given. */
  private record Waiting(SparkJob job, Runnable started, CompletableFuture<Answer> answer) {}

  /** How the process answered: the end of the job, or the settings that need another process. */
  record Answer(Optional<DriverEnd> end, Set<String> unfitKeys) {}

  private SparkChild(Process process, Path log, Map<String, String> startConf) {
    this.process = process;
    this.commands = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    this.log = log;
    this.startConf = startConf;
  }

  /** Starts a process; it is not ready yet when this returns. */
  static SparkChild start(
      SparkSettings settings, Map<String, String> startConf, LakeAccess lake, Path folder)
      throws IOException {
    Files.createDirectories(folder.resolve("tmp"));
    Path log = folder.resolveSibling(folder.getFileName() + ".log");
    Process process =
        new ProcessBuilder(commandLine(settings, folder))
            .directory(folder.toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    SparkChild child = new SparkChild(process, log, Map.copyOf(startConf));
    ObjectNode start = DriverMessage.of("start");
    ObjectNode conf = start.putObject("conf");
    settings.with(startConf).sparkConf(lake, folder).forEach(conf::put);
    child.send(start);
    Thread reader = new Thread(child::read, "spark-" + process.pid());
    reader.setDaemon(true);
    reader.start();
    return child;
  }

  private static List<String> commandLine(SparkSettings settings, Path folder) {
    List<String> line = new ArrayList<>();
    line.add(settings.java().toString());
    line.addAll(SparkSettings.MODULE_OPTIONS);
    line.add("-Xmx" + settings.heap());
    line.add("-XX:+UseParallelGC");
    // Most of a small job is planning, on code that runs too seldom to repay the second compiler:
    // without it the first days of the example take three fifths of the processor time.
    line.add("-XX:TieredStopAtLevel=1");
    // With one compiler the default is 48m, which the generated code of a few days fills.
    line.add("-XX:ReservedCodeCacheSize=256m");
    line.add("-Xshare:auto");
    line.add("-Djava.io.tmpdir=" + folder.resolve("tmp"));
    line.add("-Dfile.encoding=UTF-8");
    line.add("-cp");
    line.add(
        settings.classPath().stream()
            .map(path -> path.toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator)));
    line.add("dev.headrace.local.driver.SparkDriver");
    return line;
  }

  long pid() {
    return process.pid();
  }

  /** Milliseconds that Spark took to start, when it has. */
  CompletableFuture<Long> ready() {
    return ready;
  }

  /** Whether the process can still be given a job. */
  boolean isUsable() {
    return reusable && process.isAlive();
  }

  /** Whether the job would find its own classes and settings here, and no others of that name. */
  boolean fits(SparkJob job) {
    for (var fixed : startConf.entrySet()) {
      if (!fixed.getValue().equals(job.properties().get(fixed.getKey()))) {
        return false;
      }
    }
    for (Path jar : job.jars()) {
      if (!loaded.containsKey(jar) && overlaps(JarContents.classes(jar))) {
        return false;
      }
    }
    return true;
  }

  private boolean overlaps(Set<String> classes) {
    return loaded.values().stream().anyMatch(have -> have.stream().anyMatch(classes::contains));
  }

  /** Gives the process the job and waits for the answer. */
  Answer run(SparkJob job, Runnable started) throws InterruptedException {
    job.jars().forEach(jar -> loaded.computeIfAbsent(jar, JarContents::classes));
    Waiting next = new Waiting(job, started, new CompletableFuture<>());
    waiting = next;
    send(runCommand(job));
    if (!process.isAlive()) {
      processEnded();
    }
    try {
      return next.answer().get();
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    } finally {
      waiting = null;
    }
  }

  private static ObjectNode runCommand(SparkJob job) {
    ObjectNode run =
        DriverMessage.of("run")
            .put("job", job.id())
            .put("mainClass", job.mainClass())
            .put("clockOffset", job.clockOffset().toString())
            .put("log", job.log().toString());
    ArrayNode jars = run.putArray("jars");
    job.jars().forEach(jar -> jars.add(jar.toString()));
    ArrayNode files = run.putArray("files");
    job.files().forEach(file -> files.add(file.toString()));
    job.args().forEach(run.putArray("args")::add);
    ObjectNode properties = run.putObject("properties");
    job.properties().forEach(properties::put);
    return run;
  }

  /** Asks the process to end the job, and kills it if that takes too long. */
  void cancel(String jobId) {
    Waiting running = waiting;
    if (running == null || !running.job().id().equals(jobId)) {
      return;
    }
    send(DriverMessage.of("cancel").put("job", jobId));
    CompletableFuture.delayedExecutor(CANCEL_SECONDS, TimeUnit.SECONDS)
        .execute(() -> killUnlessDone(running));
  }

  private void killUnlessDone(Waiting cancelled) {
    if (!cancelled.answer().isDone()) {
      close();
    }
  }

  private void send(ObjectNode message) {
    // A print stream swallows the error of a broken pipe; the reader sees the process end.
    commands.print(DriverMessage.line(message));
    commands.flush();
  }

  private void read() {
    try (BufferedReader answers = process.inputReader(StandardCharsets.UTF_8);
        OutputStream rest = Files.newOutputStream(log, appending())) {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        Optional<ObjectNode> message = DriverMessage.parse(line);
        if (message.isPresent()) {
          handle(message.get());
        } else if (!line.isEmpty()) {
          rest.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException ended) {
      process.destroyForcibly();
    }
    processEnded();
  }

  private static OpenOption[] appending() {
    return new OpenOption[] {StandardOpenOption.CREATE, StandardOpenOption.APPEND};
  }

  private void handle(ObjectNode message) {
    Waiting running = waiting;
    switch (message.path("kind").asText()) {
      case "ready" -> ready.complete(message.path("millis").asLong());
      case "started" -> running.started().run();
      case "exiting" -> exiting = true;
      case "unfit" -> {
        Set<String> keys = new HashSet<>();
        message.path("keys").forEach(key -> keys.add(key.asText()));
        running.answer().complete(new Answer(Optional.empty(), keys));
      }
      case "ended" -> {
        reusable = message.path("reusable").asBoolean();
        DriverEnd end =
            DriverEnd.exit(message.path("exitCode").asInt(), message.path("message").asText());
        running.answer().complete(new Answer(Optional.of(end), Set.of()));
      }
      default -> ready.completeExceptionally(new IOException(message.path("message").asText()));
    }
  }

  private void processEnded() {
    reusable = false;
    int value = process.onExit().join().exitValue();
    String how = "the Spark process ended with " + DriverEnd.describeExit(value);
    boolean wasReady = ready.isDone() && !ready.isCompletedExceptionally();
    if (!wasReady) {
      how += " before it was ready, see " + log;
      ready.completeExceptionally(new IOException(how));
    }
    Waiting running = waiting;
    if (running != null) {
      DriverEnd end = exiting ? DriverEnd.exit(value, "") : DriverEnd.lost(how);
      running.answer().complete(new Answer(Optional.of(end), Set.of()));
    }
  }

  /** Kills the process; it is gone when this returns. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
