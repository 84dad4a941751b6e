package dev.headrace.job;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.headrace.pipeline.Column;
import dev.headrace.pipeline.Input;
import dev.headrace.pipeline.TableName;
import java.util.List;

/** Something that a job reads, resolved to addresses. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = JobInput.Files.class, name = "files"),
  @JsonSubTypes.Type(value = JobInput.Rows.class, name = "table")
})
public sealed interface JobInput {
  <R> R match(Cases<R> cases);

  /** Landed files. */
  record Files(
      Input.Format format, List<Column> columns, double maxCorruptShare, List<FileVersion> files)
      implements JobInput {
    public Files {
      columns = List.copyOf(columns);
      files = List.copyOf(files);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.files(this);
    }
  }

  /**
   * Rows of a Delta table.
   *
   * @param uri {@code gs://lake/tables/flights}
   * @param intervalColumn the column that holds the keys
   * @param keys the keys of the intervals to read, oldest first
   */
  record Rows(TableName table, String uri, String intervalColumn, List<String> keys)
      implements JobInput {
    public Rows {
      keys = List.copyOf(keys);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.rows(this);
    }
  }

  /** One method per kind. */
  interface Cases<R> {
    R files(Files input);

    R rows(Rows input);
  }
}
