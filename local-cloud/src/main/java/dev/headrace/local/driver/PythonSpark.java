package dev.headrace.local.driver;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Spark for Python scripts: PySpark's own Python code, and beside it a JVM with the libraries that
 * all Spark jobs here have.
 *
 * <p>PySpark starts {@code $SPARK_HOME/bin/spark-submit} when a script makes its first session. A
 * folder that holds nothing else makes it start this JVM, with Delta, the connector, the settings
 * of the lake and the job's jars; a script that makes no session costs none.
 */
public final class PythonSpark {
  private static final Pattern SPARK_CORE = Pattern.compile("spark-core_[\\d.]+-([\\d.]+)\\.jar");
  private static final String GATEWAY = "org.apache.spark.api.python.PythonGatewayServer";

  private final String python;
  private final SparkSettings settings;
  private final LakeAccess lake;

  /**
   * What scripts of this interpreter find.
   *
   * @param settings of the JVM
   */
  public PythonSpark(String python, SparkSettings settings, LakeAccess lake) {
    this.python = python;
    this.settings = settings;
    this.lake = lake;
  }

  /** What the interpreter lacks to run a script with Spark, and how to install it. */
  Optional<String> missing() throws IOException, InterruptedException {
    String version = version();
    String found = installed();
    if (found.equals(version)) {
      return Optional.empty();
    }
    return Optional.of(
        "This batch needs PySpark "
            + version
            + ", and "
            + python
            + (found.isEmpty() ? " has none" : " has " + found)
            + ". Install it with: "
            + python
            + " -m pip install pyspark=="
            + version);
  }

  private String version() {
    return settings.classPath().stream()
        .map(path -> SPARK_CORE.matcher(String.valueOf(path.getFileName())))
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(1))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("There is no Spark on the class path."));
  }

  private String installed() throws IOException, InterruptedException {
    String ask =
        """
        import importlib.metadata as m
        try: print(m.version('pyspark'))
        except m.PackageNotFoundError: pass
        """;
    Process process =
        new ProcessBuilder(python, "-c", ask)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said.strip();
  }

  /**
   * The variables by which PySpark finds the JVM.
   *
   * @param home a folder of the job's own, which is made
   */
  Map<String, String> environment(PythonJob job, Path home) throws IOException {
    Path bin = Files.createDirectories(home.resolve("bin"));
    Path options = Files.write(home.resolve("java.options"), options(job, home));
    Path script =
        Files.writeString(
            bin.resolve("spark-submit"),
            "#!/bin/sh\nexec "
                + quoted(settings.java())
                + " "
                + quoted("@" + options)
                + " "
                + GATEWAY
                + "\n");
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    return Map.of("SPARK_HOME", home.toString(), "PYSPARK_PYTHON", python);
  }

  private List<String> options(PythonJob job, Path home) throws IOException {
    List<String> options = new ArrayList<>(SparkSettings.MODULE_OPTIONS);
    options.add("-Xmx" + settings.heap());
    options.add("-XX:+UseParallelGC");
    options.add("-XX:TieredStopAtLevel=1");
    options.add("-XX:ReservedCodeCacheSize=256m");
    options.add("-Djava.io.tmpdir=" + Files.createDirectories(home.resolve("tmp")));
    options.add("-Dfile.encoding=UTF-8");
    options.add("-Dheadrace.clock-offset=" + job.clockOffset());
    settings.sparkConf(lake, home).forEach((key, value) -> options.add("-D" + key + "=" + value));
    options.add("-cp");
    options.add(
        Stream.concat(job.jars().stream(), settings.classPath().stream())
            .map(path -> path.toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator)));
    return options.stream()
        .map(option -> '"' + option.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
        .toList();
  }

  private static String quoted(Object word) {
    return "'" + word.toString().replace("'", "'\\''") + "'";
  }
}
