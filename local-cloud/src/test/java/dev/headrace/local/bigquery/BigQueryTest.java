package dev.headrace.local.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.bigquery.BigQuery.DatasetDeleteOption;
import com.google.cloud.bigquery.BigQuery.TableDataListOption;
import com.google.cloud.bigquery.BigQueryException;
import com.google.cloud.bigquery.Dataset;
import com.google.cloud.bigquery.DatasetInfo;
import com.google.cloud.bigquery.Field;
import com.google.cloud.bigquery.HivePartitioningOptions;
import com.google.cloud.bigquery.Job;
import com.google.cloud.bigquery.JobId;
import com.google.cloud.bigquery.JobInfo;
import com.google.cloud.bigquery.JobInfo.CreateDisposition;
import com.google.cloud.bigquery.JobInfo.SchemaUpdateOption;
import com.google.cloud.bigquery.JobInfo.WriteDisposition;
import com.google.cloud.bigquery.JobStatistics;
import com.google.cloud.bigquery.QueryJobConfiguration;
import com.google.cloud.bigquery.Schema;
import com.google.cloud.bigquery.StandardSQLTypeName;
import com.google.cloud.bigquery.StandardTableDefinition;
import com.google.cloud.bigquery.Table;
import com.google.cloud.bigquery.TableId;
import com.google.cloud.bigquery.TableInfo;
import com.google.cloud.bigquery.TableResult;
import com.google.cloud.bigquery.TimePartitioning;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the official Java client sees of the local BigQuery. */
@Timeout(120)
class BigQueryTest {
  private static final TableId FLIGHTS = TableId.of("analytics", "flights");
  private static final Schema SCHEMA =
      Schema.of(
          Field.of("origin", StandardSQLTypeName.STRING),
          Field.of("delay", StandardSQLTypeName.INT64));

  @TempDir Path folder;

  private LocalBigQuery local;

  @BeforeEach
  void start() throws Exception {
    local = new LocalBigQuery(folder);
    local.client.create(DatasetInfo.newBuilder("analytics").setLocation("EU").build());
  }

  @AfterEach
  void stop() throws Exception {
    local.close();
  }

  @Test
  void dataSetsAreMadeListedAndDeleted() {
    Dataset made = local.client.create(DatasetInfo.newBuilder("other").setDescription("d").build());
    assertThat(made.getLocation()).isEqualTo("US");
    assertThat(local.client.getDataset("other").getDescription()).isEqualTo("d");
    assertThat(local.client.listDatasets().iterateAll())
        .extracting(dataset -> dataset.getDatasetId().getDataset())
        .containsExactly("analytics", "other");
    assertThatThrownBy(() -> local.client.create(DatasetInfo.of("other")))
        .isInstanceOfSatisfying(
            BigQueryException.class,
            e -> {
              assertThat(e.getCode()).isEqualTo(409);
              assertThat(e.getReason()).isEqualTo("duplicate");
              assertThat(e).hasMessage("Already Exists: Dataset local-test:other");
            });
    assertThat(local.client.delete("other")).isTrue();
    assertThat(local.client.getDataset("other")).isNull();
    assertThat(local.client.delete("other")).isFalse();
  }

  @Test
  void aDataSetWithTablesIsDeletedOnlyWithThem() {
    flightsTable(TimePartitioning.of(TimePartitioning.Type.DAY));
    assertThatThrownBy(() -> local.client.delete("analytics"))
        .hasMessage("Dataset local-test:analytics is still in use");
    assertThat(local.client.delete("analytics", DatasetDeleteOption.deleteContents())).isTrue();
    assertThat(local.client.getTable(FLIGHTS)).isNull();
  }

