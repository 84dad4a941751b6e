package dev.headrace.spark.model;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.lit;

import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobInput;
import dev.headrace.job.JobWork;
import dev.headrace.job.Outcome;
import dev.headrace.json.Json;
import dev.headrace.json.Sha256;
import dev.headrace.spark.Attempt;
import dev.headrace.spark.Result;
import dev.headrace.spark.failure.JobFailure;
import dev.headrace.spark.publish.StagedRows;
import dev.headrace.spark.read.TableView;
import dev.headrace.spark.read.View;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * Exports rows to learn from and rows to judge by, from one version of one table. A model's
 * training set so survives what later happens to the table.
 */
public final class SnapshotStage {
  private static final String METRIC = "exported";

  private final Attempt attempt;
  private final JobWork.Snapshot work;

  public SnapshotStage(Attempt attempt, JobWork.Snapshot work) {
    this.attempt = attempt;
    this.work = work;
  }

  public Result run() throws Exception {
    JobInput.Rows input = ScoreStage.onlyRows(attempt);
    SplitByTime split = SplitByTime.of(input.keys(), work.holdoutIntervals(), work.labelMaturity());
    if (split.train().isEmpty()) {
      throw new JobFailure(
          ErrorClass.INPUT_NOT_READY,
          "no interval to learn from: of "
              + input.keys().size()
              + " intervals "
              + work.holdoutIntervals()
              + " are kept to judge by, and labels mature for "
              + work.labelMaturity());
    }
    View view = new TableView(attempt, "features", input).open();
    Outcome.TableVersion read = view.version().orElseThrow();
    List<String> numbers = new ArrayList<>(work.features().columns());
    numbers.add(work.features().label());
    Scores.checkSignature(
        work.model().value(), numbers, input.table().value(), view.rows().schema());
    Snapshot.Part train = part("train", view, input, split.train());
    Snapshot.Part holdout = part("holdout", view, input, split.holdout());
    Snapshot snapshot =
        new Snapshot(
            read.table(),
            read.uri(),
            read.version(),
            input.intervalColumn(),
            work.features().columns(),
            work.features().label(),
            train,
            holdout,
            Sha256.hexOfParts(List.of(train.sha256(), holdout.sha256())));
    attempt.files().put(attempt.spec().staging() + "/" + Snapshot.NAME, Json.bytes(snapshot));
    long rows = train.rows() + holdout.rows();
    return Result.done(new Outcome.Rows(rows, rows, 0), List.of(read), Optional.empty());
  }

  private Snapshot.Part part(String side, View view, JobInput.Rows input, List<String> keys)
      throws Exception {
    String folder = attempt.spec().staging() + "/" + side;
    StagedRows staged =
        attempt
            .phases()
            .time(
                "export-" + side,
                () -> StagedRows.write(attempt, rows(view, input, keys), folder, view.bytes()));
    Row found = staged.metric(METRIC).orElseThrow(() -> none(side, input, keys));
    long rows = found.getLong(0);
    long positives = found.getLong(1);
    long others = found.getLong(2);
    if (rows == 0) {
      throw none(side, input, keys);
    }
    if (others > 0) {
      throw JobFailure.data(
          side
              + ": "
              + others
              + " rows have a label "
              + work.features().label()
              + " that is neither 0 nor 1");
    }
    if (positives == 0 || positives == rows) {
      throw JobFailure.data(
          side
              + ": all "
              + rows
              + " rows have the label "
              + (positives == 0 ? 0 : 1)
              + "; a model needs both");
    }
    return new Snapshot.Part(rows, positives, keys, staged.names(), hash(staged));
  }

  private static JobFailure none(String side, JobInput.Rows input, List<String> keys) {
    return new JobFailure(
        ErrorClass.INPUT_NOT_READY,
        side
            + ": table "
            + input.table()
            + " has no rows for the intervals "
            + keys.get(0)
            + " to "
            + keys.get(keys.size() - 1));
  }

  private Dataset<Row> rows(View view, JobInput.Rows input, List<String> keys) {
    Column interval = named(input.intervalColumn());
    List<Column> columns = new ArrayList<>();
    columns.add(interval);
    work.features().columns().forEach(feature -> columns.add(named(feature)));
    columns.add(named(work.features().label()));
    Column label = named(work.features().label()).cast("double");
    Column[] order = columns.toArray(Column[]::new);
    return view.rows()
        .where(interval.cast("string").isin(keys.toArray()))
        .select(order)
        .coalesce(1)
        .sortWithinPartitions(order)
        .observe(
            METRIC,
            count(lit(1)),
            count_if(label.equalTo(1)).as("positives"),
            count_if(coalesce(label.notEqual(0).and(label.notEqual(1)), lit(true))).as("others"));
  }

  private static Column named(String column) {
    return col("`" + column.replace("`", "``") + "`");
  }

  private String hash(StagedRows staged) throws IOException {
    List<String> hashes = new ArrayList<>();
    for (String name : staged.names()) {
      hashes.add(Sha256.hex(attempt.files().require(staged.folder() + "/" + name)));
    }
    return Sha256.hexOfParts(hashes);
  }
}
