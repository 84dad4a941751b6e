package dev.headrace.functions.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommittedFilesTest {
  private static final String TABLE = "gs://lake/tables/flights";

  @Test
  void theEntryOfAVersionHasTwentyDigits() {
    assertThat(CommittedFiles.entry(12)).isEqualTo("_delta_log/00000000000000000012.json");
  }

  @Test
  void theFilesOfTheIntervalAreThoseThatTheCommitAdds() {
    assertThat(
            files(
                "{\"txn\":{\"appId\":\"a\",\"version\":10001}}",
                "{\"remove\":{\"path\":\"day=2001-05-14/old.parquet\","
                    + "\"partitionValues\":{\"day\":\"2001-05-14\"}}}",
                add("day=2001-05-14/a%20b.parquet", "2001-05-14", ""),
                add("day=2001-05-13/other.parquet", "2001-05-13", "")))
        .containsExactly("gs://lake/tables/flights/day=2001-05-14/a b.parquet");
  }

  @Test
  void aCommitWithoutRowsHasNoFiles() {
    assertThat(files("{\"commitInfo\":{}}")).isEmpty();
  }

  @Test
  void whatAListOfFilesCannotSayIsRefused() {
    assertThatThrownBy(
            () -> files(add("day=2001-05-14/a", "2001-05-14", ",\"deletionVector\":{\"x\":1}")))
        .hasMessageContaining("has deleted rows");
    assertThatThrownBy(() -> files(add("gs://other/a", "2001-05-14", "")))
        .hasMessageContaining("lies outside of it: gs://other/a");
    assertThatThrownBy(() -> files("{\"add\":")).hasMessageContaining("is no JSON");
  }

  private static List<String> files(String... actions) {
    return CommittedFiles.of(
        String.join("\n", actions).getBytes(StandardCharsets.UTF_8), TABLE, "day", "2001-05-14");
  }

  private static String add(String path, String day, String more) {
    return "{\"add\":{\"path\":\""
        + path
        + "\",\"partitionValues\":{\"day\":\""
        + day
        + "\"}"
        + more
        + "}}";
  }
}