  @Test
  void tablesAreMadeChangedListedAndDeleted() {
    Table made = flightsTable(TimePartitioning.of(TimePartitioning.Type.MONTH));
    StandardTableDefinition definition = made.getDefinition();
    assertThat(definition.getTimePartitioning().getType()).isEqualTo(TimePartitioning.Type.MONTH);
    Schema more =
        Schema.of(
            Field.of("origin", StandardSQLTypeName.STRING),
            Field.of("delay", StandardSQLTypeName.INT64),
            Field.of("distance", StandardSQLTypeName.INT64));
    made.toBuilder()
        .setDefinition(definition.toBuilder().setSchema(more).build())
        .setDescription("flown")
        .build()
        .update();
    Table found = local.client.getTable(FLIGHTS);
    assertThat(found.getDescription()).isEqualTo("flown");
    assertThat(found.<StandardTableDefinition>getDefinition().getSchema().getFields())
        .extracting(Field::getName)
        .containsExactly("origin", "delay", "distance");
    assertThat(local.client.listTables("analytics").iterateAll()).hasSize(1);
    assertThatThrownBy(() -> flightsTable(TimePartitioning.of(TimePartitioning.Type.DAY)))
        .hasMessage("Already Exists: Table local-test:analytics.flights");
    assertThat(local.client.delete(FLIGHTS)).isTrue();
    assertThat(local.client.getTable(FLIGHTS)).isNull();
  }

  @Test
  void aLoadMakesATableThatAQueryReads() throws Exception {
    String one = local.parquet("a/1", "SELECT 'ATL' AS origin, 7 AS delay");
    String two = local.parquet("a/2", "SELECT 'ORD' AS origin, 8 AS delay");

    Job job = local.run(local.load(FLIGHTS, one, two).build());

    assertThat(job.getStatus().getError()).isNull();
    JobStatistics.LoadStatistics statistics = job.getStatistics();
    assertThat(statistics.getOutputRows()).isEqualTo(2);
    assertThat(statistics.getInputFiles()).isEqualTo(2);
    assertThat(
            local.query(
                "SELECT origin, sum(delay) FROM `local-test.analytics.flights` GROUP BY 1 ORDER BY"
                    + " 1"))
        .containsExactly("ATL|7", "ORD|8");
  }

  @Test
  void aRepeatReplacesItsPartitionOnly() throws Exception {
    flightsTable(TimePartitioning.of(TimePartitioning.Type.DAY));
    replace("flights$20010101", "SELECT 'ATL' AS origin, 1::BIGINT AS delay");
    replace("flights$20010102", "SELECT 'ORD' AS origin, 2::BIGINT AS delay");
    replace("flights$20010101", "SELECT 'DFW' AS origin, 3::BIGINT AS delay");

    assertThat(local.query("SELECT * FROM analytics.flights ORDER BY delay"))
        .containsExactly("ORD|2", "DFW|3");
    assertThat(
            LocalBigQuery.lines(
                local.client.listTableData(TableId.of("analytics", "flights$20010101"), SCHEMA)))
        .containsExactly("DFW|3");
  }

  @ParameterizedTest
  @CsvSource({"HOUR, 2001010113, 2001010114", "MONTH, 200101, 200102", "YEAR, 2001, 2002"})
  void hoursMonthsAndYearsArePartitionsToo(TimePartitioning.Type unit, String first, String second)
      throws Exception {
    flightsTable(TimePartitioning.of(unit));
    replace("flights$" + first, "SELECT 'ATL' AS origin, 1::BIGINT AS delay");
    replace("flights$" + second, "SELECT 'ORD' AS origin, 2::BIGINT AS delay");
    replace("flights$" + first, "SELECT 'DFW' AS origin, 3::BIGINT AS delay");

    assertThat(local.query("SELECT * FROM analytics.flights ORDER BY delay"))
        .containsExactly("ORD|2", "DFW|3");
  }

  @Test
  void aPartitionOfAnotherFormIsRefused() throws Exception {
    flightsTable(TimePartitioning.of(TimePartitioning.Type.DAY));
    String rows = local.parquet("a", "SELECT 'ATL' AS origin, 1::BIGINT AS delay");

    Job job = local.run(local.load(TableId.of("analytics", "flights$200101"), rows).build());

    assertThat(job.getStatus().getError().getReason()).isEqualTo("invalid");
    assertThat(job.getStatus().getError().getMessage())
        .isEqualTo("Invalid partition decorator \"$200101\" for a table partitioned by day.");
  }

