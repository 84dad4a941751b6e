package dev.headrace.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.cli.doctor.BucketLint.Purpose;
import dev.headrace.cli.doctor.Findings.Problem;
import dev.headrace.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class BucketLintTest {
  private static final String WEEK = softDelete(7);
  private static final String VERSIONS = softDelete(0) + ", 'versioning': {'enabled': true}";
  private static final String STAGING = staging(7);

  private static String softDelete(int days) {
    return "'softDeletePolicy': {'retentionDurationSeconds': '%d'}"
        .formatted(Duration.ofDays(days).toSeconds());
  }

  private static String staging(int days) {
    return rule("'age': " + days + ", 'matchesPrefix': ['staging/']");
  }

  private static String rule(String condition) {
    return "{'action': {'type': 'Delete'}, 'condition': {" + condition + "}}";
  }

  private static List<String> found(Purpose purpose, String restore, String... rules) {
    String bucket =
        "{'name': 'b', 'location': 'EUROPE-WEST1',"
            + " 'iamConfiguration': {'publicAccessPrevention': 'enforced',"
            + " 'uniformBucketLevelAccess': {'enabled': true}}, "
            + restore
            + ", 'lifecycle': {'rule': ["
            + String.join(", ", rules)
            + "]}}";
    return problems(purpose, bucket).stream().map(Problem::found).toList();
  }

  private static List<Problem> problems(Purpose purpose, String bucket) {
    JsonNode json = Json.tree(bucket.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    return new BucketLint(purpose, "europe-west1").problems(json);
  }

  /** What retention_days of terraform/variables.tf may say. */
  private enum Days {
    USUAL("\\b%s += optional\\(number, ([0-9]+)\\)"),
    LEAST("retention_days\\.%s >= ([0-9]+)");

    private final String form;

    Days(String form) {
      this.form = form;
    }

    int of(String key) {
      Matcher found = Pattern.compile(form.formatted(key)).matcher(variables());
      assertThat(found.find()).as("%s of %s", this, key).isTrue();
      return Integer.parseInt(found.group(1));
    }

    private static String variables() {
      try {
        return Files.readString(Path.of("..", "terraform", "variables.tf"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static Stream<Arguments> whatTheModuleMakes() {
    return Stream.of(Purpose.values())
        .flatMap(purpose -> Stream.of(Days.values()).map(days -> arguments(purpose, days)));
  }

  @ParameterizedTest
  @MethodSource("whatTheModuleMakes")
  void whatTheModuleMakesIsWell(Purpose purpose, Days days) {
    String[] rules =
        switch (purpose) {
          case LANDING -> new String[] {rule("'age': " + days.of("landing"))};
          case OUTCOMES -> new String[] {rule("'age': " + days.of("outcomes"))};
          case LAKE -> new String[] {staging(days.of("staging"))};
          case CONTROL -> new String[] {rule("'daysSinceNoncurrentTime': " + days.of("state"))};
          case CODE -> new String[0];
        };
    String restore = purpose == Purpose.CONTROL ? VERSIONS : softDelete(days.of("soft_delete"));

    assertThat(found(purpose, restore, rules)).isEmpty();
  }

  @Test
  void everythingIsToldAtOnceEachWithItsRemedy() {
    List<Problem> problems =
        problems(
            Purpose.CONTROL,
            "{'name': 'b', 'location': 'US', 'softDeletePolicy': {'retentionDurationSeconds': '0'},"
                + " 'retentionPolicy': {'retentionPeriod': '60'}, 'lifecycle': {'rule': ["
                + rule("'age': 30")
                + "]}}");

    assertThat(problems)
        .extracting(Problem::remedy)
        .containsExactly(
            "gcloud storage buckets update gs://b --uniform-bucket-level-access",
            "gcloud storage buckets update gs://b --public-access-prevention",
            "A bucket does not move: make one in europe-west1 and copy what is in it.",
            "gcloud storage buckets update gs://b --soft-delete-duration=7d",
            "gcloud storage buckets update gs://b --clear-retention-period",
            "In the lifecycle of gs://b limit the rule with daysSinceNoncurrentTime;"
                + " \"terraform apply\" sets it.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "daysSinceNoncurrentTime: 3",
        "numNewerVersions: 1",
        "isLive: false",
      })
  void versionsThatDoNotStayForAWeekRestoreNothing(String condition) {
    String json = "'" + condition.replace(":", "':");

    assertThat(found(Purpose.CONTROL, VERSIONS, rule(json)))
        .containsExactly(
            "what is deleted or overwritten is gone: soft delete is off, and no versions are kept"
                + " for 7 days");
  }

  @Test
  void aRuleOnTheLakeMayOnlyClearStaging() {
    assertThat(found(Purpose.LAKE, WEEK, STAGING, rule("'age': 400")))
        .containsExactly(
            "a lifecycle rule deletes more than what is below staging/: tables lose their files");
    assertThat(found(Purpose.LAKE, WEEK))
        .containsExactly(
            "nothing deletes what attempts leave below staging/: it is paid for for ever");
  }

  @Test
  void codeIsNeverDeletedByItsAge() {
    assertThat(found(Purpose.CODE, WEEK, rule("'age': 400"))).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"LANDING", "OUTCOMES"})
  void filesAndOutcomesStayForAWeekAtLeast(Purpose purpose) {
    assertThat(found(purpose, WEEK, rule("'age': 1"))).hasSize(1);
    assertThat(found(purpose, WEEK, rule("'matchesSuffix': ['.csv']"))).hasSize(1);
    assertThat(found(purpose, WEEK, rule("'age': 7"))).isEmpty();
  }
}
