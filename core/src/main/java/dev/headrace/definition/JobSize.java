package dev.headrace.definition;

import dev.headrace.json.Json;
import dev.headrace.pipeline.Input;
import dev.headrace.pipeline.Pipeline;
import dev.headrace.pipeline.Read;
import dev.headrace.pipeline.Stage;
import dev.headrace.pipeline.TableName;
import dev.headrace.pipeline.Work;
import java.util.Optional;

/**
 * How large the description of a stage's job becomes: it is one argument of at most 32 KiB, and
 * half of that is kept for the names of landed files and for addresses.
 */
final class JobSize implements Read.Cases<Integer> {
  static final int MOST_BYTES = 16 * 1024;
  private static final int BYTES_OF_A_KEY = 16;

  private final Pipeline pipeline;

  JobSize(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  int bytes(Stage stage) {
    int reads = stage.reads().values().stream().mapToInt(read -> read.match(this)).sum();
    return bytesOf(stage) + reads + written(stage.work()).map(this::bytesOfTable).orElse(0);
  }

  @Override
  public Integer files(Read.Files read) {
    Input input = pipeline.inputs().get(read.input());
    return bytesOf(input);
  }

  @Override
  public Integer rows(Read.Rows read) {
    return read.lastIntervals() * BYTES_OF_A_KEY;
  }

  private int bytesOfTable(TableName table) {
    return bytesOf(pipeline.table(table));
  }

  private static int bytesOf(Object value) {
    return Json.bytes(value).length;
  }

  private static Optional<TableName> written(Work work) {
    return work.match(
        new Work.Cases<>() {
          @Override
          public Optional<TableName> sql(Work.Sql sql) {
            return Optional.of(sql.writes());
          }

          @Override
          public Optional<TableName> snapshot(Work.Snapshot snapshot) {
            return Optional.empty();
          }

          @Override
          public Optional<TableName> train(Work.Train train) {
            return Optional.empty();
          }

          @Override
          public Optional<TableName> grade(Work.Grade grade) {
            return Optional.empty();
          }

          @Override
          public Optional<TableName> score(Work.Score score) {
            return Optional.of(score.writes());
          }

          @Override
          public Optional<TableName> transform(Work.Transform transform) {
            return Optional.of(transform.writes());
          }

          @Override
          public Optional<TableName> main(Work.Main main) {
            return Optional.empty();
          }

          @Override
          public Optional<TableName> python(Work.Python python) {
            return Optional.of(python.writes());
          }

          @Override
          public Optional<TableName> load(Work.Load load) {
            return Optional.of(load.table());
          }
        });
  }
}