  @Test
  void rowsOfAnotherPartitionAreRefusedAndNothingChanges() throws Exception {
    local.client.create(
        TableInfo.of(
            FLIGHTS,
            StandardTableDefinition.newBuilder()
                .setSchema(Schema.of(Field.of("day", StandardSQLTypeName.DATE)))
                .setTimePartitioning(
                    TimePartitioning.newBuilder(TimePartitioning.Type.DAY).setField("day").build())
                .build()));
    replace("flights$20010101", "SELECT DATE '2001-01-01' AS day");
    String mixed =
        local.parquet("m", "SELECT DATE '2001-01-02' AS day UNION ALL SELECT DATE '2001-01-01'");

    Job job =
        local.run(
            local
                .load(TableId.of("analytics", "flights$20010101"), mixed)
                .setWriteDisposition(WriteDisposition.WRITE_TRUNCATE)
                .build());

    assertThat(job.getStatus().getError().getMessage())
        .isEqualTo(
            "Some rows belong to different partitions rather than destination partition"
                + " local-test:analytics.flights$20010101.");
    assertThat(local.query("SELECT * FROM analytics.flights")).containsExactly("2001-01-01");
  }

  @Test
  void aColumnMayStandInTheAddressOfAFile() throws Exception {
    String uri = local.parquet("t/flights/day=2001-01-01/x", "SELECT 'ATL' AS origin");

    Job job =
        local.run(
            local
                .load(FLIGHTS, uri)
                .setHivePartitioningOptions(
                    HivePartitioningOptions.newBuilder()
                        .setMode("CUSTOM")
                        .setSourceUriPrefix("gs://lake/t/flights/{day:STRING}")
                        .build())
                .build());

    assertThat(job.getStatus().getError()).isNull();
    assertThat(local.query("SELECT origin, day FROM analytics.flights"))
        .containsExactly("ATL|2001-01-01");
  }

  @Test
  void dispositionsAreKept() throws Exception {
    String rows = local.parquet("a", "SELECT 'ATL' AS origin, 1::BIGINT AS delay");
    assertThat(
            error(
                local.run(
                    local
                        .load(FLIGHTS, rows)
                        .setCreateDisposition(CreateDisposition.CREATE_NEVER)
                        .build())))
        .isEqualTo("notFound: Not found: Table local-test:analytics.flights");
    local.run(local.load(FLIGHTS, rows).build());
    local.run(local.load(FLIGHTS, rows).setWriteDisposition(WriteDisposition.WRITE_APPEND).build());
    assertThat(local.query("SELECT count(*) FROM analytics.flights")).containsExactly("2");
    assertThat(
            error(
                local.run(
                    local
                        .load(FLIGHTS, rows)
                        .setWriteDisposition(WriteDisposition.WRITE_EMPTY)
                        .build())))
        .isEqualTo("duplicate: Already Exists: Table local-test:analytics.flights");
    local.run(
        local.load(FLIGHTS, rows).setWriteDisposition(WriteDisposition.WRITE_TRUNCATE).build());
    assertThat(local.query("SELECT count(*) FROM analytics.flights")).containsExactly("1");
  }

  @Test
  void columnsAreAddedOnlyIfTheJobSaysSo() throws Exception {
    flightsTable(TimePartitioning.of(TimePartitioning.Type.DAY));
    TableId day = TableId.of("analytics", "flights$20010101");
    String rows =
        local.parquet("a", "SELECT 'ATL' AS origin, 1::BIGINT AS delay, 2.5::DOUBLE AS hours");

    assertThat(error(local.run(local.load(day, rows).build())))
        .isEqualTo(
            "invalid: Provided Schema does not match Table local-test:analytics.flights$20010101."
                + " Cannot add fields (field: hours).");
    Job job =
        local.run(
            local
                .load(day, rows)
                .setWriteDisposition(WriteDisposition.WRITE_TRUNCATE)
                .setSchemaUpdateOptions(List.of(SchemaUpdateOption.ALLOW_FIELD_ADDITION))
                .build());
    assertThat(error(job)).isEmpty();
    assertThat(local.query("SELECT * FROM analytics.flights")).containsExactly("ATL|1|2.5");
  }

