package dev.headrace.functions.bigquery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.bigquery.model.Job;
import com.google.api.services.bigquery.model.TableFieldSchema;
import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.job.JobSpec;
import dev.headrace.job.JobWork;
import dev.headrace.pipeline.Cadence;
import dev.headrace.pipeline.Column;
import dev.headrace.pipeline.TableName;
import dev.headrace.runner.SpecExamples;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LoadRequestsTest {
  private static final LoadRequests REQUESTS =
      new LoadRequests("my-project", "europe-west1", "headrace");
  private static final Duration TIMEOUT = Duration.ofHours(4);
  private static final JobSpec SPEC = SpecExamples.load(1);
  private static final JobWork.Load LOAD = (JobWork.Load) SPEC.work();

  @Test
  void aLoadReplacesThePartitionOfItsInterval() throws Exception {
    String file = "gs://lake/tables/flight_scores/day=2001-05-14/a.parquet";

    Job job = REQUESTS.job(SPEC.job(), SPEC, LOAD, TIMEOUT, List.of(file));

    assertThat(json(job.getJobReference()))
        .isEqualTo(
            "{\"jobId\":\""
                + SPEC.job()
                + "\",\"location\":\"europe-west1\",\"projectId\":\"my-project\"}");
    assertThat(job.getConfiguration().getJobTimeoutMs()).isEqualTo(TIMEOUT.toMillis());
    assertThat(json(job.getConfiguration().getLoad()))
        .isEqualTo(
            "{\"createDisposition\":\"CREATE_NEVER\",\"destinationTable\":{\"datasetId\":"
                + "\"analytics\",\"projectId\":\"my-project\",\"tableId\":"
                + "\"flight_scores$20010514\"},\"hivePartitioningOptions\":{\"mode\":\"CUSTOM\","
                + "\"sourceUriPrefix\":\"gs://lake/tables/flight_scores/{day:STRING}\"},"
                + "\"parquetOptions\":{\"enableListInference\":true},\"schema\":{\"fields\":["
                + "{\"description\":\"key\",\"mode\":\"NULLABLE\",\"name\":\"flight\",\"type\":"
                + "\"STRING\"},{\"mode\":\"NULLABLE\",\"name\":\"score\",\"type\":\"FLOAT\"}]},"
                + "\"schemaUpdateOptions\":[\"ALLOW_FIELD_ADDITION\"],\"sourceFormat\":\"PARQUET\","
                + "\"sourceUris\":[\""
                + file
                + "\"],\"writeDisposition\":\"WRITE_TRUNCATE\"}");
  }

  @Test
  void anIntervalWithoutFilesIsReplacedByAQueryWithoutRows() {
    Job job = REQUESTS.job(SPEC.job(), SPEC, LOAD, TIMEOUT, List.of());

    assertThat(job.getConfiguration().getLoad()).isNull();
    assertThat(job.getConfiguration().getQuery().getQuery())
        .isEqualTo("SELECT * FROM flight_scores WHERE FALSE");
    assertThat(job.getConfiguration().getQuery().getDestinationTable().getTableId())
        .isEqualTo("flight_scores$20010514");
  }

  @Test
  void moreFilesThanALoadTakesAreRefused() {
    List<String> files = Collections.nCopies(LoadRequests.MOST_FILES + 1, "gs://lake/a");

    assertThatThrownBy(() -> REQUESTS.job(SPEC.job(), SPEC, LOAD, TIMEOUT, files))
        .hasMessageContaining("the interval has 10001 files, and a load takes at most 10000");
  }

  @Test
  void labelsTellSpecsApartAndNotDeadlines() {
    assertThat(REQUESTS.labels(SpecExamples.withDeadline(SPEC, SPEC.deadline().plusSeconds(60))))
        .isEqualTo(REQUESTS.labels(SPEC))
        .containsEntry("stage", "publish")
        .containsEntry("interval", "2001-05-14");
    assertThat(REQUESTS.labels(SpecExamples.load(2))).isNotEqualTo(REQUESTS.labels(SPEC));
  }

  @ParameterizedTest
  @CsvSource({
    "HOUR, 2001-05-14T13, 2001051413, HOUR",
    "DAY, 2001-05-14, 20010514, DAY",
    "WEEK, 2001-W20, 20010514, DAY",
    "WEEK, 2009-W01, 20081229, DAY",
    "MONTH, 2001-05, 200105, MONTH"
  })
  void everyIntervalIsOnePartition(Cadence cadence, String key, String decorator, String unit) {
    Interval interval =
        new Calendar(cadence, ZoneId.of("Pacific/Auckland")).parse(key).orElseThrow();
    JobWork.Load load = load(cadence, "string");

    assertThat(LoadPartition.decorator(load, interval)).isEqualTo(decorator);
    assertThat(LoadPartition.of(load).getType()).isEqualTo(unit);
    assertThat(LoadPartition.of(load).getField()).isNull();
  }

  @Test
  void aDateColumnTellsThePartitionItself() {
    assertThat(LoadPartition.of(load(Cadence.DAY, "date")).getField()).isEqualTo("day");
  }

  @Test
  void theIntervalColumnIsTheLastOfTheTable() {
    assertThat(REQUESTS.table(load(Cadence.DAY, "date")).getSchema().getFields())
        .extracting(TableFieldSchema::getName)
        .containsExactly("value", "day");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "boolean; BOOLEAN",
        "tinyint; INTEGER",
        "byte; INTEGER",
        "smallint; INTEGER",
        "short; INTEGER",
        "int; INTEGER",
        "integer; INTEGER",
        "bigint; INTEGER",
        "long; INTEGER",
        "float; FLOAT",
        "real; FLOAT",
        "double; FLOAT",
        "date; DATE",
        "timestamp; TIMESTAMP",
        "string; STRING",
        "binary; BYTES",
        "decimal; NUMERIC(10,0)",
        "decimal(10,2); NUMERIC(10,2)",
        "decimal(38,9); NUMERIC(38,9)",
        "decimal(38,10); BIGNUMERIC(38,10)",
        "decimal(30); BIGNUMERIC(30,0)",
        "array<int>; REPEATED INTEGER",
        "struct<a: int, b: array<string>>; RECORD[a INTEGER, b REPEATED STRING]",
        "array<struct<a: decimal(4,1)>>; REPEATED RECORD[a NUMERIC(4,1)]"
      })
  void everyTypeHasItsPlace(String type, String wanted) {
    TableFieldSchema field =
        LoadSchema.of(List.of(new Column("value", type, true, ""))).getFields().get(0);

    assertThat(text(field)).isEqualTo(wanted);
  }

  private static String text(TableFieldSchema field) {
    String mode = field.getMode().equals("NULLABLE") ? "" : field.getMode() + " ";
    String digits =
        field.getPrecision() == null
            ? ""
            : "(" + field.getPrecision() + "," + field.getScale() + ")";
    String parts =
        field.getFields() == null
            ? ""
            : field.getFields().stream().map(f -> f.getName() + " " + text(f)).toList().toString();
    return mode + field.getType() + digits + parts;
  }

  private static JobWork.Load load(Cadence cadence, String type) {
    return new JobWork.Load(
        new TableName("flights"),
        "gs://lake/tables/flights",
        1,
        List.of(new Column("day", type, false, ""), new Column("value", "int", true, "")),
        "day",
        cadence,
        "analytics",
        "flights",
        Optional.empty());
  }

  private static String json(Object value) throws Exception {
    return GsonFactory.getDefaultInstance().toString(value);
  }
}
