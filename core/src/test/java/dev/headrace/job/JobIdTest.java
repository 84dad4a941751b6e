package dev.headrace.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.StageName;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JobIdTest {
  private static AttemptId attempt(String pipeline, String stage, String interval, int n) {
    return new AttemptId(new PipelineName(pipeline), interval, 1, new StageName(stage), n);
  }

  @Test
  void theSameAttemptAlwaysHasTheSameId() {
    AttemptId attempt = attempt("flights", "clean", "2001-05-14", 1);

    assertThat(JobId.of("headrace", attempt))
        .isEqualTo(JobId.of("headrace", attempt))
        .asString()
        .matches("flights-clean-2001-05-14-x[0-9a-f]{24}");
    assertThat(JobId.of("other", attempt)).isNotEqualTo(JobId.of("headrace", attempt));
  }

  @Test
  void namesThatJoinToTheSameTextHaveDifferentIds() {
    assertThat(JobId.of("h", attempt("a-b", "c", "2001-05-14", 1)))
        .isNotEqualTo(JobId.of("h", attempt("a", "b-c", "2001-05-14", 1)));
  }

  @Test
  void noTwoAttemptsShareAnIdAndEveryIdIsWithinTheServicesLimits() {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    Map<JobId, AttemptId> seen = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      AttemptId attempt =
          new AttemptId(
              new PipelineName(name(random, 40)),
              "2001-0" + (1 + random.nextInt(9)) + "-1" + random.nextInt(10),
              1 + random.nextInt(3),
              new StageName(name(random, 30)),
              1 + random.nextInt(9_999));
      JobId id = JobId.of("headrace", attempt);
      AttemptId other = seen.put(id, attempt);

      assertThat(id.value()).as("seed " + seed).matches("[a-z][a-z0-9-]{2,61}[a-z0-9]");
      assertThat(other == null || other.equals(attempt)).as("seed " + seed + ": " + id).isTrue();
    }
  }

  private static String name(SplittableRandom random, int most) {
    StringBuilder name = new StringBuilder("a");
    int length = random.nextInt(most);
    for (int i = 0; i < length; i++) {
      name.append("ab-9".charAt(random.nextInt(4)));
    }
    return name.toString();
  }

  @Test
  void laterEpochsAndAttemptsHaveHigherTransactionVersions() {
    assertThat(attempt("p", "s", "2001-05-14", 9_999).transactionVersion())
        .isLessThan(
            new AttemptId(new PipelineName("p"), "2001-05-14", 2, new StageName("s"), 1)
                .transactionVersion());
  }

  @Test
  void attemptsStayBelowTheFence() {
    assertThatThrownBy(() -> attempt("p", "s", "2001-05-14", 10_000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("epoch 1, attempt 10000");
  }
}