  @Test
  void whatALoadCannotReadFailsIt() throws Exception {
    flightsTable(TimePartitioning.of(TimePartitioning.Type.DAY));
    assertThat(error(local.run(local.load(FLIGHTS, "gs://lake/none").build())))
        .isEqualTo("notFound: Not found: URI gs://lake/none");
    local.objects.create(
        com.google.cloud.storage.BlobInfo.newBuilder("lake", "bad").build(),
        "no parquet".getBytes(StandardCharsets.UTF_8));
    assertThat(error(local.run(local.load(FLIGHTS, "gs://lake/bad").build())))
        .isEqualTo(
            "invalid: Error while reading data, error message: Input file is not in Parquet"
                + " format. File: gs://lake/bad");
    String wrong = local.parquet("w", "SELECT 1 AS origin, 1::BIGINT AS delay");
    assertThat(error(local.run(local.load(FLIGHTS, wrong).setSchema(SCHEMA).build())))
        .isEqualTo(
            "invalid: Error while reading data, error message: Parquet column 'origin' has type"
                + " INTEGER which does not match the target type STRING. File: gs://lake/w");
  }

  @Test
  void everyTypeComesBack() throws Exception {
    String rows =
        local.parquet(
            "types",
            "SELECT true AS b, 1::TINYINT AS i, 2.5::FLOAT AS f, 12.30::DECIMAL(10,2) AS n,"
                + " 'é\"' AS s, 'ab'::BLOB AS y, DATE '2001-01-02' AS d,"
                + " TIMESTAMPTZ '2001-01-02 03:04:05.678901+00' AS t,"
                + " TIMESTAMP '2001-01-02 03:04:05' AS dt, [1, 2] AS a,"
                + " {'x': 1, 'y z': [{'q': 'r'}]} AS r, NULL::VARCHAR AS nothing");
    assertThat(error(local.run(local.load(FLIGHTS, rows).build()))).isEmpty();

    Table table = local.client.getTable(FLIGHTS);
    assertThat(table.<StandardTableDefinition>getDefinition().getSchema().getFields())
        .extracting(f -> f.getName() + ":" + f.getType().name())
        .containsExactly(
            "b:BOOLEAN",
            "i:INTEGER",
            "f:FLOAT",
            "n:NUMERIC",
            "s:STRING",
            "y:BYTES",
            "d:DATE",
            "t:TIMESTAMP",
            "dt:DATETIME",
            "a:INTEGER",
            "r:RECORD",
            "nothing:STRING");
    var row =
        StreamSupport.stream(
                local
                    .client
                    .query(QueryJobConfiguration.of("SELECT * FROM analytics.flights"))
                    .iterateAll()
                    .spliterator(),
                false)
            .findFirst()
            .orElseThrow();
    assertThat(row.get("n").getNumericValue()).isEqualByComparingTo("12.3");
    assertThat(row.get("s").getStringValue()).isEqualTo("é\"");
    assertThat(row.get("y").getBytesValue()).isEqualTo("ab".getBytes(StandardCharsets.UTF_8));
    assertThat(row.get("t").getTimestampInstant()).hasToString("2001-01-02T03:04:05.678901Z");
    assertThat(row.get("dt").getStringValue()).isEqualTo("2001-01-02T03:04:05.000000");
    assertThat(row.get("a").getRepeatedValue())
        .extracting(v -> v.getLongValue())
        .containsExactly(1L, 2L);
    assertThat(
            row.get("r")
                .getRecordValue()
                .get("y z")
                .getRepeatedValue()
                .get(0)
                .getRecordValue()
                .get(0)
                .getStringValue())
        .isEqualTo("r");
    assertThat(row.get("nothing").isNull()).isTrue();
  }

