package dev.headrace.spark.audit;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;

import dev.headrace.pipeline.Expectation;
import java.util.Optional;
import org.apache.spark.sql.Column;

/**
 * An expectation that each row keeps or breaks by itself.
 *
 * @param broken true of a row that breaks it, else false; never null
 */
record RowRule(Expectation expectation, Column broken) {

  /** The rule of an expectation; empty for one that speaks of all rows together. */
  static Optional<RowRule> of(Expectation expectation) {
    return expectation
        .match(new Broken())
        .map(broken -> new RowRule(expectation, coalesce(broken, lit(false))));
  }

  boolean sends() {
    return expectation.otherwise() == Expectation.Otherwise.QUARANTINE;
  }

  private static Column named(String column) {
    return col("`" + column.replace("`", "``") + "`");
  }

  private static final class Broken implements Expectation.Cases<Optional<Column>> {
    @Override
    public Optional<Column> rowCount(Expectation.RowCount expectation) {
      return Optional.empty();
    }

    @Override
    public Optional<Column> notNull(Expectation.NotNull expectation) {
      return expectation.columns().stream().map(c -> named(c).isNull()).reduce(Column::or);
    }

    @Override
    public Optional<Column> range(Expectation.Range expectation) {
      Column value = named(expectation.column());
      Column below = expectation.min().map(min -> value.lt(lit(min))).orElse(lit(false));
      Column above = expectation.max().map(max -> value.gt(lit(max))).orElse(lit(false));
      return Optional.of(below.or(above));
    }

    @Override
    public Optional<Column> inSet(Expectation.InSet expectation) {
      Object[] values = expectation.values().toArray();
      return Optional.of(not(named(expectation.column()).cast("string").isin(values)));
    }

    @Override
    public Optional<Column> unique(Expectation.Unique expectation) {
      return Optional.empty();
    }

    @Override
    public Optional<Column> holds(Expectation.Holds expectation) {
      return Optional.of(not(expr(expectation.sql())));
    }
  }
}
