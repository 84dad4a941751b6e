package dev.headrace.functions.dataproc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.JsonFormat;
import dev.headrace.functions.SpecLabels;
import dev.headrace.job.JobSpec;
import dev.headrace.json.Json;
import dev.headrace.json.Sha256;
import dev.headrace.pipeline.ClusterName;
import dev.headrace.runner.SpecExamples;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class JobRequestsTest {
  private static final JobRequests REQUESTS =
      new JobRequests("p", "europe-west1", "headrace", new ClusterName("etl"));

  @Test
  void sparkWorkIsASparkJob() throws Exception {
    JobSpec spec = SpecExamples.snapshot(3);
    String hash = REQUESTS.labels(spec).get("spec-hash");

    assertThat(json(JsonFormat.printer().print(REQUESTS.submit(spec.job(), spec))))
        .isEqualTo(
            json(
                """
                {
                  "projectId": "p",
                  "region": "europe-west1",
                  "requestId": "%s",
                  "job": {
                    "reference": {"projectId": "p", "jobId": "%s"},
                    "placement": {"clusterName": "etl"},
                    "labels": {
                      "headrace-installation": "headrace",
                      "pipeline": "flights",
                      "interval": "2001-05-14",
                      "epoch": "1",
                      "stage": "train-snapshot",
                      "attempt": "3",
                      "spec-hash": "%s",
                      "cluster": "etl"
                    },
                    "sparkJob": {
                      "mainClass": "dev.headrace.spark.JobMain",
                      "jarFileUris": ["gs://code/9f3a/headrace-spark-jobs.jar"],
                      "args": ["--job", %s]
                    }
                  }
                }
                """
                    .formatted(
                        Sha256.hexOfParts(List.of(spec.job().value(), hash)).substring(0, 40),
                        spec.job(),
                        hash,
                        Json.text(Json.text(spec)))));
  }

  @Test
  void trainingIsAPySparkJobOfTheTrainer() {
    JobSpec spec = SpecExamples.training(1);

    var job = REQUESTS.submit(spec.job(), spec).getJob();

    assertThat(job.hasSparkJob()).isFalse();
    assertThat(job.getPysparkJob().getMainPythonFileUri()).isEqualTo("gs://code/0b5e/trainer.py");
    assertThat(job.getPysparkJob().getArgsList()).containsExactly("--job", Json.text(spec));
  }

  @Test
  void aClassOfTheUsersJarIsASparkJobWithBothJars() throws Exception {
    for (JobSpec spec : List.of(SpecExamples.transform(1), SpecExamples.mainClass(1))) {
      var job = REQUESTS.submit(spec.job(), spec).getJob();

      assertThat(job.hasPysparkJob()).isFalse();
      assertThat(json(JsonFormat.printer().print(job.getSparkJob())))
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
  void aPythonStageIsAPySparkJobWithOurJarBesideIt() throws Exception {
    JobSpec spec = SpecExamples.python(1);

    var job = REQUESTS.submit(spec.job(), spec).getJob();

    assertThat(job.hasSparkJob()).isFalse();
    assertThat(json(JsonFormat.printer().print(job.getPysparkJob())))
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
  void aLoadIsNoJobOfACluster() {
    JobSpec spec = SpecExamples.load(1);

    assertThatThrownBy(() -> REQUESTS.submit(spec.job(), spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("does not run loads");
  }

  @Test
  void theServiceRetriesNothing() {
    JobSpec spec = SpecExamples.training(1);

    var scheduling = REQUESTS.submit(spec.job(), spec).getJob().getScheduling();

    assertThat(scheduling.getMaxFailuresPerHour()).isZero();
    assertThat(scheduling.getMaxFailuresTotal()).isZero();
  }

  @Test
  void theSpecHashIsThatOfABatch() {
    JobSpec spec = SpecExamples.training(1);

    assertThat(REQUESTS.labels(spec))
        .containsAllEntriesOf(SpecLabels.of("headrace", spec))
        .allSatisfy((key, value) -> assertThat(value).matches("[a-z0-9-]{0,63}"));
  }

  @Test
  void aSpecThatIsTooLargeIsRefused() {
    JobSpec spec =
        SpecExamples.withParameters(
            SpecExamples.training(1), Map.of("text", "x".repeat(JobSpec.MAX_BYTES)));

    assertThatThrownBy(() -> REQUESTS.submit(spec.job(), spec))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "the job spec has \\d+ bytes, and a job service is given at most 32768");
  }

  private static String json(String text) {
    return Json.pretty(
        Json.read(Json.text(Json.tree(text.getBytes(StandardCharsets.UTF_8))), TreeMap.class));
  }
}