  @Test
  void resultsComeInPages() throws Exception {
    QueryJobConfiguration query =
        QueryJobConfiguration.newBuilder("SELECT * FROM range(25)").setMaxResults(10L).build();
    TableResult result = local.client.query(query);
    assertThat(result.getTotalRows()).isEqualTo(25);
    assertThat(result.getValues()).hasSize(10);
    assertThat(LocalBigQuery.lines(result)).hasSize(25).last().isEqualTo("24");

    Job job = local.client.create(JobInfo.of(QueryJobConfiguration.of("SELECT * FROM range(25)")));
    TableResult again =
        job.waitFor()
            .getQueryResults(com.google.cloud.bigquery.BigQuery.QueryResultsOption.pageSize(7));
    assertThat(LocalBigQuery.lines(again)).hasSize(25);
    TableId anonymous = job.<QueryJobConfiguration>getConfiguration().getDestinationTable();
    assertThat(
            anonymous == null
                ? 0
                : local
                    .client
                    .listTableData(anonymous, TableDataListOption.pageSize(5))
                    .getTotalRows())
        .isIn(0L, 25L);
  }

  @Test
  void aQueryCanReplaceAPartition() throws Exception {
    flightsTable(TimePartitioning.of(TimePartitioning.Type.DAY));
    replace("flights$20010101", "SELECT 'ATL' AS origin, 1::BIGINT AS delay");
    replace("flights$20010102", "SELECT 'ORD' AS origin, 2::BIGINT AS delay");

    local.client.query(
        QueryJobConfiguration.newBuilder("SELECT * FROM flights WHERE FALSE")
            .setDefaultDataset("analytics")
            .setDestinationTable(TableId.of("analytics", "flights$20010101"))
            .setWriteDisposition(WriteDisposition.WRITE_TRUNCATE)
            .build());

    assertThat(local.query("SELECT * FROM analytics.flights")).containsExactly("ORD|2");
  }

  @Test
  void rowsAreChangedByStatements() throws Exception {
    String rows = local.parquet("a", "SELECT 'ATL' AS origin, range AS delay FROM range(3)");
    local.run(local.load(FLIGHTS, rows).build());

    Job job =
        local.client.create(
            JobInfo.of(QueryJobConfiguration.of("DELETE FROM analytics.flights WHERE delay > 0;")));
    JobStatistics.QueryStatistics statistics = local.ended(job).getStatistics();

    assertThat(statistics.getNumDmlAffectedRows()).isEqualTo(2);
    assertThat(local.query("SELECT * FROM analytics.flights")).containsExactly("ATL|0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM read_csv('/etc/hostname')",
        "COPY (SELECT 1) TO '/tmp/x'",
        "SELECT 1; DROP SCHEMA analytics",
        "SELECT 1) ; DROP SCHEMA analytics ; SELECT (1",
        "SELECT * FROM _headrace.jobs",
        "ATTACH '/tmp/other.db'",
        "SELECT nonsense",
        "SELECT 'open"
      })
  void aQueryReachesTablesOnly(String sql) {
    assertThatThrownBy(() -> local.query(sql))
        .isInstanceOfSatisfying(
            BigQueryException.class,
            e -> {
              assertThat(e.getCode()).isEqualTo(400);
              assertThat(e.getReason()).isEqualTo("invalidQuery");
            });
  }

  @Test
  void aMissingTableIsSaidInDuckDbsWords() {
    assertThatThrownBy(() -> local.query("SELECT * FROM analytics.none"))
        .hasMessageStartingWith(
            "By DuckDB, whose dialect this is: Catalog Error: Table with name none");
  }

