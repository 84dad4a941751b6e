package dev.headrace.definition;

import dev.headrace.pipeline.Overlap;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code overlap}: a rule, with its limit in brackets. */
final class OverlapRule {
  private static final int DEFAULT_LIMIT = 20;
  private static final int MOST = 100;
  private static final Pattern PARALLEL = Pattern.compile("parallel\\(([0-9]{1,9})\\)");
  private static final List<String> LATER =
      List.of("strict-sequential", "first-only", "last-only", "serial-latest-only");

  private OverlapRule() {}

  static Scalar<Overlap> kind() {
    return new Scalar<>(
        "sequential or parallel(n), with n between 1 and " + MOST,
        "Write sequential or for example parallel(4).",
        Map.of("type", "string", "pattern", "^(?:sequential|parallel(?:\\([0-9]{1,9}\\))?)$"),
        OverlapRule::of);
  }

  private static Overlap of(Value value) throws Unfit {
    String written = value.written();
    Matcher parallel = PARALLEL.matcher(written);
    if (written.equals("sequential")) {
      return Overlap.ONE_AT_A_TIME;
    }
    if (written.equals("parallel")) {
      return new Overlap(Overlap.Rule.PARALLEL, DEFAULT_LIMIT);
    }
    if (parallel.matches()) {
      long limit = Numbers.within(new BigInteger(parallel.group(1)), 1, MOST);
      return new Overlap(Overlap.Rule.PARALLEL, Math.toIntExact(limit));
    }
    if (LATER.contains(written)) {
      throw new Unfit("That rule is not supported yet. Write sequential or parallel(n).");
    }
    String question = Nearest.question(written, List.of("sequential", "parallel"));
    throw new Unfit(question.isEmpty() ? "Write sequential or for example parallel(4)." : question);
  }
}
