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
    return bytesOf(stage) + reads + described(stage.work()).map(this::bytesOfTable).orElse(0);
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

  /** The table whose columns the job is told: the one it writes, or loads. */
  private static Optional<TableName> described(Work work) {
    return work instanceof Work.Load load ? Optional.of(load.table()) : work.written();
  }
}
