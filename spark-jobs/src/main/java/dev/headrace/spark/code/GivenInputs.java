package dev.headrace.spark.code;

import dev.headrace.interval.Interval;
import dev.headrace.spark.Attempt;
import dev.headrace.spark.read.View;
import dev.headrace.spark.transform.Inputs;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The inputs of an attempt, which remember what was asked for. */
public final class GivenInputs implements Inputs {
  private final Attempt attempt;
  private final SortedMap<String, View> views = new TreeMap<>();
  private final SortedSet<String> asked = new TreeSet<>();

  public GivenInputs(Attempt attempt, List<View> views) {
    this.attempt = attempt;
    views.forEach(view -> this.views.put(view.name(), view));
  }

  @Override
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(new TreeSet<>(views.keySet()));
  }

  @Override
  public Dataset<Row> rows(String name) {
    View view = views.get(name);
    if (view == null) {
      throw new IllegalArgumentException(
          "the stage reads nothing named \"" + name + "\", only " + said(views.keySet()));
    }
    asked.add(name);
    return view.rows();
  }

  @Override
  public Interval interval() {
    return attempt.spec().interval();
  }

  @Override
  public SortedMap<String, String> parameters() {
    return attempt.spec().parameters();
  }

  @Override
  public String parameter(String name) {
    String value = parameters().get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "the stage has no parameter \"" + name + "\", only " + said(parameters().keySet()));
    }
    return value;
  }

  @Override
  public SparkSession spark() {
    return attempt.spark();
  }

  /** The names of those whose rows were asked for. */
  public Set<String> asked() {
    return Set.copyOf(asked);
  }

  private static String said(Set<String> names) {
    return names.isEmpty() ? "nothing at all" : String.join(", ", names);
  }
}
