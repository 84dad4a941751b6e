package dev.headrace.spark.model;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.headrace.job.AttemptId;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobInput;
import dev.headrace.job.JobWork;
import dev.headrace.job.Outcome;
import dev.headrace.pipeline.Table;
import dev.headrace.spark.Attempt;
import dev.headrace.spark.Result;
import dev.headrace.spark.TableOutput;
import dev.headrace.spark.failure.JobFailure;
import dev.headrace.spark.read.Columns;
import dev.headrace.spark.read.View;
import dev.headrace.spark.read.Views;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Applies a version of a model to its one input and publishes the scores. The output's columns are
 * found by name: keys and other columns of the input, the score, and what tells where it is from.
 */
public final class ScoreStage {
  private final Attempt attempt;
  private final JobWork.Score work;

  public ScoreStage(Attempt attempt, JobWork.Score work) {
    this.attempt = attempt;
    this.work = work;
  }

  public Result run() throws Exception {
    List<View> views = attempt.phases().time("open", () -> Views.open(attempt));
    View input = onlyTable(views);
    ModelStore store = new ModelStore(attempt.files(), work.store());
    Dataset<Row> rows =
        attempt
            .phases()
            .time(
                "model",
                () -> {
                  Manifest manifest =
                      store
                          .require(work.version().version(), work.version().manifestSha256())
                          .manifest();
                  return scored(input, manifest, store.model(manifest));
                });
    return new TableOutput(attempt, work.output(), views).replaceWith(rows);
  }

  private View onlyTable(List<View> views) {
    if (views.size() != 1 || views.get(0).version().isEmpty()) {
      throw JobFailure.user("a score stage reads one table, but this one reads " + views.size());
    }
    return views.get(0);
  }

  private Dataset<Row> scored(View input, Manifest manifest, byte[] model) {
    StructType available = input.rows().schema();
    Outcome.TableVersion read = input.version().orElseThrow();
    Scores.checkSignature(manifest.model(), manifest.features(), read.table(), available);
    Map<String, Column> made = made(read);
    StructType declared = Columns.schema(work.output().table().columns());
    Set<String> kept = kept(available, declared, made);
    Dataset<Row> scores = Scores.of(input.rows(), List.copyOf(kept), manifest.features(), model);
    List<Column> columns = new ArrayList<>();
    for (StructField field : declared.fields()) {
      Column value = made.getOrDefault(field.name(), col("`" + field.name() + "`"));
      columns.add(value.cast(field.dataType()).as(field.name()));
    }
    return scores.select(columns.toArray(Column[]::new));
  }

  private Map<String, Column> made(Outcome.TableVersion read) {
    AttemptId id = attempt.spec().attempt();
    Map<String, Column> made = new LinkedHashMap<>();
    made.put(Scores.SCORE, col(Scores.SCORE));
    made.put("model", lit(work.model().value()));
    made.put("model_version", lit(work.version().version()));
    made.put("pointer_seq", lit(work.version().seq()));
    made.put("feature_version", lit(read.version()));
    made.put("run", lit(id.pipeline() + "/" + id.interval()));
    made.put("epoch", lit(id.epoch()));
    made.put("scored_at", lit(work.scoredAt()));
    return made;
  }

  /** The columns that go through: those the output declares and this stage does not make. */
  private Set<String> kept(StructType available, StructType declared, Map<String, Column> made) {
    Table table = work.output().table();
    Set<String> kept = new LinkedHashSet<>();
    List<String> problems = new ArrayList<>();
    for (String name : declared.fieldNames()) {
      if (made.containsKey(name)) {
        continue;
      }
      if (available.getFieldIndex(name).isEmpty()) {
        problems.add(name + " is neither a column of the input nor one of " + made.keySet());
      }
      kept.add(name);
    }
    for (String key : work.keys()) {
      if (declared.getFieldIndex(key).isEmpty()) {
        problems.add("key " + key + " is not declared");
      }
    }
    if (!problems.isEmpty()) {
      throw new JobFailure(
          ErrorClass.USER, "table " + table.name() + ": " + String.join("; ", problems));
    }
    return kept;
  }

  /** The one table among the inputs of a model's stage. */
  static JobInput.Rows onlyRows(Attempt attempt) {
    List<JobInput> inputs = List.copyOf(attempt.spec().inputs().values());
    if (inputs.size() != 1 || !(inputs.get(0) instanceof JobInput.Rows rows)) {
      throw JobFailure.user("a snapshot reads one table");
    }
    return rows;
  }
}
