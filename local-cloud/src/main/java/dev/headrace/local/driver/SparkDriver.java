package dev.headrace.local.driver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.sql.SparkSession;

/**
 * The main class of the Spark process: one SparkSession, ready before the first job comes, and one
 * job at a time.
 *
 * <p>Commands come as lines on standard input, answers go as lines to standard output; what jobs
 * print goes to their logs. When standard input ends, so does the process, at once and whatever it
 * is doing: a driver must not outlive the local cloud that answers for it.
 */
public final class SparkDriver {
  private final PrintStream protocol;
  private final SwitchedStream output;
  private final JobClassLoader classes;
  private final AtomicReference<JobRun> current = new AtomicReference<>();
  private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
  private SparkSession base;

  private SparkDriver(PrintStream protocol, SwitchedStream output, JobClassLoader classes) {
    this.protocol = protocol;
    this.output = output;
    this.classes = classes;
  }

  /** Serves the parent process until it closes standard input. */
  public static void main(String[] args) throws IOException {
    PrintStream protocol = stream(new FileOutputStream(FileDescriptor.out));
    SwitchedStream output = new SwitchedStream(new FileOutputStream(FileDescriptor.err));
    System.setOut(stream(output));
    System.setErr(stream(output));
    JobClassLoader classes = new JobClassLoader(SparkDriver.class.getClassLoader());
    Thread.currentThread().setContextClassLoader(classes);
    try {
      new SparkDriver(protocol, output, classes).serve();
    } finally {
      Runtime.getRuntime().halt(0);
    }
  }

  private static PrintStream stream(OutputStream target) {
    return new PrintStream(target, true, StandardCharsets.UTF_8);
  }

  private void serve() throws IOException {
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Optional<ObjectNode> start = next(commands);
    if (start.isEmpty()) {
      return;
    }
    // The reader is a thread of its own, so that the process also ends while Spark starts.
    ExecutorService work = Executors.newSingleThreadExecutor(this::workThread);
    work.execute(() -> begin(start.get()));
    Runtime.getRuntime().addShutdownHook(new Thread(this::announceExit, "announce-exit"));
    for (var command = next(commands); command.isPresent(); command = next(commands)) {
      ObjectNode message = command.get();
      if (message.path("kind").asText().equals("run")) {
        work.execute(() -> run(message));
      } else {
        cancel(message.path("job").asText());
      }
    }
  }

  private static Optional<ObjectNode> next(BufferedReader commands) throws IOException {
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      Optional<ObjectNode> message = DriverMessage.parse(line);
      if (message.isPresent()) {
        return message;
      }
    }
    return Optional.empty();
  }

  private Thread workThread(Runnable work) {
    Thread thread = new Thread(work, "jobs");
    thread.setContextClassLoader(classes);
    thread.setDaemon(true);
    return thread;
  }

  private void begin(ObjectNode start) {
    try {
      long began = System.nanoTime();
      // As system properties, a job that makes a SparkConf of its own finds them too.
      start
          .path("conf")
          .properties()
          .forEach(entry -> System.setProperty(entry.getKey(), entry.getValue().asText()));
      base = SparkSession.builder().getOrCreate();
      send(
          DriverMessage.of("ready")
              .put("spark", base.version())
              .put("millis", (System.nanoTime() - began) / 1_000_000));
      if (!System.getProperty(SparkSettings.WARM_UP, "true").equals("false")) {
        warmUp();
      }
    } catch (RuntimeException | LinkageError failed) {
      failed.printStackTrace();
      send(DriverMessage.of("broken").put("message", failed.toString()));
      Runtime.getRuntime().halt(1);
    }
  }

  /** Loads what nearly every job needs, in the time in which nobody waits for it. */
  private void warmUp() {
    base.newSession().range(8).selectExpr("id % 3 AS k").groupBy("k").count().collectAsList();
  }

  private void run(ObjectNode command) {
    JobRun run = new JobRun(command, base, classes, output, this::send);
    current.set(run);
    if (cancelled.contains(run.id())) {
      run.cancel();
    }
    run.run();
    current.set(null);
    cancelled.remove(run.id());
  }

  private void cancel(String job) {
    // Noted first: the job may be about to begin.
    cancelled.add(job);
    JobRun running = current.get();
    if (running != null && running.id().equals(job)) {
      running.cancel();
    }
  }

  /** Tells System.exit of a job from a signal: the parent then reads the code from the process. */
  private void announceExit() {
    JobRun running = current.get();
    boolean asked =
        Thread.getAllStackTraces().values().stream()
            .flatMap(Arrays::stream)
            .anyMatch(
                frame ->
                    frame.getClassName().equals("java.lang.Runtime")
                        && frame.getMethodName().equals("exit"));
    if (running != null && asked) {
      send(DriverMessage.of("exiting").put("job", running.id()));
    }
  }

  private void send(JsonNode message) {
    String line = DriverMessage.line((ObjectNode) message);
    synchronized (protocol) {
      protocol.print(line);
      protocol.flush();
    }
  }
}
