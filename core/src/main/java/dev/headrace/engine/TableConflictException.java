package dev.headrace.engine;

import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.TableName;

/** A definition that writes a table of another pipeline: one table has one writing stage. */
public final class TableConflictException extends RuntimeException {
  public TableConflictException(TableName table, PipelineName owner) {
    super(
        "table "
            + table
            + " is written by pipeline "
            + owner
            + " already. One table has one writing stage: write another table.");
  }
}
