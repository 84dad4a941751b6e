package dev.headrace.cli.server;

import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.command.Folders;
import dev.headrace.cli.environment.LocalEndpoints;
import dev.headrace.cli.local.LocalService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** Starts and stops the process of the local cloud. */
public final class LocalProcess implements LocalService {
  private static final long START_SECONDS = 90;
  private static final long STOP_SECONDS = 20;
  private static final long POLL_NANOS = 20_000_000;
  private static final int SHOWN_LINES = 12;

  private final Folders folders;

  public LocalProcess(Folders folders) {
    this.folders = folders;
  }

  /** What runs now, if it runs. */
  @Override
  public Optional<LocalEndpoints> running() {
    return LocalEndpoints.running(folders.local());
  }

  /**
   * Makes sure that it runs, and waits until it answers.
   *
   * @throws Failure when it does not start; the message holds the last lines of its log
   */
  @Override
  public LocalEndpoints start(Optional<Path> data) {
    LocalEndpoints here = start(Optional.empty(), data);
    String wanted = data.map(LocalProcess::absolute).orElse("");
    if (!wanted.isEmpty() && !wanted.equals(here.data().orElse(""))) {
      throw new Failure(
          ExitCode.FAILED,
          "The local cloud runs already, over another folder.",
          "Its state is in " + here.data().orElse(folders.local().toString()) + ".",
          "Stop it with \"headrace local stop\", then run the same command again.");
    }
    return here;
  }

  /**
   * The same over the usual folder.
   *
   * @param begin where the clock begins, if the local cloud has never run before
   */
  public LocalEndpoints startAt(Instant begin) {
    return start(Optional.of(begin), Optional.empty());
  }

  private LocalEndpoints start(Optional<Instant> begin, Optional<Path> data) {
    return running().orElseGet(() -> startNow(begin, data));
  }

  private static String absolute(Path data) {
    return data.toAbsolutePath().normalize().toString();
  }

  private LocalEndpoints startNow(Optional<Instant> begin, Optional<Path> data) {
    Path log = log();
    LocalEndpoints.forget(folders.local());
    Process process = launch(log, begin, data);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (process.isAlive() && System.nanoTime() < deadline) {
      Optional<LocalEndpoints> up = running();
      if (up.isPresent()) {
        return up.get();
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
    process.destroy();
    throw new Failure(
        ExitCode.UNREACHABLE,
        "The local cloud does not start.",
        lastLines(log),
        "The whole log is in " + folders.shown(log) + ".");
  }

  private Process launch(Path log, Optional<Instant> begin, Optional<Path> data) {
    try {
      Files.createDirectories(log.getParent());
      return new ProcessBuilder(command(begin, data))
          .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command(Optional<Instant> begin, Optional<Path> data) {
    List<String> command = new ArrayList<>();
    // A session of its own: Ctrl-C in the terminal ends the command, not what it started.
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      command.add("/usr/bin/setsid");
    }
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    begin.ifPresent(instant -> command.add("-Dheadrace.begin=" + instant));
    data.ifPresent(folder -> command.add("-Dheadrace.data=" + absolute(folder)));
    command.addAll(
        List.of(
            "-Xmx512m",
            // It waits more than it works: what it needs little of is memory and the processors.
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "-Dheadrace.root=" + folders.root().orElseThrow(),
            "-Dheadrace.home=" + folders.home(),
            "-cp",
            System.getProperty("java.class.path"),
            LocalServer.class.getName()));
    return command;
  }

  /** Asks it to stop and waits for its end; false when it was not running. */
  @Override
  public boolean stop() {
    Optional<ProcessHandle> process =
        running().flatMap(endpoints -> ProcessHandle.of(endpoints.pid()));
    process.ifPresent(LocalProcess::end);
    LocalEndpoints.forget(folders.local());
    return process.isPresent();
  }

  private static void end(ProcessHandle process) {
    process.destroy();
    try {
      process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What it writes while it runs. */
  @Override
  public Path log() {
    return folders.local().resolve("log").resolve("local-cloud.log");
  }

  private static String lastLines(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    } catch (IOException e) {
      return "It left no log.";
    }
  }
}
