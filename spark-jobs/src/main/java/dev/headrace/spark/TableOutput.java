package dev.headrace.spark;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;

import dev.headrace.job.AttemptId;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobOutput;
import dev.headrace.job.Outcome;
import dev.headrace.job.Outcome.ExpectationResult;
import dev.headrace.json.Json;
import dev.headrace.spark.audit.AuditPlan;
import dev.headrace.spark.audit.Counts;
import dev.headrace.spark.audit.Judge;
import dev.headrace.spark.audit.UniqueShare;
import dev.headrace.spark.failure.JobFailure;
import dev.headrace.spark.publish.IntervalTable;
import dev.headrace.spark.publish.IntervalValue;
import dev.headrace.spark.publish.Published;
import dev.headrace.spark.publish.Publisher;
import dev.headrace.spark.publish.StagedRows;
import dev.headrace.spark.read.Columns;
import dev.headrace.spark.read.View;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Write, audit, publish: rows are staged once, judged by what that one write observed, and
 * published from the staged files in one commit. Nothing is published of rows that are refused.
 */
public final class TableOutput {
  private final Attempt attempt;
  private final JobOutput output;
  private final List<View> views;
  private final StructType declared;
  private final IntervalTable table;
  private final IntervalValue interval;

  public TableOutput(Attempt attempt, JobOutput output, List<View> views) {
    this.attempt = attempt;
    this.output = output;
    this.views = views;
    this.declared = Columns.schema(output.table().columns());
    String column = output.table().intervalColumn();
    if (declared.getFieldIndex(column).isEmpty()) {
      throw JobFailure.user(
          "table " + output.table().name() + " does not declare its interval column " + column);
    }
    this.table = new IntervalTable(output.table().name().value(), output.uri(), declared, column);
    this.interval = table.value(attempt.spec().attempt().interval());
  }

  /**
   * Replaces the interval of the table with these rows.
   *
   * @param rows the declared columns in their order and types, and {@link View#SOURCE_FILE} if
   *     known
   */
  public Result replaceWith(Dataset<Row> rows) throws Exception {
    return replaceWith(rows, Set.of());
  }

  /**
   * The same for rows that code made, which may have read its inputs before they are written.
   *
   * @param asked the inputs that the code has seen
   */
  public Result replaceWith(Dataset<Row> rows, Set<String> asked) throws Exception {
    AuditPlan audit = new AuditPlan(output.table(), declared);
    long bytes = views.stream().mapToLong(View::bytes).sum();
    StagedRows staged =
        attempt
            .phases()
            .time(
                "write",
                () ->
                    StagedRows.write(
                        attempt,
                        audit.marked(rows, interval.value()),
                        attempt.spec().staging() + "/rows",
                        bytes));
    Optional<Row> observed = staged.metric("written");
    Counts counts = audit.counts(observed);
    Reading reading = Reading.of(views, staged, asked);
    Dataset<Row> good = good(staged, counts);
    Outcome.Rows numbers =
        new Outcome.Rows(reading.rows(), counts.good(), counts.sent() + reading.unreadable());
    List<ExpectationResult> results = new ArrayList<>(reading.judged());
    SortedMap<String, Double> measures =
        attempt
            .phases()
            .time(
                "audit",
                () -> {
                  results.addAll(
                      new Judge(output.table())
                          .judge(
                              counts, numbers.quarantined(), new UniqueShare(good, counts.good())));
                  attempt
                      .files()
                      .put(attempt.spec().staging() + "/expectations.json", Json.bytes(results));
                  return audit.measures(observed, counts.sent(), good);
                });
    Optional<Outcome.Failure> refusal = refusal(counts, results);
    if (refusal.isPresent()) {
      return result(Outcome.Status.FAILED, refusal, numbers, results, measures, List.of());
    }
    List<Published> published = publish(staged, good, numbers, reading);
    boolean superseded = published.stream().anyMatch(Published::superseded);
    return result(
        superseded ? Outcome.Status.SUPERSEDED : Outcome.Status.SUCCEEDED,
        Optional.empty(),
        numbers,
        results,
        measures,
        superseded ? List.of() : published.stream().map(Published::version).toList());
  }

  private Dataset<Row> good(StagedRows staged, Counts counts) {
    Dataset<Row> rows = staged.rows(attempt);
    Dataset<Row> kept = counts.sent() == 0 ? rows : rows.where(col(AuditPlan.MARK).isNull());
    return kept.select(columns());
  }

  private Column[] columns() {
    return Arrays.stream(declared.fieldNames())
        .map(name -> col("`" + name + "`"))
        .toArray(Column[]::new);
  }

  private Optional<Outcome.Failure> refusal(Counts counts, List<ExpectationResult> results) {
    String name = "table " + output.table().name() + ": ";
    if (counts.strangers() > 0) {
      return Optional.of(
          new Outcome.Failure(
              ErrorClass.USER,
              name
                  + counts.strangers()
                  + " rows have another "
                  + table.intervalColumn()
                  + " than interval "
                  + interval.key()
                  + ". Nothing was published.",
              Optional.empty()));
    }
    return Judge.complaint(results)
        .map(
            complaint ->
                new Outcome.Failure(
                    ErrorClass.DATA,
                    name + complaint + ". Nothing was published.",
                    Optional.empty()));
  }

