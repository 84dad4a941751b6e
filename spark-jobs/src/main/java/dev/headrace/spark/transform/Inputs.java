package dev.headrace.spark.transform;

import dev.headrace.interval.Interval;
import java.util.SortedMap;
import java.util.SortedSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** What an attempt of a stage is given. */
public interface Inputs {
  /** The names under which the stage {@code reads}. */
  SortedSet<String> names();

  /**
   * The rows of one of them: of a table those of the intervals that the stage asks for, at the
   * version that was newest when the attempt began; of landed files those that are as declared, and
   * beside the declared columns {@code _source_file}, which may be handed on: the quarantine then
   * tells where a row came from.
   *
   * @throws IllegalArgumentException when the stage reads nothing of that name
   */
  Dataset<Row> rows(String name);

  /** The interval whose rows are asked for. */
  Interval interval();

  /** The stage's {@code parameters}, as text. */
  SortedMap<String, String> parameters();

  /**
   * One of them.
   *
   * @throws IllegalArgumentException when the stage has none of that name
   */
  String parameter(String name);

  /** The session: in UTC, with ANSI SQL, for this attempt alone. */
  SparkSession spark();
}
