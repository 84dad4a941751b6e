package dev.headrace.local.bigquery;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.JobId;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.JobStatus;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.TableId;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is left of the local BigQuery after its process ended, in order or not. */
@Timeout(180)
class BigQueryDurabilityTest {
  private static final TableId FLIGHTS = TableId.of("analytics", "flights");

  @TempDir Path folder;

  @Test
  void tablesJobsAndResultsAreThereAfterARestart() throws Exception {
    JobId query = JobId.of("query-1");
    try (LocalBigQuery local = new LocalBigQuery(folder)) {
      local.client.create(DatasetInfo.of("analytics"));
      local.ended(local.create("load-1", local.load(FLIGHTS, rows(local)).build()));
      QueryJobConfiguration sql =
          QueryJobConfiguration.of("SELECT count(*) AS n FROM analytics.flights");
      local.ended(local.client.create(JobInfo.newBuilder(sql).setJobId(query).build()));
    }
    try (LocalBigQuery local = new LocalBigQuery(folder)) {
      assertThat(local.query("SELECT * FROM analytics.flights")).containsExactly("ATL");
      assertThat(local.client.getJob("load-1").getStatus().getError()).isNull();
      assertThat(LocalBigQuery.lines(local.client.getJob(query).getQueryResults()))
          .containsExactly("1");
    }
  }

  @Test
  void aJobThatWaitsRunsAfterARestart() throws Exception {
    try (LocalBigQuery local = new LocalBigQuery(folder, new HeldGate())) {
      local.client.create(DatasetInfo.of("analytics"));
      Job job = local.create("load-1", local.load(FLIGHTS, rows(local)).build());
      assertThat(job.getStatus().getState()).isEqualTo(JobStatus.State.PENDING);
      assertThat(local.bigQuery.active()).isEqualTo(1);
    }
    try (LocalBigQuery local = new LocalBigQuery(folder)) {
      local.ended(local.client.getJob("load-1"));
      assertThat(local.query("SELECT * FROM analytics.flights")).containsExactly("ATL");
    }
  }

  @Test
  void aCancelledJobHasDoneNothing() throws Exception {
    HeldGate gate = new HeldGate();
    try (LocalBigQuery local = new LocalBigQuery(folder, gate)) {
      local.client.create(DatasetInfo.of("analytics"));
      Job first = local.create("load-1", local.load(FLIGHTS, rows(local)).build());
      Job second = local.create("load-2", local.load(FLIGHTS, rows(local)).build());

      assertThat(local.client.cancel(first.getJobId())).isTrue();
      assertThat(local.client.cancel(second.getJobId())).isTrue();

      for (Job job : List.of(first, second)) {
        Job ended = local.ended(job);
        assertThat(ended.getStatus().getError().getReason()).isEqualTo("stopped");
      }
      gate.open("load-1");
      gate.open("load-2");
      assertThat(local.client.getTable(FLIGHTS)).isNull();
    }
  }

  @Test
  void whatWasAnsweredSurvivesAKill() throws Exception {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    long next = 1;
    for (int kill = 0; kill < 3; kill++) {
      Loads seen = loadUntilKilled(next, 1 + random.nextInt(8));
      try (LocalBigQuery local = new LocalBigQuery(folder)) {
        Job newest = local.ended(local.client.getJob("load-" + seen.accepted()));
        assertThat(newest.getStatus().getError()).as("seed " + seed).isNull();
        for (long load = next; load <= seen.ended(); load++) {
          assertThat(local.client.getJob("load-" + load).getStatus().getState())
              .as("seed %d, load %d", seed, load)
              .isEqualTo(JobStatus.State.DONE);
        }
        assertThat(local.query("SELECT DISTINCT load, count(*) FROM analytics.loads GROUP BY 1"))
            .as("seed " + seed)
            .hasSize(1)
            .allMatch(row -> row.endsWith("|" + KilledLoader.ROWS));
        // Far beyond those that it loaded while it was being killed.
        next = seen.accepted() + 1_000;
      }
    }
  }

  /** What a process said before it was killed. */
  private record Loads(long accepted, long ended) {}

  private Loads loadUntilKilled(long first, int lines) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledLoader.class.getName(),
                folder.toString(),
                Long.toString(first))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long accepted = 0;
    long ended = 0;
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (int i = 0; i < lines || accepted == 0; i++) {
        String line = said.readLine();
        long load = Long.parseLong(line.substring(line.indexOf(' ') + 1));
        accepted = line.startsWith("accepted") ? load : accepted;
        ended = line.startsWith("ended") ? load : ended;
      }
    } finally {
      process.destroyForcibly();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
    return new Loads(accepted, ended);
  }

  private static String rows(LocalBigQuery local) throws Exception {
    return local.parquet("a", "SELECT 'ATL' AS origin");
  }
}
