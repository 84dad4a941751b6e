package dev.headrace.spark.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.job.Outcome.ExpectationResult;
import dev.headrace.job.Outcome.Verdict;
import dev.headrace.pipeline.Expectation;
import dev.headrace.pipeline.Expectation.Otherwise;
import dev.headrace.pipeline.Table;
import dev.headrace.pipeline.TableName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static Judge judge(double maxQuarantineShare, Expectation... expect) {
    return new Judge(
        new Table(
            new TableName("flights"),
            "tables/flights",
            List.of(),
            "day",
            List.of(expect),
            maxQuarantineShare,
            new TreeMap<>()));
  }

  private static Counts counts(long good, long sent, Map<String, Long> broken) {
    return new Counts(good, sent, 0, new TreeMap<>(broken), new TreeMap<>());
  }

  private static List<ExpectationResult> judged(Judge judge, Counts counts) {
    return judge.judge(counts, counts.sent(), unique -> 0.5);
  }

  @Test
  void everyTableNeedsARowUnlessItSaysOtherwise() {
    List<ExpectationResult> results = judged(judge(1), counts(0, 0, Map.of()));

    assertThat(Judge.complaint(results)).contains("row_count is 0, must be at least 1");
    Expectation none = new Expectation.RowCount(Optional.of(0L), Optional.empty(), Otherwise.FAIL);
    assertThat(Judge.complaint(judged(judge(1, none), counts(0, 0, Map.of())))).isEmpty();
  }

  @Test
  void bothEndsOfARowCountAreHeld() {
    Expectation rows = new Expectation.RowCount(Optional.of(2L), Optional.of(3L), Otherwise.FAIL);

    assertThat(Judge.complaint(judged(judge(1, rows), counts(4, 0, Map.of()))))
        .contains("row_count is 4, must be at least 2 and at most 3");
    assertThat(Judge.complaint(judged(judge(1, rows), counts(3, 0, Map.of())))).isEmpty();
  }

  @Test
  void whatIsDoneIsAsDeclared() {
    for (Otherwise otherwise : Otherwise.values()) {
      Expectation rule = new Expectation.NotNull(List.of("a"), otherwise);
      Verdict verdict =
          switch (otherwise) {
            case WARN -> Verdict.WARNED;
            case QUARANTINE -> Verdict.QUARANTINED;
            case FAIL -> Verdict.FAILED;
          };
      assertThat(judged(judge(1, rule), counts(9, 0, Map.of("not_null(a)", 1L))))
          .extracting(ExpectationResult::verdict)
          .containsExactly(Verdict.PASSED, verdict);
    }
  }

  @Test
  void tooLargeAShareInQuarantineFails() {
    Counts counts = counts(98, 2, Map.of());

    assertThat(Judge.complaint(judged(judge(0.01), counts)))
        .contains("quarantine_share is 0.02, must be a share of at most 0.01");
    assertThat(judged(judge(0.02), counts))
        .extracting(ExpectationResult::verdict)
        .containsExactly(Verdict.PASSED, Verdict.QUARANTINED);
  }

  @Test
  void uniqueIsHeldAgainstItsShare() {
    Expectation unique = new Expectation.Unique(List.of("a", "b"), 0.6, Otherwise.FAIL);

    assertThat(Judge.complaint(judged(judge(1, unique), counts(9, 0, Map.of()))))
        .contains("unique(a, b) is 0.5, must be a share of at least 0.6");
  }
}
