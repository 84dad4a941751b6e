package dev.headrace.cli.server;

import dev.headrace.cli.command.ExitCode;
import dev.headrace.cli.command.Failure;
import dev.headrace.cli.command.Folders;
import dev.headrace.json.Sha256;
import dev.headrace.local.driver.SparkDriver;
import dev.headrace.pipeline.Code;
import dev.headrace.pipeline.Definition;
import dev.headrace.pipeline.Pipeline;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the build left what the local cloud runs. */
public record Installation(Path root) {
  /**
   * The installation that the command was started from.
   *
   * @throws Failure when it is not known
   */
  public static Installation of(Folders folders) {
    return new Installation(
        folders
            .root()
            .orElseThrow(
                () ->
                    new Failure(
                        ExitCode.UNREACHABLE,
                        "It is not known where Headrace is installed.",
                        "The command was started without its launcher.",
                        "Start it as ./headrace in the folder of the project.")));
  }

  /** Spark, Delta, the connector, and the driver that runs jobs. */
  public List<Path> sparkClassPath() {
    List<Path> paths = new ArrayList<>();
    for (String entry : lines("local-cloud/spark-runtime/target/spark.classpath")) {
      paths.add(Path.of(entry));
    }
    paths.add(codeOf(SparkDriver.class));
    return List.copyOf(paths);
  }

  /** The functions framework's invoker. */
  public Path invoker() {
    return built("local-cloud/target/invoker/java-function-invoker.jar");
  }

  /** The deployable jar of the functions. */
  public Path functions() {
    return built("functions/target/deploy/headrace-functions.jar");
  }

  /** The jar that runs on Spark. */
  public Path jobs() {
    return built("spark-jobs/target/deploy/headrace-spark-jobs.jar");
  }

  /** The Python program that runs a training script. */
  public Path trainer() {
    return built("spark-jobs/src/main/python/headrace_trainer.py");
  }

  /** The Python program that runs the script of a python stage. */
  public Path stage() {
    return built("spark-jobs/src/main/python/headrace_stage.py");
  }

  /** What is deployed for a pipeline: it, and the programs of this installation. */
  public Definition define(Pipeline pipeline) {
    return new Definition(
        Definition.SCHEMA, pipeline, code(jobs()), code(trainer()), Optional.of(code(stage())));
  }

  private static Code code(Path file) {
    try {
      return new Code(String.valueOf(file.getFileName()), Sha256.hex(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path built(String path) {
    Path file = root.resolve(path);
    if (!Files.exists(file)) {
      throw new Failure(
          ExitCode.UNREACHABLE,
          "A part of Headrace is missing: " + path + ".",
          "It is made by the build.",
          "Run ./mvnw -Pfast -DskipTests package, then the same command again.");
    }
    return file;
  }

  private List<String> lines(String path) {
    try {
      return List.of(Files.readString(built(path)).trim().split(File.pathSeparator, -1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path codeOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
