package dev.headrace.spark.audit;

import dev.headrace.job.Outcome.ExpectationResult;
import dev.headrace.job.Outcome.Verdict;
import dev.headrace.pipeline.Expectation;
import dev.headrace.pipeline.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** Compares what was found with what was declared. Pure. */
public final class Judge {
  private final Table table;

  public Judge(Table table) {
    this.table = table;
  }

  /**
   * Every expectation of the table and those that each table has: at least one row unless it says
   * otherwise, values where they are declared, not too many rows in quarantine.
   *
   * @param uniqueShare the share of rows found once, asked only for declared ones
   */
  public List<ExpectationResult> judge(
      Counts counts, long quarantined, ToDoubleFunction<Expectation.Unique> uniqueShare) {
    List<ExpectationResult> results = new ArrayList<>();
    if (table.expect().stream().noneMatch(Expectation.RowCount.class::isInstance)) {
      results.add(
          rowCount(
              new Expectation.RowCount(
                  Optional.of(1L), Optional.empty(), Expectation.Otherwise.FAIL),
              counts));
    }
    for (Expectation expectation : table.expect()) {
      results.add(expectation.match(new Results(counts, uniqueShare)));
    }
    counts.nulls().forEach((column, nulls) -> required(column, nulls).ifPresent(results::add));
    if (quarantined > 0) {
      results.add(quarantine(counts.good(), quarantined));
    }
    return results;
  }

  /** A share of unreadable rows against its limit. */
  public static ExpectationResult unreadable(String input, long bad, long all, double most) {
    return share("readable(" + input + ")", bad, all, most);
  }

  /** Those that failed, in one line; empty when none did. */
  public static Optional<String> complaint(List<ExpectationResult> results) {
    List<String> failed =
        results.stream()
            .filter(result -> result.verdict() == Verdict.FAILED)
            .map(
                result ->
                    result.expectation()
                        + " is "
                        + figure(result.value())
                        + ", must be "
                        + result.limit())
            .toList();
    return failed.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", failed));
  }

  private ExpectationResult quarantine(long good, long quarantined) {
    return share("quarantine_share", quarantined, good + quarantined, table.maxQuarantineShare());
  }

  private static ExpectationResult share(String label, long bad, long all, double most) {
    double share = (double) bad / all;
    return new ExpectationResult(
        label,
        share,
        "a share of at most " + figure(most),
        share > most ? Verdict.FAILED : Verdict.QUARANTINED);
  }

  private static Optional<ExpectationResult> required(String column, long nulls) {
    return nulls == 0
        ? Optional.empty()
        : Optional.of(
            new ExpectationResult(
                "not_null(" + column + ") as declared", nulls, "broken by no row", Verdict.FAILED));
  }

  private static ExpectationResult rowCount(Expectation.RowCount expected, Counts counts) {
    long rows = counts.good();
    boolean kept =
        expected.min().map(min -> rows >= min).orElse(true)
            && expected.max().map(max -> rows <= max).orElse(true);
    String limit =
        String.join(
            " and ",
            List.of(
                    expected.min().map(min -> "at least " + min),
                    expected.max().map(max -> "at most " + max))
                .stream()
                .flatMap(Optional::stream)
                .toList());
    return new ExpectationResult(
        expected.label(), rows, limit, kept ? Verdict.PASSED : ofAll(expected.otherwise()));
  }

  /** Rows together cannot go to quarantine: what asks for that fails. */
  private static Verdict ofAll(Expectation.Otherwise otherwise) {
    return otherwise == Expectation.Otherwise.WARN ? Verdict.WARNED : Verdict.FAILED;
  }

  private static Verdict ofRows(Expectation.Otherwise otherwise) {
    return switch (otherwise) {
      case WARN -> Verdict.WARNED;
      case QUARANTINE -> Verdict.QUARANTINED;
      case FAIL -> Verdict.FAILED;
    };
  }

  private static String figure(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.6f", value).replaceFirst("0+$", "");
  }

  private record Results(Counts counts, ToDoubleFunction<Expectation.Unique> uniqueShare)
      implements Expectation.Cases<ExpectationResult> {
    private ExpectationResult ofRow(Expectation expectation) {
      long broken = counts.broken().get(expectation.label());
      return new ExpectationResult(
          expectation.label(),
          broken,
          "broken by no row",
          broken == 0 ? Verdict.PASSED : ofRows(expectation.otherwise()));
    }

    @Override
    public ExpectationResult rowCount(Expectation.RowCount expectation) {
      return Judge.rowCount(expectation, counts);
    }

    @Override
    public ExpectationResult notNull(Expectation.NotNull expectation) {
      return ofRow(expectation);
    }

    @Override
    public ExpectationResult range(Expectation.Range expectation) {
      return ofRow(expectation);
    }

    @Override
    public ExpectationResult inSet(Expectation.InSet expectation) {
      return ofRow(expectation);
    }

    @Override
    public ExpectationResult holds(Expectation.Holds expectation) {
      return ofRow(expectation);
    }

    @Override
    public ExpectationResult unique(Expectation.Unique expectation) {
      double share = uniqueShare.applyAsDouble(expectation);
      return new ExpectationResult(
          expectation.label(),
          share,
          "a share of at least " + figure(expectation.min()),
          share >= expectation.min() ? Verdict.PASSED : ofAll(expectation.otherwise()));
    }
  }
}
