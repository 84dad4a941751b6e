package dev.headrace.local.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.storage.BlobInfo;
import dev.headrace.functions.Settings;
import dev.headrace.functions.bigquery.LoadRunner;
import dev.headrace.functions.storage.GcsObjectStore;
import dev.headrace.job.JobId;
import dev.headrace.job.JobSpec;
import dev.headrace.runner.JobReport;
import dev.headrace.runner.JobRunner;
import dev.headrace.runner.JobRunnerContract;
import dev.headrace.runner.SpecExamples;
import dev.headrace.runner.SubmitResult;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the functions load with, over the local cloud's BigQuery. */
@Timeout(60)
class LoadRunnerContractTest extends JobRunnerContract {
  private static final String TABLE = "tables/flight_scores";
  private static final String LOG = TABLE + "/_delta_log/00000000000000000012.json";

  @TempDir Path folder;

  private final HeldGate gate = new HeldGate();
  private LocalBigQuery local;
  private JobRunner runner;

  @Override
  protected JobSpec job(int attempt) {
    return SpecExamples.load(attempt);
  }

  @Override
  protected JobRunner emptyService() throws IOException, SQLException {
    local = new LocalBigQuery(folder, gate);
    publish("'F1' AS flight, 0.25::DOUBLE AS score");
    runner =
        new LoadRunner(
            Settings.of(
                Map.of(
                    "HEADRACE_PROJECT", LocalBigQuery.PROJECT,
                    "HEADRACE_REGION", "europe-west1",
                    "HEADRACE_LANDING_BUCKET", "landing",
                    "HEADRACE_LAKE_BUCKET", "lake",
                    "HEADRACE_CONTROL_BUCKET", "control",
                    "HEADRACE_OUTCOMES_BUCKET", "outcomes",
                    "HEADRACE_CODE_BUCKET", "code",
                    "HEADRACE_BIGQUERY_ENDPOINT", local.server.url())),
            GcsObjectStore.connect(Optional.of(URI.create(local.server.url()))).bucket("lake"));
    return runner;
  }

  /** Version 12 of the table: one file of the day, beside one of another day. */
  private void publish(String columns) throws IOException, SQLException {
    local.parquet(TABLE + "/day=2001-05-14/a%20b.parquet", "SELECT " + columns);
    commit(
        "{\"commitInfo\":{}}",
        "{\"remove\":{\"path\":\"day=2001-05-14/old.parquet\"}}",
        add("day=2001-05-14/a%2520b.parquet", "2001-05-14"),
        add("day=2001-05-13/other.parquet", "2001-05-13"));
  }

  private static String add(String path, String day) {
    return "{\"add\":{\"path\":\"" + path + "\",\"partitionValues\":{\"day\":\"" + day + "\"}}}";
  }

  private void commit(String... actions) {
    local.objects.create(
        BlobInfo.newBuilder("lake", LOG).build(),
        String.join("\n", actions).getBytes(StandardCharsets.UTF_8));
  }

  @AfterEach
  void close() throws IOException {
    local.close();
  }

  @Override
  protected void succeed(JobId id) {
    gate.open(id.value());
    local.ended(local.client.getJob(com.google.cloud.bigquery.JobId.of(id.value())));
  }

  @Override
  protected void awaitCancelled(JobId id) {
    local.ended(local.client.getJob(com.google.cloud.bigquery.JobId.of(id.value())));
  }

  @Override
  protected int jobs() {
    int jobs = 0;
    for (Job job : local.client.listJobs().iterateAll()) {
      jobs += job.getConfiguration() instanceof QueryJobConfiguration ? 0 : 1;
    }
    return jobs;
  }

  @Test
  void aLoadBringsTheFilesOfThePublishedVersionAndCountsThem() throws Exception {
    JobReport report = run(job(1));

    assertThat(report.state()).isEqualTo(JobReport.State.SUCCEEDED);
    assertThat(report.rows()).contains(1L);
    assertThat(rows()).containsExactly("F1|0.25|2001-05-14");
  }

  @Test
  void loadingTwiceLeavesTheSameRows() throws Exception {
    run(job(1));
    run(job(2));

    assertThat(rows()).containsExactly("F1|0.25|2001-05-14");
  }

  @Test
  void anIntervalWithoutFilesLeavesNoRows() throws Exception {
    run(job(1));
    commit("{\"commitInfo\":{}}");

    JobReport report = run(job(2));

    assertThat(report.state()).isEqualTo(JobReport.State.SUCCEEDED);
    assertThat(report.rows()).contains(0L);
    assertThat(rows()).isEmpty();
  }

  @Test
  void aFileThatIsGoneFailsTheLoad() throws Exception {
    commit(add("day=2001-05-14/gone.parquet", "2001-05-14"));

    JobReport report = run(job(1));

    assertThat(report.state()).isEqualTo(JobReport.State.FAILED);
    assertThat(report.errorClass()).contains(dev.headrace.job.ErrorClass.USER);
    assertThat(report.message())
        .isEqualTo(
            "notFound: Not found: URI gs://lake/tables/flight_scores/day=2001-05-14/gone.parquet");
  }

  @Test
  void aVersionThatTheLogNoLongerHasIsRefused() {
    local.objects.delete("lake", LOG);

    assertThat(runner.submit(job(1).job(), job(1), Duration.ofHours(1)))
        .isEqualTo(
            new SubmitResult.Rejected(
                "submit "
                    + job(1).job()
                    + ": version 12 of table flight_scores is no longer in its log."
                    + " Re-run the interval."));
  }

  @Test
  void whatIsNoLoadIsRefused() {
    JobSpec training = SpecExamples.training(1);

    assertThat(runner.submit(training.job(), training, Duration.ofHours(1)))
        .isEqualTo(new SubmitResult.Rejected("BigQuery does not run stage train"));
  }

  private JobReport run(JobSpec spec) {
    assertThat(runner.submit(spec.job(), spec, Duration.ofHours(1)))
        .isEqualTo(new SubmitResult.Accepted());
    succeed(spec.job());
    return runner.report(spec.job());
  }

  /** As they are stored: a query would wait at the gate. */
  private List<String> rows() {
    var table = local.client.getTable("analytics", "flight_scores");
    return LocalBigQuery.lines(
        local.client.listTableData(
            table.getTableId(),
            table.<com.google.cloud.bigquery.StandardTableDefinition>getDefinition().getSchema()));
  }
}
