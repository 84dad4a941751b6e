package dev.headrace.local.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.bigquery.BigQuery.DatasetDeleteOption;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.FormatOptions;
import com.google.cloud.bigquery.HivePartitioningOptions;
import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.JobId;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.JobInfo.WriteDisposition;
import com.google.cloud.bigquery.JobStatistics;
import com.google.cloud.bigquery.LoadJobConfiguration;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardSQLTypeName;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import com.google.cloud.bigquery.TimePartitioning;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import dev.headrace.local.GoogleProject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a {@code load} stage rests on, by the official client. */
abstract class BigQueryContract {
  private static final Schema SCHEMA =
      Schema.of(
          Field.of("origin", StandardSQLTypeName.STRING),
          Field.of("delay", StandardSQLTypeName.INT64),
          Field.of("day", StandardSQLTypeName.STRING));

  @TempDir Path folder;

  private final String dataset = GoogleProject.fresh("data").replace('-', '_');
  private final String lake = GoogleProject.fresh("lake");

  abstract com.google.cloud.bigquery.BigQuery client();

  abstract Storage storage();

  /** A bucket of the same place as the data sets. */
  abstract String bucket();

  abstract String location();

  @BeforeEach
  void makeADataSet() {
    client().create(DatasetInfo.newBuilder(dataset).setLocation(location()).build());
  }

  @AfterEach
  void delete() {
    client().delete(dataset, DatasetDeleteOption.deleteContents());
    storage()
        .list(bucket(), Storage.BlobListOption.prefix(lake + "/"))
        .iterateAll()
        .forEach(left -> storage().delete(left.getBlobId()));
  }

  @Test
  void aDataSetIsMadeOnce() {
    assertThatThrownBy(() -> client().create(DatasetInfo.of(dataset)))
        .isInstanceOfSatisfying(
            BigQueryException.class,
            e -> {
              assertThat(e.getCode()).isEqualTo(409);
              assertThat(e.getReason()).isEqualTo("duplicate");
            });
    assertThat(client().getDataset(dataset + "_none")).isNull();
  }

  /** What load stages do for columns of text: hive partitioning, into a decorated partition. */
  @Test
  void aLoadReplacesItsPartitionOnlyAndSaysHowManyRowsItWrote() throws Exception {
    client()
        .create(
            TableInfo.of(
                TableId.of(dataset, "flights"),
                StandardTableDefinition.newBuilder()
                    .setSchema(SCHEMA)
                    .setTimePartitioning(TimePartitioning.of(TimePartitioning.Type.DAY))
                    .build()));

    assertThat(rowsOf(load("2001-01-01", "ATL", 1))).isEqualTo(1);
    load("2001-01-02", "ORD", 2);
    load("2001-01-01", "DFW", 3);

    assertThat(
            LocalBigQuery.lines(
                client().listTableData(TableId.of(dataset, "flights$20010101"), SCHEMA)))
        .containsExactly("DFW|3|2001-01-01");
    assertThat(
            LocalBigQuery.lines(
                client().listTableData(TableId.of(dataset, "flights$20010102"), SCHEMA)))
        .containsExactly("ORD|2|2001-01-02");
  }

  @Test
  void theIdOfAJobIsTakenOnceAndAMissingOneIsNotFound() throws Exception {
    JobId id =
        JobId.newBuilder().setJob(GoogleProject.fresh("job")).setLocation(location()).build();
    client().create(JobInfo.newBuilder(loadInto("made")).setJobId(id).build()).waitFor();

    // The client answers a conflict with the job that has the id.
    Job again = client().create(JobInfo.newBuilder(loadInto("other")).setJobId(id).build());

    LoadJobConfiguration first = again.getConfiguration();
    assertThat(first.getDestinationTable().getTable()).isEqualTo("made");
    assertThat(client().getTable(TableId.of(dataset, "other"))).isNull();
    assertThat(client().getJob(id).getStatus().getError()).isNull();
    JobId missing =
        JobId.newBuilder().setJob(GoogleProject.fresh("none")).setLocation(location()).build();
    assertThat(client().getJob(missing)).isNull();
  }

  private LoadJobConfiguration loadInto(String table) throws Exception {
    return LoadJobConfiguration.newBuilder(
            TableId.of(dataset, table), parquet("2001-01-01", "A", 1))
        .setFormatOptions(FormatOptions.parquet())
        .build();
  }

  private Job load(String day, String origin, int delay) throws Exception {
    String table = "flights$" + day.replace("-", "");
    Job job =
        client()
            .create(
                JobInfo.newBuilder(
                        LoadJobConfiguration.newBuilder(
                                TableId.of(dataset, table), parquet(day, origin, delay))
                            .setFormatOptions(FormatOptions.parquet())
                            .setHivePartitioningOptions(
                                HivePartitioningOptions.newBuilder()
                                    .setMode("CUSTOM")
                                    .setSourceUriPrefix(
                                        "gs://" + bucket() + "/" + lake + "/{day:STRING}")
                                    .build())
                            .setWriteDisposition(WriteDisposition.WRITE_TRUNCATE)
                            .build())
                    .setJobId(
                        JobId.newBuilder()
                            .setJob(GoogleProject.fresh("job"))
                            .setLocation(location())
                            .build())
                    .build())
            .waitFor();
    assertThat(job.getStatus().getError()).isNull();
    return job;
  }

  private static long rowsOf(Job job) {
    JobStatistics.LoadStatistics statistics = job.getStatistics();
    return statistics.getOutputRows();
  }

  private List<String> parquet(String day, String origin, int delay) throws Exception {
    Path file = folder.resolve(day + "-" + origin + ".parquet");
    try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckdb.createStatement()) {
      statement.execute(
          "COPY (SELECT '"
              + origin
              + "' AS origin, "
              + delay
              + "::BIGINT AS delay) TO "
              + Sql.text(file.toString())
              + " (FORMAT parquet)");
    }
    String name = lake + "/day=" + day + "/" + origin + ".parquet";
    storage().create(BlobInfo.newBuilder(bucket(), name).build(), Files.readAllBytes(file));
    return List.of("gs://" + bucket() + "/" + name);
  }
}
