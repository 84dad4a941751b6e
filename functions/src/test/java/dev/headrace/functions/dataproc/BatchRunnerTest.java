package dev.headrace.functions.dataproc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.functions.Settings;
import dev.headrace.functions.SettingsExamples;
import dev.headrace.job.JobId;
import dev.headrace.runner.JobReport;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BatchRunnerTest extends DataprocRunnerContract {
  private static final String BATCHES = "/v1/projects/p/locations/europe-west1/batches";

  @Override
  DataprocRunner<?, ?> runner(Settings settings) {
    return new BatchRunner(settings);
  }

  @Override
  Map<String, JsonNode> held() {
    return server.batches();
  }

  @Override
  String noun() {
    return "batch";
  }

  @Override
  void occupy(String id) {
    server.occupyBatch(id);
  }

  @Override
  protected void succeed(JobId id) {
    server.move(id.value(), "SUCCEEDED", "");
  }

  @Override
  protected void awaitCancelled(JobId id) {
    assertThat(server.batches().get(id.value()).get("state").asText()).isEqualTo("CANCELLING");
    server.move(id.value(), "CANCELLED", "");
  }

  @Test
  void everyCallIsOneRequestAndACancelTwo() {
    submit();
    runner.report(ID);
    runner.cancel(ID);

    assertThat(server.requests())
        .containsExactly(
            "POST " + BATCHES,
            "GET " + BATCHES + "/" + ID,
            "GET " + BATCHES + "/" + ID,
            "POST /v1/projects/p/regions/europe-west1/operations/" + ID + ":cancel");
  }

  @Test
  void callsAtOnceMakeOneClient() throws Exception {
    int calls = 8;
    Settings settings =
        SettingsExamples.with("HEADRACE_DATAPROC_ENDPOINT", server.endpoint().toString());
    AtomicInteger made = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(calls);
    try (BatchRunner shared =
        new BatchRunner(
            settings,
            () -> {
              made.incrementAndGet();
              return BatchClient.connect(settings.region(), settings.dataprocEndpoint());
            })) {
      Callable<JobReport> call = () -> shared.report(ID);
      for (Future<JobReport> report : threads.invokeAll(Collections.nCopies(calls, call))) {
        assertThat(report.get()).isEqualTo(JobReport.NOT_FOUND);
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(made).hasValue(1);
  }

  @Test
  void whatIsSentIsWhatWasBuilt() {
    submit();

    var batch = server.batches().get(ID.value());
    assertThat(batch.at("/pysparkBatch/mainPythonFileUri").asText())
        .isEqualTo("gs://code/0b5e/trainer.py");
    assertThat(batch.at("/labels/pipeline").asText()).isEqualTo("flights");
    assertThat(runner.report(ID).labels()).containsEntry("stage", "train");
  }
}
