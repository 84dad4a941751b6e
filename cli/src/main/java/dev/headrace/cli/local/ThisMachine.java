package dev.headrace.cli.local;

import com.sun.management.OperatingSystemMXBean;
import dev.headrace.cli.command.Folders;
import dev.headrace.local.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at the machine that the command runs on. */
public final class ThisMachine implements Checkup {
  private static final int JAVA = 17;
  private static final int NEWEST_JAVA = 21;
  private static final int PYTHON = 10;
  private static final long GIB = 1L << 30;
  private static final long MEMORY_GIB = 4;
  private static final long DISK_GIB = 5;
  private static final Pattern PYTHON_VERSION = Pattern.compile("Python 3\\.(\\d+)\\S*");

  private final Folders folders;
  private final LocalService service;
  private final Map<String, String> variables;

  public ThisMachine(Folders folders, LocalService service, Map<String, String> variables) {
    this.folders = folders;
    this.service = service;
    this.variables = variables;
  }

  @Override
  public List<Finding> findings() {
    return List.of(java(), python(), packages(), memory(), disk(), ports(), local());
  }

  private static Finding java() {
    return java(Runtime.version(), System.getProperty("java.home"));
  }

  static Finding java(Runtime.Version version, String home) {
    return new Finding(
        "Java",
        version.feature() >= JAVA && version.feature() <= NEWEST_JAVA,
        version + " in " + home,
        "Spark runs on Java "
            + JAVA
            + " to "
            + NEWEST_JAVA
            + ": install a JDK "
            + JAVA
            + " or "
            + NEWEST_JAVA
            + " and set JAVA_HOME to its folder.");
  }

  private Finding python() {
    String program = variables.getOrDefault("HEADRACE_PYTHON", "python3");
    Optional<String> version = version(program);
    Matcher matcher = PYTHON_VERSION.matcher(version.orElse(""));
    boolean well = matcher.matches() && Integer.parseInt(matcher.group(1)) >= PYTHON;
    return new Finding(
        "Python",
        well,
        version.map(v -> v + " as " + program).orElse("no " + program + " that can be started"),
        "Install Python 3." + PYTHON + " or newer, or set HEADRACE_PYTHON to one.");
  }

  private static Optional<String> version(String program) {
    try {
      Process process = new ProcessBuilder(program, "--version").redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      byte[] said = process.getInputStream().readNBytes(200);
      return Optional.of(new String(said, StandardCharsets.UTF_8).strip());
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  private Finding packages() {
    Optional<Path> made =
        folders.root().map(root -> root.resolve(".venv/headrace.stamp")).filter(Files::exists);
    boolean own = variables.containsKey("HEADRACE_PYTHON");
    return new Finding(
        "Python packages",
        true,
        own
            ? "those of HEADRACE_PYTHON"
            : made.map(stamp -> "in " + folders.shown(stamp.getParent()))
                .orElse("not installed yet: \"headrace local start\" does it"),
        "");
  }

  private static Finding memory() {
    long bytes =
        ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize();
    return new Finding(
        "memory",
        bytes >= MEMORY_GIB * GIB,
        bytes / GIB + " GiB",
        "Spark on this machine wants " + MEMORY_GIB + " GiB: use a larger one, or --env.");
  }

  private Finding disk() {
    Path folder = folders.home();
    while (!Files.exists(folder) && folder.getParent() != null) {
      folder = folder.getParent();
    }
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      return new Finding(
          "disk",
          free >= DISK_GIB * GIB,
          free / GIB + " GiB free for " + folders.shown(folders.home()),
          "Free " + DISK_GIB + " GiB there, or set HEADRACE_HOME to a folder on a larger disk.");
    } catch (IOException e) {
      return new Finding(
          "disk", false, String.valueOf(e.getMessage()), "Set HEADRACE_HOME to another folder.");
    }
  }

  private Finding ports() {
    if (service.running().isPresent()) {
      return new Finding("ports", true, "held by the local cloud", "");
    }
    List<Integer> taken = wantedPorts().stream().filter(port -> !Ports.isFree(port)).toList();
    return new Finding(
        "ports",
        true,
        taken.isEmpty()
            ? "those that the local cloud wants are free"
            : "taken by others: " + taken + "; the local cloud will use free ones",
        "");
  }

  private List<Integer> wantedPorts() {
    try {
      return Ports.wanted(folders.local()).all();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Finding local() {
    return new Finding(
        "local cloud",
        true,
        service
            .running()
            .map(endpoints -> "running at " + endpoints.local())
            .orElse("not running: \"headrace local start\" starts it"),
        "");
  }
}
