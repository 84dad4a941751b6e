package dev.headrace.spark.sql;

import dev.headrace.interval.Interval;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobWork;
import dev.headrace.json.Sha256;
import dev.headrace.spark.Attempt;
import dev.headrace.spark.Result;
import dev.headrace.spark.TableOutput;
import dev.headrace.spark.failure.JobFailure;
import dev.headrace.spark.read.View;
import dev.headrace.spark.read.Views;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Runs a SQL file over the inputs, as views by their names, and publishes its rows. */
public final class SqlStage {
  private final Attempt attempt;
  private final JobWork.Sql work;

  public SqlStage(Attempt attempt, JobWork.Sql work) {
    this.attempt = attempt;
    this.work = work;
  }

  public Result run() throws Exception {
    List<View> views =
        attempt
            .phases()
            .time(
                "open",
                () -> {
                  List<View> opened = Views.open(attempt);
                  opened.forEach(view -> view.rows().createOrReplaceTempView(view.name()));
                  return opened;
                });
    Dataset<Row> rows = attempt.phases().time("plan", this::rows);
    return new TableOutput(attempt, work.output(), views).replaceWith(rows);
  }

  private Dataset<Row> rows() throws Exception {
    byte[] bytes = attempt.files().require(work.sql());
    String found = Sha256.hex(bytes);
    if (!found.equals(work.sha256())) {
      throw new JobFailure(
          ErrorClass.PLATFORM,
          work.sql()
              + " is not what was deployed: its SHA-256 is "
              + found
              + ", not "
              + work.sha256());
    }
    String file = work.sql().substring(work.sql().lastIndexOf('/') + 1);
    QueryFile query = new QueryFile(file, new String(bytes, StandardCharsets.UTF_8));
    Dataset<Row> result = query.rows(attempt.spark(), attempt.spec().inputs().keySet(), values());
    return ResultColumns.fitted(result, file, work.output().table());
  }

  private Map<String, Object> values() {
    Interval interval = attempt.spec().interval();
    Map<String, Object> values = new TreeMap<>(attempt.spec().parameters());
    values.put("interval_start", interval.start());
    values.put("interval_end", interval.end());
    values.put("interval_key", interval.key());
    return values;
  }
}
