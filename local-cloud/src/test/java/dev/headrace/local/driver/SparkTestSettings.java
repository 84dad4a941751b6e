package dev.headrace.local.driver;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The class path that the build has written for the Spark process. */
public final class SparkTestSettings {
  private SparkTestSettings() {}

  public static SparkSettings settings() throws IOException {
    return over(classPath());
  }

  /** The same with another connector. */
  static SparkSettings withConnector(Path connector) throws IOException {
    List<Path> classPath = classPath();
    if (!classPath.removeIf(jar -> jar.getFileName().toString().startsWith("gcs-connector-"))
        || !Files.isRegularFile(connector)) {
      throw new IllegalStateException(
          "there is no connector to replace, or none to take: " + connector);
    }
    classPath.add(connector);
    return over(classPath);
  }

  private static List<Path> classPath() throws IOException {
    String file = System.getProperty("headrace.spark.classpath");
    List<Path> classPath = new ArrayList<>();
    classPath.add(Path.of("target/classes").toAbsolutePath());
    for (String jar : Files.readString(Path.of(file)).trim().split(File.pathSeparator, -1)) {
      classPath.add(Path.of(jar));
    }
    return classPath;
  }

  private static SparkSettings over(List<Path> classPath) {
    SparkSettings plain = SparkSettings.of(classPath);
    return new SparkSettings(
        plain.java(),
        plain.classPath(),
        "1g",
        OptionalInt.empty(),
        Map.of(SparkSettings.WARM_UP, "false"));
  }
}
