package dev.headrace.spark.failure;

import dev.headrace.job.ErrorClass;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.AnalysisException;

/** Reads what a library threw and says it in one line. */
public final class Diagnosis {
  private Diagnosis() {}

  /** The failure that a throwable means; a {@link JobFailure} anywhere in its causes is itself. */
  public static JobFailure of(Throwable thrown) {
    List<Throwable> chain = chain(thrown);
    return firstOf(chain, JobFailure.class)
        .or(() -> unreadableFile(chain))
        .or(() -> badValue(chain))
        .or(() -> memory(chain))
        .or(() -> analysis(chain))
        .or(() -> outage(chain))
        .orElseGet(
            () -> new JobFailure(ErrorClass.UNKNOWN, line(chain.get(chain.size() - 1)), thrown));
  }

  /** The first line of a message, without Spark's error class before it. */
  public static String line(Throwable thrown) {
    String message = thrown.getMessage() == null ? "" : thrown.getMessage().strip();
    String first =
        message
            .lines()
            .findFirst()
            .orElse("")
            .replaceFirst("^\\[[A-Z0-9_.]+] ?", "")
            .replaceFirst(" *(SQLSTATE: \\w{5}.*|; line \\d+ pos \\d+;?)$", "");
    return first.isEmpty() ? thrown.getClass().getSimpleName() : first;
  }

  private static Optional<JobFailure> unreadableFile(List<Throwable> chain) {
    for (Throwable thrown : chain) {
      if (thrown instanceof SparkThrowable spark
          && condition(spark).startsWith("FAILED_READ_FILE")) {
        return Optional.of(unreadable(spark.getMessageParameters().get("path"), chain));
      }
    }
    return Optional.empty();
  }

  /** What is wrong with a file whose reading failed so. */
  public static JobFailure unreadable(String path, Throwable thrown) {
    return unreadable(path, chain(thrown));
  }

  private static JobFailure unreadable(String path, List<Throwable> chain) {
    String file = decoded(path);
    Throwable root = chain.get(chain.size() - 1);
    if (firstOf(chain, EOFException.class).isPresent()) {
      return new JobFailure(
          ErrorClass.DATA,
          file + " is cut short: it ends inside. Land the whole file again.",
          root);
    }
    if (firstOf(chain, FileNotFoundException.class).isPresent()) {
      return new JobFailure(
          ErrorClass.INPUT_NOT_READY, file + " is gone: it was there when the run began.", root);
    }
    if (firstOf(chain, ZipException.class).isPresent()
        || line(root).contains("not a gzip")
        || line(root).contains("incorrect header check")
        || line(root).contains("gzip")) {
      return new JobFailure(
          ErrorClass.DATA, file + " is damaged: it is not valid gzip (" + line(root) + ").", root);
    }
    if (line(root).contains("not a Parquet file")) {
      return new JobFailure(
          ErrorClass.DATA, file + " is not a whole Parquet file. Land it again.", root);
    }
    if (root instanceof IOException) {
      return new JobFailure(ErrorClass.PLATFORM, file + " could not be read: " + line(root), root);
    }
    return new JobFailure(ErrorClass.DATA, file + " cannot be read: " + line(root), root);
  }

  private static Optional<JobFailure> badValue(List<Throwable> chain) {
    for (Throwable thrown : chain) {
      if (thrown instanceof SparkThrowable spark && isBadValue(spark)) {
        return Optional.of(
            new JobFailure(ErrorClass.USER, where(spark) + line(thrown), chain.get(0)));
      }
    }
    return Optional.empty();
  }

  private static boolean isBadValue(SparkThrowable spark) {
    return spark.getSqlState() != null && spark.getSqlState().startsWith("22");
  }

  private static String where(SparkThrowable spark) {
    var contexts = spark.getQueryContext();
    if (contexts.length == 0 || contexts[0].contextType().name().equals("DataFrame")) {
      return "";
    }
    return "at \"" + contexts[0].fragment() + "\": ";
  }

  private static Optional<JobFailure> memory(List<Throwable> chain) {
    return firstOf(chain, OutOfMemoryError.class)
        .map(
            error ->
                new JobFailure(
                    ErrorClass.PLATFORM,
                    "out of memory (" + line(error) + "): give the stage more or larger executors",
                    error));
  }

  private static Optional<JobFailure> analysis(List<Throwable> chain) {
    return firstOf(chain, AnalysisException.class)
        .map(error -> new JobFailure(ErrorClass.USER, line(error), error));
  }

  private static Optional<JobFailure> outage(List<Throwable> chain) {
    Throwable root = chain.get(chain.size() - 1);
    return firstOf(chain, IOException.class)
        .map(error -> new JobFailure(ErrorClass.PLATFORM, line(root), error));
  }

  private static String condition(SparkThrowable spark) {
    return spark.getCondition() == null ? "" : spark.getCondition();
  }

  private static String decoded(String path) {
    try {
      return new Path(URI.create(path)).toString();
    } catch (IllegalArgumentException e) {
      return path;
    }
  }

  private static <T extends Throwable> Optional<T> firstOf(List<Throwable> chain, Class<T> type) {
    return chain.stream().filter(type::isInstance).map(type::cast).findFirst();
  }

  private static List<Throwable> chain(Throwable thrown) {
    List<Throwable> chain = new ArrayList<>();
    for (Throwable t = thrown; t != null && !chain.contains(t); t = t.getCause()) {
      chain.add(t);
    }
    return chain;
  }
}