  @Test
  void hostileNamesAreNamesOrRefused() throws Exception {
    String rows =
        local.parquet("x\"'; DROP--", "SELECT 1::BIGINT AS \"select\", 2::BIGINT AS \"a b\"");
    TableId odd = TableId.of("analytics", "order -- é");
    assertThat(error(local.run(local.load(odd, rows).build()))).isEmpty();
    assertThat(local.query("SELECT `a b`, `select` FROM `analytics.order -- é`"))
        .containsExactly("2|1");
    for (String bad : List.of("a\"b", "a.b", "a'b", "a;b", "../a")) {
      assertThatThrownBy(
              () ->
                  local.client.create(
                      JobInfo.of(local.load(TableId.of("analytics", bad), rows).build())))
          .hasMessageContaining("Invalid table ID");
      assertThatThrownBy(() -> local.client.create(DatasetInfo.of(bad)))
          .hasMessageContaining("Invalid dataset ID");
    }
    for (String taken : List.of("main", "_headrace", "information_schema")) {
      assertThatThrownBy(() -> local.client.create(DatasetInfo.of(taken)))
          .hasMessageContaining("the name is taken");
    }
  }

  @Test
  void anIdNamesOneJob() throws Exception {
    String rows = local.parquet("a", "SELECT 'ATL' AS origin, 1::BIGINT AS delay");
    local.ended(local.create("load-1", local.load(FLIGHTS, rows).build()));

    HttpResponse<String> again = insert("load-1", rows);

    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(again.body())
        .contains("Already Exists: Job local-test:load-1", "\"reason\":\"duplicate\"");
    assertThat(local.query("SELECT count(*) FROM analytics.flights")).containsExactly("1");
    assertThat(local.client.getJob(JobId.of("load-2"))).isNull();
  }

  /** The client takes a job of its own id for its own, so this asks without it. */
  private HttpResponse<String> insert(String id, String uri) throws Exception {
    String body =
        "{'jobReference':{'jobId':'"
            + id
            + "'},'configuration':{'load':{'sourceFormat':'PARQUET','sourceUris':['"
            + uri
            + "'],'destinationTable':{'datasetId':'analytics','tableId':'flights'}}}}";
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(
                    URI.create(local.server.url() + "/bigquery/v2/projects/local-test/jobs"))
                .POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aLocationIsWhereTheDataSetIs() throws Exception {
    String rows = local.parquet("a", "SELECT 'ATL' AS origin, 1::BIGINT AS delay");
    JobId eu = JobId.newBuilder().setJob("in-eu").setLocation("EU").build();
    local.ended(
        local.client.create(
            JobInfo.newBuilder(local.load(FLIGHTS, rows).build()).setJobId(eu).build()));
    assertThat(local.client.getJob(eu).getJobId().getLocation()).isEqualTo("EU");
    JobId us = JobId.newBuilder().setJob("in-eu").setLocation("US").build();
    assertThat(local.client.getJob(us)).isNull();
    JobId wrong = JobId.newBuilder().setJob("wrong").setLocation("US").build();
    assertThatThrownBy(
            () ->
                local.client.create(
                    JobInfo.newBuilder(local.load(FLIGHTS, rows).build()).setJobId(wrong).build()))
        .hasMessageContaining("was not found in location US");
  }

  private Table flightsTable(TimePartitioning partitioning) {
    return local.client.create(
        TableInfo.of(
            FLIGHTS,
            StandardTableDefinition.newBuilder()
                .setSchema(SCHEMA)
                .setTimePartitioning(partitioning)
                .build()));
  }

  private void replace(String table, String rows) throws Exception {
    String uri = local.parquet("rows/" + table, rows);
    Job job =
        local.run(
            local
                .load(TableId.of("analytics", table), uri)
                .setWriteDisposition(WriteDisposition.WRITE_TRUNCATE)
                .build());
    assertThat(error(job)).isEmpty();
  }

  private static String error(Job job) {
    var error = job.getStatus().getError();
    return error == null ? "" : error.getReason() + ": " + error.getMessage();
  }
}
