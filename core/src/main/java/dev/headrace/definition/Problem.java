package dev.headrace.definition;

import java.util.Comparator;

/**
 * Something wrong in a pipeline file: what, why, and what to write instead.
 *
 * @param line from 1
 * @param column from 1
 * @param path the keys that lead there, such as {@code stages.score.reads.features}; empty for the
 *     file as a whole
 */
public record Problem(String file, int line, int column, String path, String message)
    implements Comparable<Problem> {
  private static final Comparator<Problem> FILE_ORDER =
      Comparator.comparing(Problem::file)
          .thenComparingInt(Problem::line)
          .thenComparingInt(Problem::column)
          .thenComparing(Problem::path)
          .thenComparing(Problem::message);

  @Override
  public int compareTo(Problem other) {
    return FILE_ORDER.compare(this, other);
  }

  /** One line for people: {@code flights.yaml:48:14 retries.platform: must be between ...}. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column + "  " + (path.isEmpty() ? "" : path + ": ") + message;
  }
}
