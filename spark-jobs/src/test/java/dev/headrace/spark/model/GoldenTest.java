package dev.headrace.spark.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A model of Python's XGBoost, with the scores that Python gave; left by the trainer. */
class GoldenTest {
  private static byte[] resource(String name) throws IOException {
    try (InputStream in = GoldenTest.class.getResourceAsStream("/golden/" + name)) {
      return in.readAllBytes();
    }
  }

  @Test
  void javaScoresAsPythonDoesMissingCellsIncluded() throws IOException {
    Golden golden = Json.read(resource("golden.json"), Golden.class);

    assertThat(golden.rows())
        .hasSizeGreaterThan(300)
        .anySatisfy(row -> assertThat(row).contains((Double) null));
    assertThat(golden.worst(resource("model.ubj"))).isLessThanOrEqualTo(Gates.GOLDEN_TOLERANCE);
  }

  @Test
  void aModelTellsWhichFeaturesItTakes() throws IOException {
    try (XgbScorer scorer = new XgbScorer(resource("model.ubj"), 2)) {
      assertThat(scorer.takes(List.of("a", "b"))).isTrue();
      assertThat(scorer.takes(List.of("b", "a"))).isFalse();
      assertThat(scorer.takes(List.of("a"))).isFalse();
      assertThat(scorer.score(new float[0], 0)).isEmpty();
    }
  }

  @Test
  void bytesThatAreNoModelAreToldInWords() {
    assertThatThrownBy(
            () -> new XgbScorer("nothing".getBytes(java.nio.charset.StandardCharsets.UTF_8), 2))
        .hasMessageStartingWith("model.ubj is not an XGBoost model");
  }
}
