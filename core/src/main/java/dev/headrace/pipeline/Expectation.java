package dev.headrace.pipeline;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Optional;

/** Something that must hold of the rows a stage writes, judged before they are published. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Expectation.RowCount.class, name = "row_count"),
  @JsonSubTypes.Type(value = Expectation.NotNull.class, name = "not_null"),
  @JsonSubTypes.Type(value = Expectation.Range.class, name = "range"),
  @JsonSubTypes.Type(value = Expectation.InSet.class, name = "in_set"),
  @JsonSubTypes.Type(value = Expectation.Unique.class, name = "unique"),
  @JsonSubTypes.Type(value = Expectation.Holds.class, name = "expression")
})
public sealed interface Expectation {
  /** What is done when it does not hold. */
  Otherwise otherwise();

  /** A readable name, unique within a table: {@code range(delay)}. */
  String label();

  <R> R match(Cases<R> cases);

  /** What is done when an expectation does not hold. */
  enum Otherwise {
    /** It is recorded; the rows are published. */
    WARN,
    /** The rows that break it go to the quarantine table; the others are published. */
    QUARANTINE,
    /** The attempt fails; nothing is published. */
    FAIL
  }

  /** At least {@code min} and at most {@code max} rows in the interval. */
  record RowCount(Optional<Long> min, Optional<Long> max, Otherwise otherwise)
      implements Expectation {
    @Override
    public String label() {
      return "row_count";
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.rowCount(this);
    }
  }

  /** No row has a null in any of these columns. */
  record NotNull(List<String> columns, Otherwise otherwise) implements Expectation {
    public NotNull {
      columns = List.copyOf(columns);
    }

    @Override
    public String label() {
      return "not_null(" + String.join(", ", columns) + ")";
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.notNull(this);
    }
  }

  /** Values lie between {@code min} and {@code max}, both included; a null breaks nothing. */
  record Range(String column, Optional<Double> min, Optional<Double> max, Otherwise otherwise)
      implements Expectation {
    @Override
    public String label() {
      return "range(" + column + ")";
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.range(this);
    }
  }

  /** Values are among these; a null breaks nothing. */
  record InSet(String column, List<String> values, Otherwise otherwise) implements Expectation {
    public InSet {
      values = List.copyOf(values);
    }

    @Override
    public String label() {
      return "in_set(" + column + ")";
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.inSet(this);
    }
  }

  /**
   * The share of rows whose values in these columns are found in no other row is at least {@code
   * min}. It speaks of the whole interval, so it can warn or fail, but not quarantine.
   */
  record Unique(List<String> columns, double min, Otherwise otherwise) implements Expectation {
    public Unique {
      columns = List.copyOf(columns);
    }

    @Override
    public String label() {
      return "unique(" + String.join(", ", columns) + ")";
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.unique(this);
    }
  }

  /** A SQL condition that is true of every row; a null counts as true. */
  record Holds(String name, String sql, Otherwise otherwise) implements Expectation {
    @Override
    public String label() {
      return name;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.holds(this);
    }
  }

  /** One method per kind: a new kind does not compile until every reader answers it. */
  interface Cases<R> {
    R rowCount(RowCount expectation);

    R notNull(NotNull expectation);

    R range(Range expectation);

    R inSet(InSet expectation);

    R unique(Unique expectation);

    R holds(Holds expectation);
  }
}
