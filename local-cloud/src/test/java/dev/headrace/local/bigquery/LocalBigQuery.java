package dev.headrace.local.bigquery;

import com.google.cloud.NoCredentials;
import com.google.cloud.bigquery.BigQueryOptions;
import com.google.cloud.bigquery.FieldValue;
import com.google.cloud.bigquery.FieldValueList;
import com.google.cloud.bigquery.FormatOptions;
import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.JobId;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.JobStatus;
import com.google.cloud.bigquery.LoadJobConfiguration;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableResult;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.BucketInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import dev.headrace.local.clock.LocalClock;
import dev.headrace.local.http.ApiServer;
import dev.headrace.local.http.Dispatcher;
import dev.headrace.local.storage.ChangeFeed;
import dev.headrace.local.storage.ObjectStorage;
import dev.headrace.local.storage.StorageApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A local BigQuery over a folder, and the official client for it. */
final class LocalBigQuery implements AutoCloseable {
  static final String PROJECT = "local-test";

  final LocalClock clock;
  final ObjectStorage storage;
  final ApiServer server;
  final BigQuery bigQuery;
  final Storage objects;
  final com.google.cloud.bigquery.BigQuery client;
  private final Path folder;

  LocalBigQuery(Path folder) throws IOException {
    this(folder, Gate.OPEN);
  }

  LocalBigQuery(Path folder, Gate gate) throws IOException {
    this.folder = folder;
    clock = LocalClock.open(folder);
    storage = ObjectStorage.open(folder.resolve("storage"), clock, false, ChangeFeed.NONE);
    Dispatcher dispatcher = new Dispatcher();
    StorageApi.register(dispatcher, storage);
    bigQuery = BigQuery.open(folder.resolve("bigquery"), clock, storage, PROJECT, gate);
    bigQuery.register(dispatcher);
    server = ApiServer.start(ApiServer.Settings.loopback(0), dispatcher, clock);
    objects =
        StorageOptions.newBuilder()
            .setHost(server.url())
            .setProjectId(PROJECT)
            .setCredentials(NoCredentials.getInstance())
            .build()
            .getService();
    client =
        BigQueryOptions.newBuilder()
            .setHost(server.url())
            .setProjectId(PROJECT)
            .setCredentials(NoCredentials.getInstance())
            .build()
            .getService();
    if (!storage.hasBucket("lake")) {
      objects.create(BucketInfo.of("lake"));
    }
  }

  /** Stores the rows of a query of DuckDB as one Parquet object; its address. */
  String parquet(String name, String query) throws IOException, SQLException {
    Path file = Files.createTempFile(folder, "rows", ".parquet");
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute(
          "COPY (" + query + ") TO " + Sql.text(file.toString()) + " (FORMAT parquet)");
    }
    objects.create(BlobInfo.newBuilder("lake", name).build(), Files.readAllBytes(file));
    return "gs://lake/" + name;
  }

  LoadJobConfiguration.Builder load(TableId table, String... uris) {
    return LoadJobConfiguration.newBuilder(table, List.of(uris))
        .setFormatOptions(FormatOptions.parquet());
  }

  Job create(String id, LoadJobConfiguration load) {
    return client.create(JobInfo.newBuilder(load).setJobId(JobId.of(id)).build());
  }

  /** A job that has ended; the test's own limit ends the wait. */
  Job ended(Job job) {
    Job now = client.getJob(job.getJobId());
    while (!now.getStatus().getState().equals(JobStatus.State.DONE)) {
      Thread.onSpinWait();
      now = client.getJob(job.getJobId());
    }
    return now;
  }

  Job run(LoadJobConfiguration load) {
    return ended(client.create(JobInfo.of(load)));
  }

  /** The rows of a query, each as its values with a bar between them. */
  List<String> query(String sql) throws InterruptedException {
    return lines(client.query(QueryJobConfiguration.of(sql)));
  }

  static List<String> lines(TableResult result) {
    List<String> lines = new ArrayList<>();
    for (FieldValueList row : result.iterateAll()) {
      lines.add(
          row.stream()
              .map(FieldValue::getValue)
              .map(String::valueOf)
              .collect(Collectors.joining("|")));
    }
    return lines;
  }

  @Override
  public void close() throws IOException {
    server.close();
    bigQuery.close();
    storage.close();
  }
}
