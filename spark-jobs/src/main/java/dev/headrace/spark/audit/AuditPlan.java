package dev.headrace.spark.audit;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.when;

import dev.headrace.job.ErrorClass;
import dev.headrace.pipeline.Expectation;
import dev.headrace.pipeline.Table;
import dev.headrace.spark.failure.Diagnosis;
import dev.headrace.spark.failure.JobFailure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * Turns the declarations of a table into one mark on each row and one set of aggregates, so that
 * the write itself yields every number that is judged.
 */
public final class AuditPlan {
  /** The labels of the expectations that send a row to quarantine; null in a good row. */
  public static final String MARK = "_broken";

  static final String METRIC = "written";

  private final Table table;
  private final List<RowRule> rules;
  private final List<String> required;

  public AuditPlan(Table table, StructType declared) {
    this.table = table;
    this.rules = table.expect().stream().map(RowRule::of).flatMap(Optional::stream).toList();
    this.required =
        List.of(declared.fields()).stream().filter(f -> !f.nullable()).map(f -> f.name()).toList();
  }

  /** The rows with their mark, to be observed while they are written. */
  public Dataset<Row> marked(Dataset<Row> rows, Object interval) {
    rules.forEach(rule -> check(rows, rule.expectation().label(), rule.broken()));
    Dataset<Row> marked = rows.withColumn(MARK, mark());
    List<Column> aggregates = aggregates(interval);
    Column first = aggregates.remove(0);
    try {
      List<Column> all = new ArrayList<>(aggregates);
      all.addAll(measures());
      return marked.observe(METRIC, first, all.toArray(Column[]::new));
    } catch (Exception e) {
      // Spark's AnalysisException is checked, and its Java methods do not say so.
      return observeWithoutMeasures(marked, first, aggregates, e);
    }
  }

  /**
   * Some aggregates, such as a distinct count, cannot be observed: they get a pass of their own.
   */
  private Dataset<Row> observeWithoutMeasures(
      Dataset<Row> marked, Column first, List<Column> others, Exception refused) {
    for (Map.Entry<String, String> measure : table.measures().entrySet()) {
      check(marked, "measure " + measure.getKey(), expr(measure.getValue()));
    }
    if (table.measures().isEmpty()) {
      throw Diagnosis.of(refused);
    }
    return marked.observe(METRIC, first, others.toArray(Column[]::new));
  }

  private Column mark() {
    List<RowRule> senders = rules.stream().filter(RowRule::sends).toList();
    if (senders.isEmpty()) {
      return lit(null).cast("string");
    }
    Column[] labels =
        senders.stream()
            .map(rule -> when(rule.broken(), lit(rule.expectation().label())))
            .toArray(Column[]::new);
    Column any = senders.stream().map(RowRule::broken).reduce(Column::or).orElseThrow();
    return when(any, concat_ws("; ", labels));
  }

  private List<Column> aggregates(Object interval) {
    Column good = col(MARK).isNull();
    List<Column> aggregates = new ArrayList<>();
    aggregates.add(count(lit(1)).as("rows"));
    aggregates.add(count_if(not(good)).as("sent"));
    aggregates.add(
        count_if(good.and(not(named(table.intervalColumn()).eqNullSafe(lit(interval)))))
            .as("strangers"));
    for (int i = 0; i < rules.size(); i++) {
      RowRule rule = rules.get(i);
      Column counted = rule.sends() ? rule.broken() : good.and(rule.broken());
      aggregates.add(count_if(counted).as("rule" + i));
    }
    for (int i = 0; i < required.size(); i++) {
      aggregates.add(count_if(good.and(named(required.get(i)).isNull())).as("null" + i));
    }
    return aggregates;
  }

  private List<Column> measures() {
    List<Column> measures = new ArrayList<>();
    for (String sql : table.measures().values()) {
      measures.add(expr(sql).cast("double").as("measure" + measures.size()));
    }
    return measures;
  }

  /** The numbers of the write; zeros when the plan turned out to have no rows at all. */
  public Counts counts(Optional<Row> observed) {
    Row row = observed.orElse(null);
    long rows = number(row, "rows");
    long sent = number(row, "sent");
    SortedMap<String, Long> broken = new TreeMap<>();
    for (int i = 0; i < rules.size(); i++) {
      broken.put(rules.get(i).expectation().label(), number(row, "rule" + i));
    }
    SortedMap<String, Long> nulls = new TreeMap<>();
    for (int i = 0; i < required.size(); i++) {
      nulls.put(required.get(i), number(row, "null" + i));
    }
    return new Counts(rows - sent, sent, number(row, "strangers"), broken, nulls);
  }

  /**
   * The figures over the good rows. Those of the write hold when no row was sent away; else, and
   * for what cannot be observed, one pass over the staged rows gives them.
   */
  public SortedMap<String, Double> measures(Optional<Row> observed, long sent, Dataset<Row> good) {
    if (table.measures().isEmpty()) {
      return Collections.emptySortedMap();
    }
    boolean seen =
        observed.isPresent() && List.of(observed.get().schema().fieldNames()).contains("measure0");
    if (seen && sent == 0) {
      return figures(observed.get());
    }
    List<Column> measures = measures();
    Column first = measures.remove(0);
    return figures(good.agg(first, measures.toArray(Column[]::new)).head());
  }

  private SortedMap<String, Double> figures(Row row) {
    SortedMap<String, Double> figures = new TreeMap<>();
    int i = 0;
    for (String name : table.measures().keySet()) {
      Object value = row.getAs("measure" + i++);
      if (value instanceof Double figure && Double.isFinite(figure)) {
        figures.put(name, figure);
      }
    }
    return figures;
  }

  private static long number(Row row, String name) {
    return row == null ? 0 : row.<Long>getAs(name);
  }

  private static Column named(String column) {
    return col("`" + column.replace("`", "``") + "`");
  }

  private void check(Dataset<Row> rows, String what, Column column) {
    try {
      rows.select(column);
    } catch (Exception e) {
      throw refused(what, e);
    }
  }

  private JobFailure refused(String what, Exception e) {
    return new JobFailure(
        ErrorClass.USER, "table " + table.name() + ", " + what + ": " + Diagnosis.line(e), e);
  }

  /** The expectations that are judged on all rows together. */
  List<Expectation> expectations() {
    return table.expect();
  }
}
