package dev.headrace.pipeline;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What a stage reads under one name. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Read.Files.class, name = "files"),
  @JsonSubTypes.Type(value = Read.Rows.class, name = "table")
})
public sealed interface Read {
  <R> R match(Cases<R> cases);

  /** The landed files of the interval. */
  record Files(String input) implements Read {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.files(this);
    }
  }

  /**
   * The rows of a table for the interval of the run and those before it.
   *
   * @param lastIntervals how many intervals, the run's own included; 1 is only its own
   */
  record Rows(TableName table, int lastIntervals) implements Read {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.rows(this);
    }
  }

  /** One method per kind. */
  interface Cases<R> {
    R files(Files read);

    R rows(Rows read);
  }
}