  /** The quarantine first: who sees the interval's rows can trust that what is missing is there. */
  private List<Published> publish(
      StagedRows staged, Dataset<Row> good, Outcome.Rows numbers, Reading reading)
      throws Exception {
    attempt.checkDeadline("publishing table " + output.table().name());
    Publisher publisher = new Publisher(attempt);
    List<Published> published = new ArrayList<>();
    if (touchesQuarantine(numbers)) {
      published.add(
          attempt
              .phases()
              .time(
                  "publish-quarantine",
                  () -> publisher.publish(quarantine(), quarantined(staged, numbers, reading))));
      if (published.get(0).superseded()) {
        return published;
      }
    }
    published.add(attempt.phases().time("publish", () -> publisher.publish(table, good)));
    return published;
  }

  /** The first attempt ever has no earlier rows to replace; any later one may have. */
  private boolean touchesQuarantine(Outcome.Rows numbers) {
    AttemptId id = attempt.spec().attempt();
    return numbers.quarantined() > 0 || id.epoch() > 1 || id.attempt() > 1;
  }

  private IntervalTable quarantine() {
    StructType columns =
        new StructType()
            .add(table.intervalColumn(), interval.type(), false)
            .add("expectation", DataTypes.StringType, false)
            .add("source_file", DataTypes.StringType, true)
            .add("row", DataTypes.StringType, true);
    return new IntervalTable(
        table.name() + "_quarantine", output.quarantineUri(), columns, table.intervalColumn());
  }

  private Dataset<Row> quarantined(StagedRows staged, Outcome.Rows numbers, Reading reading) {
    Dataset<Row> rows = staged.rows(attempt);
    boolean known = List.of(staged.schema().fieldNames()).contains(View.SOURCE_FILE);
    Dataset<Row> sent =
        rows.where(col(AuditPlan.MARK).isNotNull())
            .select(
                lit(interval.value()).as(table.intervalColumn()),
                col(AuditPlan.MARK).as("expectation"),
                (known ? col(View.SOURCE_FILE) : lit(null).cast("string")).as("source_file"),
                to_json(struct(columns())).as("row"));
    for (View view : views) {
      if (reading.broken().contains(view.name())) {
        sent = sent.union(unreadable(view));
      }
    }
    return numbers.quarantined() < MANY ? sent.coalesce(1) : sent;
  }

  private static final long MANY = 100_000;

  private Dataset<Row> unreadable(View view) {
    return view.unreadable()
        .orElseThrow()
        .select(
            lit(interval.value()).as(table.intervalColumn()),
            concat(lit("readable("), lit(view.name()), lit(")")).as("expectation"),
            col("source_file"),
            col("row"));
  }

  private Result result(
      Outcome.Status status,
      Optional<Outcome.Failure> failure,
      Outcome.Rows rows,
      List<ExpectationResult> expectations,
      SortedMap<String, Double> measures,
      List<Outcome.TableVersion> written) {
    return new Result(
        status,
        failure,
        rows,
        expectations,
        measures,
        views.stream().map(View::version).flatMap(Optional::stream).toList(),
        written,
        Optional.empty());
  }

  /**
   * What was read.
   *
   * @param broken the inputs that have unreadable rows
   * @param judged the share of unreadable rows of each of these
   */
  private record Reading(
      long rows, long unreadable, Set<String> broken, List<ExpectationResult> judged) {
    static Reading of(List<View> views, StagedRows staged, Set<String> asked) {
      long rows = staged.tableRows();
      long unreadable = 0;
      Set<String> broken = new TreeSet<>();
      List<ExpectationResult> judged = new ArrayList<>();
      for (View view : views) {
        Seen seen = Seen.of(view, staged, asked.contains(view.name()));
        rows += seen.all();
        unreadable += seen.bad();
        if (seen.bad() > 0) {
          broken.add(view.name());
          judged.add(
              Judge.unreadable(view.name(), seen.bad(), seen.all(), view.maxUnreadableShare()));
        }
      }
      return new Reading(rows, unreadable, broken, judged);
    }
  }

  /** How many rows an input of files gave, and how many of them could not be read. */
  private record Seen(long all, long bad) {
    /**
     * As the write observed it. Code may have read the input before, into a cache or into memory;
     * then it is counted: a file with too many unreadable rows must not pass unseen.
     */
    static Seen of(View view, StagedRows staged, boolean asked) {
      Optional<Row> observed = staged.metric(view.metric());
      if (observed.isPresent()) {
        Row row = observed.get();
        return new Seen(row.getLong(0), row.isNullAt(1) ? 0 : row.getLong(1));
      }
      return asked && view.version().isEmpty() ? counted(view) : new Seen(0, 0);
    }

    private static Seen counted(View view) {
      long bad = view.unreadable().map(Dataset::count).orElse(0L);
      return new Seen(view.rows().count() + bad, bad);
    }
  }
}
