package dev.headrace.spark;

import static dev.headrace.spark.Lake.attempt;
import static dev.headrace.spark.Lake.column;
import static dev.headrace.spark.Lake.day;
import static dev.headrace.spark.Lake.message;
import static dev.headrace.spark.Lake.required;
import static dev.headrace.spark.Lake.table;
import static dev.headrace.spark.Lake.verdicts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.job.AttemptId;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.FileVersion;
import dev.headrace.job.JobInput;
import dev.headrace.job.JobSpec;
import dev.headrace.job.Outcome;
import dev.headrace.pipeline.Column;
import dev.headrace.pipeline.Expectation;
import dev.headrace.pipeline.Expectation.Otherwise;
import dev.headrace.pipeline.Input;
import dev.headrace.pipeline.Table;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlStageIT {
  private static final List<Column> LANDED =
      List.of(column("date", "string"), column("delay", "int"), column("origin", "string"));
  private static final List<Column> CLEAN =
      List.of(column("delay", "int"), column("origin", "string"), required("day", "string"));
  private static final String SELECT = "SELECT delay, origin, :interval_key AS day FROM raw";
  private static final Expectation RANGE =
      new Expectation.Range("delay", Optional.of(-90d), Optional.of(1800d), Otherwise.QUARANTINE);

  @TempDir Path folder;
  private Lake lake;

  @BeforeEach
  void openLake() {
    lake = new Lake(folder);
  }

  private static AttemptId first() {
    return attempt("clean", day(5), 1, 1);
  }

  private Outcome clean(String csv, Expectation... expect) {
    return clean(SELECT, table("flights", CLEAN, expect), lake.gzip("landing/a.csv.gz", csv));
  }

  private Outcome clean(String sql, Table table, FileVersion... files) {
    return lake.run(lake.sql(first(), sql, Map.of("raw", lake.csv(LANDED, files)), table));
  }

  @Test
  void landedRowsBecomeTheIntervalOfATable() {
    Outcome outcome = clean("date,delay,origin\nx,5,SFO\ny,-3,JFK\n");

    assertThat(outcome.status()).isEqualTo(Outcome.Status.SUCCEEDED);
    assertThat(outcome.rows()).isEqualTo(new Outcome.Rows(2, 2, 0));
    assertThat(lake.select("flights", "day", "delay", "origin"))
        .containsExactly("2001-01-05 -3 JFK", "2001-01-05 5 SFO");
    assertThat(outcome.tablesWritten())
        .containsExactly(new Outcome.TableVersion("flights", lake.uri("tables/flights"), 1));
    assertThat(verdicts(outcome)).containsEntry("row_count", Outcome.Verdict.PASSED);
    assertThat(outcome.timings()).containsKeys("open", "plan", "write", "audit", "publish");
    assertThat(lake.hasTable("flights_quarantine")).isFalse();
  }

  @Test
  void rowsWithTooManyOrTooFewFieldsOrOtherTypesGoToQuarantine() {
    Outcome outcome =
        clean(
            "date,delay,origin\nx,5,SFO\nshort,5\nlong,5,SFO,more\nx,late,SFO\ny,1,JFK\nz,1,JFK\n");

    assertThat(outcome.rows()).isEqualTo(new Outcome.Rows(6, 3, 3));
    assertThat(lake.select("flights_quarantine", "day", "expectation", "row"))
        .containsExactly(
            "2001-01-05 readable(raw) long,5,SFO,more",
            "2001-01-05 readable(raw) short,5",
            "2001-01-05 readable(raw) x,late,SFO");
    assertThat(lake.select("flights_quarantine", "source_file").get(0))
        .endsWith("landing/a.csv.gz");
    assertThat(verdicts(outcome))
        .containsEntry("readable(raw)", Outcome.Verdict.QUARANTINED)
        .hasSize(3);
  }

  @Test
  void aRowBrokenInAColumnThatTheQueryLeavesOutIsFound() {
    Outcome outcome =
        clean(
            "SELECT 1 AS delay, origin, :interval_key AS day FROM raw",
            table("flights", CLEAN),
            lake.file("landing/a.csv", "date,delay,origin\nx,late,SFO\ny,1,JFK\nz,2,LAX\n"));

    assertThat(outcome.rows()).isEqualTo(new Outcome.Rows(3, 2, 1));
  }

  @Test
  void tooManyUnreadableRowsFailTheAttempt() {
    Outcome outcome = clean("date,delay,origin\nshort,5\nlong,5,SFO,more\ny,1,JFK\n");

    assertThat(outcome.failure().orElseThrow().errorClass()).isEqualTo(ErrorClass.DATA);
    assertThat(message(outcome))
        .isEqualTo(
            "table flights: readable(raw) is 0.666667, must be a share of at most 0.5; "
                + "quarantine_share is 0.666667, must be a share of at most 0.5. "
                + "Nothing was published.");
    assertThat(lake.hasTable("flights")).isFalse();
  }

  @Test
  void rowsThatBreakAnExpectationGoToQuarantineWithItsLabel() {
    Outcome outcome =
        clean(
            "date,delay,origin\nx,5,SFO\ny,-1116,\nz,1,\"A,B\"\n",
            RANGE,
            new Expectation.NotNull(List.of("origin"), Otherwise.QUARANTINE));

    assertThat(outcome.status()).isEqualTo(Outcome.Status.SUCCEEDED);
    assertThat(outcome.rows()).isEqualTo(new Outcome.Rows(3, 2, 1));
    assertThat(lake.select("flights", "origin")).containsExactly("A,B", "SFO");
    assertThat(lake.select("flights_quarantine", "expectation", "row"))
        .containsExactly("range(delay); not_null(origin) {\"delay\":-1116,\"day\":\"2001-01-05\"}");
    assertThat(verdicts(outcome))
        .containsEntry("range(delay)", Outcome.Verdict.QUARANTINED)
        .containsEntry("not_null(origin)", Outcome.Verdict.QUARANTINED)
        .containsEntry("quarantine_share", Outcome.Verdict.QUARANTINED);
  }

  @Test
  void aFailingExpectationPublishesNothing() {
    Outcome outcome =
        clean(
            "date,delay,origin\nx,5,SFO\ny,7,XXX\n",
            new Expectation.InSet("origin", List.of("SFO", "JFK"), Otherwise.FAIL),
            new Expectation.Holds("early", "delay < 6", Otherwise.WARN),
            new Expectation.Unique(List.of("origin"), 1.0, Otherwise.FAIL));

    assertThat(outcome.failure().orElseThrow().errorClass()).isEqualTo(ErrorClass.DATA);
    assertThat(message(outcome))
        .isEqualTo(
            "table flights: in_set(origin) is 1, must be broken by no row. Nothing was published.");
    assertThat(verdicts(outcome))
        .containsEntry("early", Outcome.Verdict.WARNED)
        .containsEntry("unique(origin)", Outcome.Verdict.PASSED);
    assertThat(lake.hasTable("flights")).isFalse();
    assertThat(lake.path("staging/" + first().path() + "/expectations.json")).exists();
  }

  @Test
  void uniqueIsTheShareOfRowsFoundOnce() {
    Outcome outcome =
        clean(
            "date,delay,origin\na,1,SFO\nb,2,SFO\nc,3,JFK\nd,4,LAX\n",
            new Expectation.Unique(List.of("origin"), 0.9, Otherwise.WARN));

    assertThat(outcome.status()).isEqualTo(Outcome.Status.SUCCEEDED);
    assertThat(outcome.expectations())
        .contains(
            new Outcome.ExpectationResult(
                "unique(origin)", 0.5, "a share of at least 0.9", Outcome.Verdict.WARNED));
  }

  @Test
  void anEmptyResultDoesNotEmptyTheInterval() {
    clean("date,delay,origin\nx,5,SFO\n");
    Outcome outcome =
        lake.run(
            lake.sql(
                attempt("clean", day(5), 2, 1),
                SELECT + " WHERE false",
                Map.of("raw", lake.csv(LANDED, lake.file("landing/b.csv", "date,delay,origin\n"))),
                table("flights", CLEAN)));

    assertThat(message(outcome))
        .isEqualTo("table flights: row_count is 0, must be at least 1. Nothing was published.");
    assertThat(lake.select("flights", "origin")).containsExactly("SFO");
  }

  @Test
  void aTableThatMayBeEmptySaysSo() {
    Outcome outcome =
        clean(
            "date,delay,origin\n",
            new Expectation.RowCount(Optional.of(0L), Optional.empty(), Otherwise.FAIL));

    assertThat(outcome.status()).isEqualTo(Outcome.Status.SUCCEEDED);
    assertThat(lake.select("flights", "origin")).isEmpty();
  }

  @Test
  void nullsInAColumnDeclaredNotNullFailTheAttempt() {
    Outcome outcome =
        clean(
            SELECT,
            table(
                "flights",
                List.of(
                    column("delay", "int"), required("origin", "string"), column("day", "string"))),
            lake.file("landing/a.csv", "date,delay,origin\nx,5,\ny,6,SFO\n"));

    assertThat(message(outcome))
        .isEqualTo(
            "table flights: not_null(origin) as declared is 1, must be broken by no row. "
                + "Nothing was published.");
  }

  @Test
  void measuresAreOfThePublishedRows() {
    Table declared = table("flights", CLEAN, RANGE);
    TreeMap<String, String> measures =
        new TreeMap<>(Map.of("mean", "avg(delay)", "origins", "count(DISTINCT origin)"));
    Table measured =
        new Table(
            declared.name(),
            declared.path(),
            declared.columns(),
            "day",
            declared.expect(),
            0.5,
            measures);
    Outcome outcome =
        clean(
            SELECT,
            measured,
            lake.file("landing/a.csv", "date,delay,origin\nx,5,SFO\ny,9000,SFO\nz,7,SFO\n"));

    assertThat(outcome.measures()).isEqualTo(Map.of("mean", 6.0, "origins", 1.0));
  }

  @Test
  void aHeaderThatDoesNotMatchNamesTheFileAndTheColumnThatIsWrong() {
    Outcome outcome = clean("date,origin,delay\nx,SFO,5\n");

    assertThat(outcome.failure().orElseThrow().errorClass()).isEqualTo(ErrorClass.DATA);
    assertThat(message(outcome))
        .isEqualTo(
            lake.uri("landing/a.csv.gz")
                + ": the header does not match the declared columns: "
                + "out of place delay (position 3), which belongs at position 2. "
                + "Expected date, delay, origin; found date, origin, delay.");
  }

  @Test
  void oneBadHeaderAmongManyFilesIsFound() {
    FileVersion[] files = new FileVersion[5];
    for (int i = 0; i < files.length; i++) {
      files[i] = lake.file("landing/" + i + ".csv", i == 3 ? "" : "date,delay,origin\nx,5,SFO\n");
    }

    assertThat(message(clean(SELECT, table("flights", CLEAN), files)))
        .isEqualTo(
            lake.uri("landing/3.csv")
                + " is empty: its first line must name the columns date, delay, origin.");
  }

  @Test
  void aGzipFileThatIsCutShortIsNamed() {
    StringBuilder csv = new StringBuilder("date,delay,origin\n");
    for (int i = 0; i < 20_000; i++) {
      csv.append("x")
          .append(Integer.toHexString(i * 7919))
          .append(",")
          .append(i % 99)
          .append(",SFO\n");
    }
    byte[] whole = Lake.gzipped(csv.toString());
    Outcome outcome =
        clean(
            SELECT,
            table("flights", CLEAN),
            lake.file("landing/cut.csv.gz", Arrays.copyOf(whole, whole.length / 2)));

    assertThat(outcome.failure().orElseThrow().errorClass()).isEqualTo(ErrorClass.DATA);
    assertThat(message(outcome))
        .isEqualTo(
            lake.uri("landing/cut.csv.gz")
                + " is cut short: it ends inside. Land the whole file again.");
    assertThat(lake.hasTable("flights")).isFalse();
  }

  @Test
  void aFileThatIsNoGzipIsNamed() {
    Outcome outcome =
        clean(
            SELECT,
            table("flights", CLEAN),
            lake.file("landing/plain.csv.gz", "date,delay,origin\nx,5,SFO\n"));

    assertThat(outcome.failure().orElseThrow().errorClass()).isEqualTo(ErrorClass.DATA);
    assertThat(message(outcome)).startsWith(lake.uri("landing/plain.csv.gz") + " is damaged");
  }

  @Test
  void aMissingFileIsAnInputThatIsNotReady() {
    Outcome outcome =
        clean(
            SELECT, table("flights", CLEAN), new FileVersion(lake.uri("landing/gone.csv"), 1, 10));

    assertThat(outcome.failure().orElseThrow().errorClass()).isEqualTo(ErrorClass.INPUT_NOT_READY);
    assertThat(message(outcome))
        .isEqualTo(lake.uri("landing/gone.csv") + " is gone: it was there when the run began.");
  }

  @Test
  void aFileNameIsNeverAPattern() {
    lake.file("landing/a1.csv", "date,delay,origin\nx,1,NOT\n");
    Outcome outcome =
        clean(
            SELECT,
            table("flights", CLEAN),
            lake.file("landing/a[0-9]{x} %20.csv", "date,delay,origin\nx,5,SFO\n"));

    assertThat(outcome.status()).isEqualTo(Outcome.Status.SUCCEEDED);
    assertThat(lake.select("flights", "origin")).containsExactly("SFO");
  }

  @Test
  void aFileThatSparkWouldSkipIsRefused() {
    Outcome outcome =
        clean(
            SELECT,
            table("flights", CLEAN),
            lake.file("landing/_a.csv", "date,delay,origin\nx,5,SFO\n"));

    assertThat(message(outcome)).contains("Spark skips files whose names begin with");
  }

  @Test
  void jsonRowsThatAreNoJsonGoToQuarantine() {
    FileVersion file =
        lake.file("landing/a.json", "{\"delay\":5,\"origin\":\"SFO\"}\n{broken\n{\"delay\":6}\n");
    JobInput json = new JobInput.Files(Input.Format.JSON, LANDED, 0.5, List.of(file));
    Outcome outcome =
        lake.run(lake.sql(first(), SELECT, Map.of("raw", json), table("flights", CLEAN)));

    assertThat(outcome.rows()).isEqualTo(new Outcome.Rows(3, 2, 1));
    assertThat(lake.select("flights_quarantine", "row")).containsExactly("{broken");
  }

  @Test
  void aParquetFileWithoutADeclaredColumnIsNamed() {
    lake.spark()
        .sql("SELECT 'x' AS date, 5 AS delay")
        .coalesce(1)
        .write()
        .parquet(lake.uri("made"));
    FileVersion file = lake.file("landing/a.parquet", onlyFile("made"));
    JobInput parquet = new JobInput.Files(Input.Format.PARQUET, LANDED, 0.5, List.of(file));
    Outcome outcome =
        lake.run(lake.sql(first(), SELECT, Map.of("raw", parquet), table("flights", CLEAN)));

    assertThat(message(outcome))
        .isEqualTo(
            lake.uri("landing/a.parquet")
                + ": no column origin. Expected date, delay, origin; found date, delay.");
    FileVersion cut = lake.file("landing/cut.parquet", Arrays.copyOf(onlyFile("made"), 100));
    Outcome second =
        lake.run(
            lake.sql(
                attempt("clean", day(5), 1, 2),
                SELECT,
                Map.of("raw", new JobInput.Files(Input.Format.PARQUET, LANDED, 0.5, List.of(cut))),
                table("flights", CLEAN)));
    assertThat(second.failure().orElseThrow().errorClass()).isEqualTo(ErrorClass.DATA);
    assertThat(message(second))
        .isEqualTo(
            lake.uri("landing/cut.parquet") + " is not a whole Parquet file. Land it again.");
  }

  private byte[] onlyFile(String dir) {
    try (var files = java.nio.file.Files.list(lake.path(dir))) {
      return java.nio.file.Files.readAllBytes(
          files.filter(f -> f.toString().endsWith(".parquet")).findFirst().orElseThrow());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void allDifferencesOfColumnsAreToldAtOnce() {
    Outcome outcome =
        clean(
            "SELECT CAST(delay AS string) AS delay, 1 AS more, :interval_key AS day FROM raw",
            table("flights", CLEAN),
            lake.file("landing/a.csv", "date,delay,origin\nx,5,SFO\n"));

    assertThat(outcome.failure().orElseThrow().errorClass()).isEqualTo(ErrorClass.USER);
    assertThat(message(outcome))
        .isEqualTo(
            "clean.sql does not give the columns of table flights: delay is string, declared int; "
                + "missing origin string; not declared: more int.");
  }

  @Test
  void aSafeWideningIsDoneForTheUser() {
    Outcome outcome =
        clean(
            SELECT,
            table(
                "flights",
                List.of(
                    column("delay", "bigint"), column("origin", "string"), column("day", "date"))),
            lake.file("landing/a.csv", "date,delay,origin\nx,5,SFO\n"));

    assertThat(message(outcome)).contains("day is string, declared date");
    Outcome cast =
        lake.run(
            lake.sql(
                attempt("clean", day(5), 1, 2),
                "SELECT delay, origin, to_date(:interval_key) AS day FROM raw",
                Map.of(
                    "raw",
                    lake.csv(LANDED, lake.file("landing/a.csv", "date,delay,origin\nx,5,SFO\n"))),
                table(
                    "flights",
                    List.of(
                        column("delay", "bigint"),
                        column("origin", "string"),
                        column("day", "date")))));
    assertThat(cast.status()).isEqualTo(Outcome.Status.SUCCEEDED);
    assertThat(lake.select("flights", "day", "delay")).containsExactly("2001-01-05 5");
  }

  @Test
  void mistakesInTheSqlAreToldWithTheirLine() {
    FileVersion file = lake.file("landing/a.csv", "date,delay,origin\nx,5,SFO\n");
    Table flights = table("flights", CLEAN);
    Map<String, String> expected =
        Map.of(
            "SELECT\n  dely, origin, :interval_key AS day\nFROM raw",
            "line 2 of clean.sql: no column named dely. Is it one of delay,",
            "SELECT delay,\n origin FORM raw WHERE x",
            "line 2 of clean.sql: syntax error at or near",
            "SELECT delay FROM row",
            "line 1 of clean.sql: no input named row. The stage reads raw.",
            "SELECT delay, :nothing AS x FROM raw",
            "line 1 of clean.sql: no value for :nothing. There are :interval_end, :interval_key, "
                + ":interval_start, :least.",
            "DROP TABLE raw",
            "clean.sql: expected one query (SELECT or WITH)",
            "SELECT 1; DROP TABLE raw",
            "line 1 of clean.sql: syntax error at or near 'DROP'",
            "SELECT * FROM csv.`/etc/passwd`",
            "line 1 of clean.sql: ");
    int attempt = 1;
    for (Map.Entry<String, String> mistake : expected.entrySet()) {
      JobSpec spec =
          lake.sql(
              attempt("clean", day(5), 1, attempt++),
              mistake.getKey(),
              Map.of("raw", lake.csv(LANDED, file)),
              flights);
      Outcome outcome = lake.run(spec);
      assertThat(message(outcome)).startsWith(mistake.getValue());
      assertThat(outcome.failure().orElseThrow().errorClass()).isEqualTo(ErrorClass.USER);
    }
  }

  @Test
  void aValueThatCannotBeCastIsTheUsersMistake() {
    Outcome outcome =
        clean(
            "SELECT CAST(date AS int) AS delay, origin, :interval_key AS day FROM raw",
            table("flights", CLEAN),
            lake.file("landing/a.csv", "date,delay,origin\nx,5,SFO\n"));

    assertThat(outcome.failure().orElseThrow().errorClass()).isEqualTo(ErrorClass.USER);
    assertThat(message(outcome)).startsWith("at \"CAST(date AS int)\": The value 'x' of the type");
    assertThat(message(outcome)).doesNotContain("SQLSTATE");
  }

  @Test
  void valuesReachTheSqlAsParameters() {
    Outcome outcome =
        clean(
            """
            SELECT CAST(:least AS int) + delay AS delay,
              date_format(:interval_start, 'yyyyMMddHH') || date_format(:interval_end, 'ddHH') AS origin,
              :interval_key AS day
            FROM raw""",
            table("flights", CLEAN),
            lake.file("landing/a.csv", "date,delay,origin\nx,5,SFO\n"));

    assertThat(outcome.failure()).isEmpty();
    assertThat(lake.select("flights", "delay", "origin")).containsExactly("8 20010105000600");
  }

  @Test
  void rowsOfAnotherIntervalAreRefused() {
    Outcome outcome =
        clean(
            "SELECT delay, origin, date AS day FROM raw",
            table("flights", CLEAN),
            lake.file("landing/a.csv", "date,delay,origin\n2001-01-05,5,SFO\n2001-01-06,5,SFO\n"));

    assertThat(message(outcome))
        .isEqualTo(
            "table flights: 1 rows have another day than interval 2001-01-05. "
                + "Nothing was published.");
  }

  @Test
  void aTableIsReadForItsKeysAloneAndTheVersionIsKept() {
    for (int day = 1; day <= 3; day++) {
      lake.run(
          lake.sql(
              attempt("clean", day(day), 1, 1),
              SELECT,
              Map.of(
                  "raw",
                  lake.csv(
                      LANDED,
                      lake.file("landing/a.csv", "date,delay,origin\nx," + day + ",SFO\n"))),
              table("flights", CLEAN)));
    }
    Outcome outcome =
        lake.run(
            lake.sql(
                attempt("features", day(3), 1, 1),
                "SELECT count(*) AS n, sum(a.delay) AS total, :interval_key AS day "
                    + "FROM flights a JOIN flights b ON a.day = b.day",
                Map.of("flights", lake.rows("flights", day(2), day(3))),
                table(
                    "counts",
                    List.of(
                        column("n", "bigint"),
                        column("total", "bigint"),
                        column("day", "string")))));

    assertThat(outcome.failure()).isEmpty();
    assertThat(lake.select("counts", "day", "n", "total")).containsExactly("2001-01-03 2 5");
    assertThat(outcome.rows()).isEqualTo(new Outcome.Rows(2, 1, 0));
    assertThat(outcome.tablesRead())
        .containsExactly(new Outcome.TableVersion("flights", lake.uri("tables/flights"), 3));
  }

  @Test
  void aTableThatDoesNotExistYetIsAnInputThatIsNotReady() {
    Outcome outcome =
        lake.run(
            lake.sql(
                first(),
                "SELECT * FROM flights",
                Map.of("flights", lake.rows("flights", day(5))),
                table("counts", CLEAN)));

    assertThat(outcome.failure().orElseThrow().errorClass()).isEqualTo(ErrorClass.INPUT_NOT_READY);
    assertThat(message(outcome)).startsWith("table flights does not exist yet: no Delta table at");
  }
}
