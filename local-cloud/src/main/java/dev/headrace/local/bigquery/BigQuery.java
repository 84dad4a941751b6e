package dev.headrace.local.bigquery;

import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.storage.ObjectStorage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * BigQuery on this machine: data sets, tables, load jobs of Parquet objects, and queries in the SQL
 * of DuckDB.
 *
 * <p>What was answered survives {@code kill -9}. A job's rows and its end are written together, so
 * a job that was cut off has written nothing, and runs again after the next start.
 */
public final class BigQuery implements AutoCloseable {
  /** How long the rows of queries are kept that named no table for them. */
  private static final Duration RESULTS_KEPT = Duration.ofDays(1);

  private final Warehouse warehouse;
  private final JobRuns runs;
  private final String project;
  private final LocalClock clock;
  private final long lastJob;

  private BigQuery(
      Warehouse warehouse, JobRuns runs, String project, LocalClock clock, long lastJob) {
    this.warehouse = warehouse;
    this.runs = runs;
    this.project = project;
    this.clock = clock;
    this.lastJob = lastJob;
  }

  /** Opens what the folder holds and takes up the jobs that have not ended. */
  public static BigQuery open(Path folder, LocalClock clock, ObjectStorage storage, String project)
      throws IOException {
    return open(folder, clock, storage, project, Gate.OPEN);
  }

  static BigQuery open(
      Path folder, LocalClock clock, ObjectStorage storage, String project, Gate gate)
      throws IOException {
    JobRuns.delete(folder.resolve("scratch"));
    Warehouse warehouse = Warehouse.in(folder);
    List<Job> jobs = List.of();
    if (warehouse.isUsed()) {
      forgetOldResults(warehouse, clock);
      jobs = warehouse.read(catalog -> catalog.jobs(Long.MAX_VALUE));
    }
    JobRuns runs = new JobRuns(warehouse, storage, project, clock, gate);
    runs.start(jobs.stream().filter(job -> !job.isDone()).toList());
    return new BigQuery(warehouse, runs, project, clock, jobs.isEmpty() ? 0 : jobs.get(0).number());
  }

  private static void forgetOldResults(Warehouse warehouse, LocalClock clock) {
    long before = clock.instant().minus(RESULTS_KEPT).toEpochMilli();
    warehouse.write(
        catalog -> {
          for (Table table : catalog.tables(Catalog.RESULTS)) {
            if (table.resource().path("creationTime").asLong() < before) {
              catalog.deleteTable(table);
            }
          }
          return Optional.empty();
        });
  }

  /** Adds the operations; their names begin with {@code bigquery.}. */
  public void register(Dispatcher dispatcher) {
    new DatasetsApi(warehouse, project, clock).register(dispatcher);
    new TablesApi(warehouse, project, clock).register(dispatcher);
    new JobsApi(warehouse, runs, project, clock, lastJob).register(dispatcher);
  }

  /** How many jobs have not ended. */
  public int active() {
    return runs.active();
  }

  /** Stops; a job that runs has done nothing, and runs again after the next {@link #open}. */
  @Override
  public void close() throws IOException {
    runs.close();
    warehouse.close();
  }
}
