package dev.headrace.functions.dataproc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.dataproc.v1.CreateBatchRequest;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.headrace.job.JobSpec;
import dev.headrace.json.Json;
import dev.headrace.json.Sha256;
import dev.headrace.runner.SpecExamples;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchRequestsTest {
  private static final BatchRequests REQUESTS =
      new BatchRequests(
          "p",
          "europe-west1",
          "headrace",
          "3.0",
          Optional.empty(),
          Optional.of("spark@p.iam.gserviceaccount.com"),
          Optional.of("projects/p/regions/europe-west1/subnetworks/s"),
          Map.of("spark.executor.cores", "4"));

  @Test
  void sparkWorkIsASparkBatch() throws Exception {
    JobSpec spec = SpecExamples.snapshot(3);

    assertThat(json(REQUESTS.create(spec.job(), spec, Duration.ofMinutes(30))))
        .isEqualTo(
            json(
                """
                {
                  "parent": "projects/p/locations/europe-west1",
                  "batchId": "%s",
                  "requestId": "%s",
                  "batch": {
                    "labels": {
                      "headrace-installation": "headrace",
                      "pipeline": "flights",
                      "interval": "2001-05-14",
                      "epoch": "1",
                      "stage": "train-snapshot",
                      "attempt": "3",
                      "spec-hash": "%s"
                    },
                    "sparkBatch": {
                      "mainClass": "dev.headrace.spark.JobMain",
                      "jarFileUris": ["gs://code/9f3a/headrace-spark-jobs.jar"],
                      "args": ["--job", %s]
                    },
                    "runtimeConfig": {
                      "version": "3.0",
                      "properties": {"spark.executor.cores": "4"}
                    },
                    "environmentConfig": {
                      "executionConfig": {
                        "serviceAccount": "spark@p.iam.gserviceaccount.com",
                        "subnetworkUri": "projects/p/regions/europe-west1/subnetworks/s",
                        "ttl": "2400s",
                        "authenticationConfig": {
                          "userWorkloadAuthenticationType": "SERVICE_ACCOUNT"
                        }
                      }
                    }
                  }
                }
                """
                    .formatted(
                        spec.job(),
                        Sha256.hexOfParts(List.of(spec.job().value(), hash(spec))).substring(0, 40),
                        hash(spec),
                        Json.text(Json.text(spec)))));
  }

  @Test
  void trainingIsAPySparkBatchOfTheTrainer() {
    JobSpec spec = SpecExamples.training(1);

    var batch = REQUESTS.create(spec.job(), spec, Duration.ofMinutes(30)).getBatch();

    assertThat(batch.hasSparkBatch()).isFalse();
    assertThat(batch.getPysparkBatch().getMainPythonFileUri())
        .isEqualTo("gs://code/0b5e/trainer.py");
    assertThat(batch.getPysparkBatch().getArgsList()).containsExactly("--job", Json.text(spec));
  }

  @Test
  void aLoadIsNoBatch() {
    JobSpec spec = SpecExamples.load(1);

    assertThatThrownBy(() -> REQUESTS.create(spec.job(), spec, Duration.ofMinutes(30)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not run loads");
  }

  @Test
  void aClassOfTheUsersJarIsASparkBatchWithBothJars() throws Exception {
    for (JobSpec spec : List.of(SpecExamples.transform(1), SpecExamples.mainClass(1))) {
      var batch = REQUESTS.create(spec.job(), spec, Duration.ofMinutes(30)).getBatch();

      assertThat(batch.hasPysparkBatch()).isFalse();
      assertThat(json(JsonFormat.printer().print(batch.getSparkBatch())))
          .isEqualTo(
              json(
                  """
                  {
                    "mainClass": "dev.headrace.spark.JobMain",
                    "jarFileUris": [
                      "gs://code/9f3a/headrace-spark-jobs.jar",
                      "gs://code/51a7/shop.jar"
                    ],
                    "args": ["--job", %s]
                  }
                  """
                      .formatted(Json.text(Json.text(spec)))));
    }
  }

  @Test
  void aPythonStageIsAPySparkBatchWithOurJarBesideIt() throws Exception {
    JobSpec spec = SpecExamples.python(1);

    var batch = REQUESTS.create(spec.job(), spec, Duration.ofMinutes(30)).getBatch();

    assertThat(batch.hasSparkBatch()).isFalse();
    assertThat(json(JsonFormat.printer().print(batch.getPysparkBatch())))
        .isEqualTo(
            json(
                """
                {
                  "mainPythonFileUri": "gs://code/7c21/headrace_stage.py",
                  "jarFileUris": ["gs://code/9f3a/headrace-spark-jobs.jar"],
                  "args": ["--job", %s]
                }
                """
                    .formatted(Json.text(Json.text(spec)))));
  }

  @Test
  void aContainerImageReplacesTheRuntimesOwn() throws Exception {
    JobSpec spec = SpecExamples.python(1);
    var inAnImage =
        new BatchRequests(
            "p",
            "europe-west1",
            "headrace",
            "3.0",
            Optional.of("europe-docker.pkg.dev/p/spark/jobs:3"),
            Optional.empty(),
            Optional.empty(),
            Map.of());

    var runtime =
        inAnImage.create(spec.job(), spec, Duration.ofHours(1)).getBatch().getRuntimeConfig();

    assertThat(json(JsonFormat.printer().print(runtime)))
        .isEqualTo(
            json(
                """
                {"version": "3.0", "containerImage": "europe-docker.pkg.dev/p/spark/jobs:3"}
                """));
  }

  @Test
  void theArgumentIsTheSpecAsAJobReadsIt() {
    JobSpec spec = SpecExamples.training(1);

    String argument =
        REQUESTS
            .create(spec.job(), spec, Duration.ofMinutes(30))
            .getBatch()
            .getPysparkBatch()
            .getArgs(1);

    assertThat(Json.read(argument, JobSpec.class)).isEqualTo(spec);
  }

  @ParameterizedTest
  @CsvSource({"PT0S, 600", "PT30M, 2400", "PT335H50M, 1209600", "PT900H, 1209600"})
  void theServiceStopsAJobALittleAfterTheJobShouldHaveStoppedItself(Duration timeout, long ttl) {
    JobSpec spec = SpecExamples.training(1);

    var execution =
        REQUESTS
            .create(spec.job(), spec, timeout)
            .getBatch()
            .getEnvironmentConfig()
            .getExecutionConfig();

    assertThat(execution.getTtl().getSeconds()).isEqualTo(ttl);
  }

  @Test
  void withoutAccountAndSubnetworkTheProjectsAreUsed() {
    JobSpec spec = SpecExamples.training(1);
    var bare =
        new BatchRequests(
            "p",
            "europe-west1",
            "headrace",
            "3.0",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Map.of());

    var execution =
        bare.create(spec.job(), spec, Duration.ofHours(1))
            .getBatch()
            .getEnvironmentConfig()
            .getExecutionConfig();

    assertThat(execution.getServiceAccount()).isEmpty();
    assertThat(execution.hasSubnetworkUri()).isFalse();
    assertThat(execution.getAuthenticationConfig().getUserWorkloadAuthenticationType().name())
        .isEqualTo("SERVICE_ACCOUNT");
  }

  @Test
  void labelsKeepToTheAlphabetOfLabels() {
    JobSpec spec = SpecExamples.training(1);

    assertThat(REQUESTS.labels(spec))
        .allSatisfy(
            (key, value) -> {
              assertThat(key).matches("[a-z][a-z0-9-]{0,62}");
              assertThat(value).matches("[a-z0-9-]{0,63}");
            });
    assertThat(REQUESTS.labels(spec).get("spec-hash")).hasSize(40);
  }

  @Test
  void theSpecHashTellsJobsApartButNotDeadlines() {
    JobSpec spec = SpecExamples.training(1);

    assertThat(hash(SpecExamples.withDeadline(spec, spec.deadline().plusSeconds(1))))
        .isEqualTo(hash(spec));
    assertThat(hash(SpecExamples.withParameters(spec, Map.of("threshold", "16"))))
        .isNotEqualTo(hash(spec));
    assertThat(hash(SpecExamples.training(2))).isNotEqualTo(hash(spec));
  }

  @Test
  void aSpecThatIsTooLargeIsRefused() {
    JobSpec spec =
        SpecExamples.withParameters(
            SpecExamples.training(1), Map.of("text", "x".repeat(JobSpec.MAX_BYTES)));

    assertThatThrownBy(() -> REQUESTS.create(spec.job(), spec, Duration.ofHours(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "the job spec has \\d+ bytes, and a job service is given at most 32768");
  }

  @Test
  void propertiesThatCouldLoadCodeAreRefused() {
    assertThatThrownBy(
            () ->
                new BatchRequests(
                    "p",
                    "r",
                    "i",
                    "3.0",
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Map.of("spark.jars", "gs://elsewhere/x.jar")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("property spark.jars may not be set: only ");
  }

  private static String hash(JobSpec spec) {
    return REQUESTS.labels(spec).get("spec-hash");
  }

  private static String json(CreateBatchRequest request) throws InvalidProtocolBufferException {
    return json(JsonFormat.printer().print(request));
  }

  private static String json(String text) {
    return Json.pretty(
        Json.read(Json.text(Json.tree(text.getBytes(StandardCharsets.UTF_8))), TreeMap.class));
  }
}
