package dev.headrace.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  @Test
  void whatIsNotSetHasItsUsualValue() {
    Settings settings = Settings.of(SettingsExamples.required());

    assertThat(settings.project()).isEqualTo("p");
    assertThat(settings.buckets())
        .isEqualTo(new Settings.Buckets("landing", "lake", "control", "outcomes", "code"));
    assertThat(settings.installation()).isEqualTo("headrace");
    assertThat(settings.runtimeVersion()).isEqualTo("3.0");
    assertThat(settings.serviceAccount()).isEmpty();
    assertThat(settings.storageEndpoint()).isEmpty();
    assertThat(settings.sparkProperties()).isEmpty();
  }

  @Test
  void everythingMissingIsReportedAtOnceWithARemedy() {
    assertThatThrownBy(() -> Settings.of(Map.of("HEADRACE_REGION", " ")))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            """
            HEADRACE_LANDING_BUCKET: is missing. Set it to the name of a bucket, without gs://.
            HEADRACE_LAKE_BUCKET: is missing. Set it to the name of a bucket, without gs://.
            HEADRACE_CONTROL_BUCKET: is missing. Set it to the name of a bucket, without gs://.
            HEADRACE_OUTCOMES_BUCKET: is missing. Set it to the name of a bucket, without gs://.
            HEADRACE_CODE_BUCKET: is missing. Set it to the name of a bucket, without gs://.
            HEADRACE_PROJECT: is missing. Set it to the id of the Google Cloud project, such as my-project.
            HEADRACE_REGION: is missing. Set it to a region, such as europe-west1.\
            """);
  }

  @Test
  void everythingWrongIsReportedAtOnceWithARemedy() {
    Map<String, String> variables = SettingsExamples.required();
    variables.put("HEADRACE_LAKE_BUCKET", "gs://lake");
    variables.put("HEADRACE_CODE_BUCKET", "landing");
    variables.put("HEADRACE_INSTALLATION", "Team-A");
    variables.put("HEADRACE_SERVICE_ACCOUNT", "spark");
    variables.put("HEADRACE_RUNTIME_VERSION", "3.0.13");
    variables.put("HEADRACE_SPARK_PROPERTIES", "spark.executor.cores=4,spark.jars=gs://x/y.jar");
    variables.put("HEADRACE_STORAGE_ENDPOINT", "localhost:8080");
    variables.put("HEADRACE_DATAPROC_ENDPOINT", "http://user:secret@host");
    variables.put("HEADRACE_CALLER_CHECK", "none");
    variables.put("HEADRACE_CALLERS", "scheduler");
    variables.put("HEADRACE_TOKEN_KEYS", "http://keys.example/certs");

    assertThatThrownBy(() -> Settings.of(variables))
        .isInstanceOfSatisfying(
            SettingsException.class,
            e ->
                assertThat(e.problems())
                    .extracting(problem -> problem.split(": Set|\\. Set", 2)[0])
                    .containsExactly(
                        "HEADRACE_LAKE_BUCKET: is \"gs://lake\"",
                        "HEADRACE_CODE_BUCKET: is \"landing\"",
                        "HEADRACE_INSTALLATION: is \"Team-A\"",
                        "HEADRACE_SERVICE_ACCOUNT: is \"spark\"",
                        "HEADRACE_RUNTIME_VERSION: is \"3.0.13\"",
                        "HEADRACE_SPARK_PROPERTIES: is \"spark.jars=gs://x/y.jar\"",
                        "HEADRACE_STORAGE_ENDPOINT: is \"localhost:8080\"",
                        "HEADRACE_DATAPROC_ENDPOINT: is \"http://user:secret@host\"",
                        "HEADRACE_CALLER_CHECK: is \"none\"",
                        "HEADRACE_CALLERS: is \"scheduler\"",
                        "HEADRACE_TOKEN_KEYS: is \"http://keys.example/certs\""));
  }

  @Test
  void anAccountCanBeNamedByPipelineAndOneThatWouldBeTooLongIsRefused() {
    String each = "headrace-{pipeline}@p.iam.gserviceaccount.com";
    assertThat(SettingsExamples.with("HEADRACE_SERVICE_ACCOUNT", each).serviceAccount())
        .contains(each);
    for (String wrong : List.of("a-name-that-is-long-{pipeline}@p.iam", "a-{stage}@p.iam")) {
      assertThatThrownBy(() -> SettingsExamples.with("HEADRACE_SERVICE_ACCOUNT", wrong))
          .isInstanceOf(SettingsException.class)
          .hasMessageContaining("at most 16 characters before {pipeline}");
    }
  }

  @Test
  void aContainerImageIsReadAndOneWithoutARegistryRefused() {
    String image = "europe-docker.pkg.dev/my-project/spark/jobs:3.1";
    assertThat(SettingsExamples.with("HEADRACE_CONTAINER_IMAGE", image).containerImage())
        .contains(image);
    assertThat(SettingsExamples.with("HEADRACE_CONTAINER_IMAGE", "").containerImage()).isEmpty();
    assertThatThrownBy(() -> SettingsExamples.with("HEADRACE_CONTAINER_IMAGE", "jobs:3"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining(
            "HEADRACE_CONTAINER_IMAGE: is \"jobs:3\". Set it to a container image with its"
                + " registry, such as europe-docker.pkg.dev/my-project/spark/jobs:3, or leave it"
                + " out.");
  }

  @Test
  void endpointsAndPropertiesAreRead() {
    assertThat(
            SettingsExamples.with("HEADRACE_STORAGE_ENDPOINT", "http://127.0.0.1:8080/")
                .storageEndpoint())
        .contains(URI.create("http://127.0.0.1:8080"));
    assertThat(
            SettingsExamples.with(
                    "HEADRACE_SPARK_PROPERTIES",
                    "spark.executor.cores=4, spark.sql.shuffle.partitions=8")
                .sparkProperties())
        .isEqualTo(Map.of("spark.executor.cores", "4", "spark.sql.shuffle.partitions", "8"));
  }
}
