package dev.headrace.spark;

import static dev.headrace.spark.Lake.attempt;
import static dev.headrace.spark.Lake.column;
import static dev.headrace.spark.Lake.day;
import static dev.headrace.spark.Lake.required;
import static dev.headrace.spark.Lake.table;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.job.AttemptId;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobSpec;
import dev.headrace.job.JobWork;
import dev.headrace.job.Outcome;
import dev.headrace.json.Json;
import dev.headrace.pipeline.Column;
import dev.headrace.pipeline.Expectation;
import dev.headrace.pipeline.Expectation.Otherwise;
import dev.headrace.pipeline.Table;
import dev.headrace.spark.publish.IntervalTable;
import dev.headrace.spark.publish.Published;
import dev.headrace.spark.publish.Publisher;
import dev.headrace.spark.store.LakeFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of attempts that publish the same interval, in every order. */
class FenceIT {
  private static final List<Column> LANDED = List.of(column("who", "string"));
  private static final List<Column> COLUMNS =
      List.of(column("who", "string"), required("day", "string"));
  private static final Expectation SHORT =
      new Expectation.Holds("short", "length(who) < 9", Otherwise.QUARANTINE);

  @TempDir Path folder;
  private Lake lake;

  @BeforeEach
  void openLake() {
    lake = new Lake(folder);
  }

  private static Table flights() {
    return table("flights", COLUMNS, SHORT);
  }

  private Outcome publish(String day, int epoch, int attempt, String... who) {
    return lake.run(spec(day, epoch, attempt, flights(), who));
  }

  private JobSpec spec(String day, int epoch, int attempt, Table table, String... who) {
    AttemptId id = attempt("clean", day, epoch, attempt);
    return lake.sql(
        id,
        "SELECT who, :interval_key AS day FROM raw",
        Map.of(
            "raw",
            lake.csv(
                LANDED,
                lake.file(
                    "landing/" + id.path() + ".csv", "who\n" + String.join("\n", who) + "\n"))),
        table);
  }

  private void publishedAs(Outcome outcome, Outcome.Status status, String... visible) {
    assertThat(outcome.status()).isEqualTo(status);
    assertThat(lake.select("flights", "day", "who")).containsExactly(visible);
  }

  @Test
  void theFenceTableRowByRow() {
    publishedAs(publish(day(5), 1, 1, "a"), Outcome.Status.SUCCEEDED, "2001-01-05 a");
    publishedAs(publish(day(5), 1, 2, "b"), Outcome.Status.SUCCEEDED, "2001-01-05 b");

    Outcome late = publish(day(5), 1, 1, "late");
    assertThat(late.status())
        .as("an outcome is never written twice")
        .isEqualTo(Outcome.Status.SUCCEEDED);
    assertThat(lake.select("flights", "who")).as("but the rows stay").containsExactly("b");

    publishedAs(publish(day(5), 2, 1, "c"), Outcome.Status.SUCCEEDED, "2001-01-05 c");
    Outcome oldEpoch = publish(day(5), 1, 3, "old");
    publishedAs(oldEpoch, Outcome.Status.SUPERSEDED, "2001-01-05 c");
    assertThat(oldEpoch.tablesWritten()).isEmpty();
    publishedAs(
        publish(day(6), 1, 1, "d"), Outcome.Status.SUCCEEDED, "2001-01-05 c", "2001-01-06 d");
  }

  @Test
  void aDriverThatStartsAgainAfterPublishingFindsItsOwnRows() throws Exception {
    JobSpec spec = spec(day(5), 1, 1, flights(), "a");
    lake.run(spec);
    long version = lake.outcome(spec).tablesWritten().get(0).version();
    Files.delete(Path.of(spec.outcome().substring("file:".length())));

    Outcome again = lake.run(spec);

    publishedAs(again, Outcome.Status.SUCCEEDED, "2001-01-05 a");
    assertThat(again.tablesWritten().get(0).version()).isEqualTo(version);
  }

  @Test
  void aLaterAttemptReplacesTheQuarantineToo() {
    publish(day(5), 1, 1, "good", "much too long");
    assertThat(lake.select("flights_quarantine", "row"))
        .containsExactly("{\"who\":\"much too long\",\"day\":\"2001-01-05\"}");

    publishedAs(publish(day(5), 2, 1, "good"), Outcome.Status.SUCCEEDED, "2001-01-05 good");
    assertThat(lake.select("flights_quarantine", "row")).isEmpty();

    Outcome late = publish(day(5), 1, 2, "other", "too long again");
    publishedAs(late, Outcome.Status.SUPERSEDED, "2001-01-05 good");
    assertThat(lake.select("flights_quarantine", "row")).isEmpty();
  }

  @Test
  void ofTwoAttemptsAtOnceTheNewerOneIsVisibleInTheEnd() throws Exception {
    publish(day(5), 1, 1, "first");
    for (int round = 1; round <= 3; round++) {
      JobSpec older = spec(day(5), round, 2, flights(), "older" + round);
      JobSpec newer = spec(day(5), round, 3, flights(), "newer" + round);

      List<Outcome> outcomes = atOnce(List.of(older, newer));

      assertThat(outcomes.get(1).status()).isEqualTo(Outcome.Status.SUCCEEDED);
      assertThat(outcomes.get(0).status())
          .as(outcomes.get(0).failure().toString())
          .isIn(Outcome.Status.SUCCEEDED, Outcome.Status.SUPERSEDED);
      assertThat(lake.select("flights", "who")).containsExactly("newer" + round);
    }
  }

  @Test
  void anAttemptThatIsOvertakenWhileItWritesIsNotPublished() throws Exception {
    publish(day(4), 1, 1, "first");
    begun = new CountDownLatch(1);
    overtaken = new CountDownLatch(1);
    ExecutorService one = Executors.newSingleThreadExecutor();
    try {
      Future<Published> slow = one.submit(() -> published(day(5), 1, slowly()));
      assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
      Published quick = published(day(5), 2, lit("newer"));
      overtaken.countDown();

      assertThat(quick.superseded()).isFalse();
      assertThat(slow.get(60, TimeUnit.SECONDS).superseded()).isTrue();
      assertThat(lake.select("flights", "who")).containsExactly("first", "newer");
    } finally {
      overtaken.countDown();
      one.shutdownNow();
    }
  }

  /** Static, because Spark serialises what it runs. */
  private static volatile CountDownLatch begun;

  private static volatile CountDownLatch overtaken;

  /** A value that is there once the other attempt has published. */
  private static org.apache.spark.sql.Column slowly() {
    UDF1<String, String> waits =
        value -> {
          begun.countDown();
          if (!overtaken.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody came past");
          }
          return value;
        };
    return udf(waits, DataTypes.StringType).asNondeterministic().apply(lit("older"));
  }

  @Test
  void rowsOfAnotherIntervalAreNotPublished() {
    publish(day(4), 1, 1, "first");

    assertThatThrownBy(() -> published(day(5), 1, lit("stray"), day(6)))
        .hasMessageContaining(day(6))
        .hasMessageContaining(day(5));
    assertThat(lake.select("flights", "who")).containsExactly("first");
  }

  private Published published(String day, int attempt, org.apache.spark.sql.Column who) {
    return published(day, attempt, who, day);
  }

  private Published published(
      String day, int attempt, org.apache.spark.sql.Column who, String dayOfRows) {
    JobSpec spec = spec(day, 1, attempt, flights(), "unused");
    SparkSession session = lake.spark().newSession();
    SparkSession.setActiveSession(session);
    Attempt work =
        new Attempt(
            spec,
            session,
            new LakeFiles(session.sessionState().newHadoopConf()),
            Clocks.system(),
            new Phases());
    StructType columns =
        new StructType()
            .add("who", DataTypes.StringType, true)
            .add("day", DataTypes.StringType, false);
    IntervalTable table = new IntervalTable("flights", lake.uri("tables/flights"), columns, "day");
    return new Publisher(work)
        .publish(table, session.range(1).select(who.as("who"), lit(dayOfRows).as("day")));
  }

  @Test
  void intervalsPublishSideBySide() throws Exception {
    publish(day(1), 1, 1, "first");
    List<JobSpec> specs = new ArrayList<>();
    for (int day = 2; day <= 5; day++) {
      specs.add(spec(day(day), 1, 1, flights(), "day" + day));
    }

    assertThat(atOnce(specs)).extracting(Outcome::status).containsOnly(Outcome.Status.SUCCEEDED);
    assertThat(lake.select("flights", "who"))
        .containsExactly("day2", "day3", "day4", "day5", "first");
  }

  @Test
  void neitherPublishingNorReadingReplaysTheLog() {
    publish(day(5), 1, 1, "a");
    publish(day(6), 1, 1, "b");
    publish(day(5), 1, 2, "c");
    read(day(6));

    assertThat(replayed()).isEmpty();
    assertThat(lake.select("names", "who")).containsExactly("b");
    assertThat(replayed()).as("as everybody else who reads the table").isNotEmpty();
    assertThat(lake.select("flights", "who")).containsExactly("b", "c");
  }

  @Test
  void aLogWithoutListsOfFilesIsPublishedAndReadInDeltasOwnWay() throws Exception {
    publish(day(5), 1, 1, "a");
    publish(day(6), 1, 1, "b");
    forgetLists();
    publishedAs(
        publish(day(5), 1, 2, "c"), Outcome.Status.SUCCEEDED, "2001-01-05 c", "2001-01-06 b");
    forgetLists();

    Outcome late = publish(day(5), 1, 1, "late");
    Outcome again = publish(day(6), 1, 1, "late");
    read(day(6));

    assertThat(List.of(late.status(), again.status()))
        .as("outcomes that stand already")
        .containsOnly(Outcome.Status.SUCCEEDED);
    assertThat(lake.select("flights", "who")).containsExactly("b", "c");
    assertThat(lake.select("names", "who")).containsExactly("b");
    assertThat(replayed()).isNotEmpty();
  }

  @Test
  void rowsThatOthersAddedToAnIntervalAreReplacedWithIt() {
    publish(day(5), 1, 1, "a");
    lake.spark()
        .sql("SELECT 'stranger' AS who, '2001-01-05' AS day")
        .write()
        .format("delta")
        .mode("append")
        .save(lake.uri("tables/flights"));

    publishedAs(publish(day(5), 2, 1, "b"), Outcome.Status.SUCCEEDED, "2001-01-05 b");
  }

  private void read(String day) {
    AttemptId id = attempt("names", day, 1, 1);
    Outcome outcome =
        lake.run(
            lake.sql(
                id,
                "SELECT who, day FROM flights",
                Map.of("flights", lake.rows("flights", day)),
                table("names", COLUMNS)));
    assertThat(outcome.status())
        .as(outcome.failure().toString())
        .isEqualTo(Outcome.Status.SUCCEEDED);
  }

  /** The tables of this lake of which Delta holds a replayed state. */
  private List<String> replayed() {
    return JavaSparkContext.fromSparkContext(lake.spark().sparkContext())
        .getPersistentRDDs()
        .values()
        .stream()
        .map(JavaRDD::name)
        .filter(name -> name.startsWith("Delta Table State") && name.contains(folder.toString()))
        .toList();
  }

  /** As after commits of software that writes none. */
  private void forgetLists() throws Exception {
    try (Stream<Path> files = Files.walk(lake.path("tables"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".crc")).toList()) {
        Files.delete(file);
      }
    }
    DeltaLog.clearCache();
  }

  @Test
  void aFolderThatAKilledDriverLeftWithoutACommitIsNoTableYet() {
    lake.file("tables/flights/_delta_log/.00000000000000000000.json.tmp", "cut");
    lake.file("tables/flights_quarantine/_delta_log/.00000000000000000000.json.tmp", "cut");

    publishedAs(
        publish(day(5), 1, 1, "a", "much too long"), Outcome.Status.SUCCEEDED, "2001-01-05 a");

    assertThat(lake.select("flights_quarantine", "row"))
        .containsExactly("{\"who\":\"much too long\",\"day\":\"2001-01-05\"}");
  }

  @Test
  void attemptsThatMakeTheTableAtOnceAllPublish() throws Exception {
    List<JobSpec> specs = new ArrayList<>();
    for (int day = 1; day <= 3; day++) {
      specs.add(spec(day(day), 1, 1, flights(), "day" + day));
    }

    assertThat(atOnce(specs)).extracting(Outcome::status).containsOnly(Outcome.Status.SUCCEEDED);
    assertThat(lake.select("flights", "who")).containsExactly("day1", "day2", "day3");
  }

  private List<Outcome> atOnce(List<JobSpec> specs) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(specs.size());
    CyclicBarrier start = new CyclicBarrier(specs.size());
    try {
      List<Callable<Outcome>> jobs = new ArrayList<>();
      for (JobSpec spec : specs) {
        jobs.add(
            () -> {
              start.await(1, TimeUnit.MINUTES);
              return lake.run(spec);
            });
      }
      List<Outcome> outcomes = new ArrayList<>();
      for (Future<Outcome> job : threads.invokeAll(jobs, 3, TimeUnit.MINUTES)) {
        outcomes.add(job.get());
      }
      return outcomes;
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void theTableIsMadeAsDeclared() {
    publish(day(5), 1, 1, "a");

    var detail =
        lake.spark()
            .sql("DESCRIBE DETAIL delta.`" + lake.uri("tables/flights") + "`")
            .select("partitionColumns", "properties")
            .head();
    assertThat(detail.getList(0)).isEqualTo(List.of("day"));
    assertThat(detail.<String, String>getJavaMap(1))
        .containsEntry("delta.deletedFileRetentionDuration", "interval 90 days");
    var schema = lake.spark().read().format("delta").load(lake.uri("tables/flights")).schema();
    assertThat(schema.apply("day").nullable()).isFalse();
    assertThat(schema.apply("day").getComment().get()).isEqualTo("what day is");
  }

  @Test
  void aNewNullableColumnIsAddedAndAnotherTypeIsRefused() {
    publish(day(5), 1, 1, "a");
    List<Column> wider = new ArrayList<>(COLUMNS);
    wider.add(column("size", "int"));
    JobSpec adds = spec(day(6), 1, 1, table("flights", wider), "b");
    JobSpec withSize =
        lake.sql(
            adds.attempt(),
            "SELECT who, :interval_key AS day, 7 AS size FROM raw",
            adds.inputs(),
            table("flights", wider));
    assertThat(lake.run(withSize).failure()).isEqualTo(Optional.empty());
    assertThat(lake.select("flights", "who", "size")).containsExactly("a null", "b 7");

    JobSpec other =
        lake.sql(
            attempt("clean", day(7), 1, 1),
            "SELECT 1 AS who, :interval_key AS day FROM raw",
            adds.inputs(),
            table("flights", List.of(column("who", "int"), required("day", "string"))));
    Outcome refused = lake.run(other);
    assertThat(refused.failure().orElseThrow().errorClass()).isEqualTo(ErrorClass.USER);
    assertThat(Lake.message(refused))
        .isEqualTo(
            "table flights exists with other columns: who is string, declared int. "
                + "Give the new form a new table name and backfill it.");
  }

  @Test
  void aJobPastItsDeadlineDoesNothing() {
    JobSpec spec = spec(day(5), 1, 1, flights(), "a");
    JobSpec late =
        lake.spec(
            spec.attempt(), spec.inputs(), spec.work(), Instant.parse("2001-01-07T00:00:00Z"));

    Outcome outcome = lake.run(late);

    assertThat(outcome.failure().orElseThrow().errorClass()).isEqualTo(ErrorClass.TIMEOUT);
    assertThat(Lake.message(outcome))
        .startsWith("out of time before the work began: the deadline was 2001-01-07T00:00:00Z");
    assertThat(lake.hasTable("flights")).isFalse();
  }

  @Test
  void theClockOffsetMovesTheDeadline() {
    JobSpec spec = spec(day(5), 1, 1, flights(), "a");
    JobSpec late =
        lake.spec(
            spec.attempt(), spec.inputs(), spec.work(), Instant.parse("2001-01-07T00:00:00Z"));
    System.setProperty(Clocks.OFFSET_PROPERTY, "P-36500D");
    try {
      Outcome outcome = lake.run(late);
      assertThat(outcome.status()).isEqualTo(Outcome.Status.SUCCEEDED);
      assertThat(outcome.startedAt()).isBefore(late.deadline());
    } finally {
      System.clearProperty(Clocks.OFFSET_PROPERTY);
    }
  }

  @Test
  void anOutcomeOfAnotherJobIsNotTakenForOnesOwn() {
    JobSpec other = spec(day(6), 1, 1, flights(), "a");
    lake.run(other);
    JobSpec mine = spec(day(5), 1, 1, flights(), "a");
    JobSpec mixed =
        new JobSpec(
            mine.version(),
            mine.job(),
            mine.attempt(),
            mine.interval(),
            mine.deadline(),
            mine.inputs(),
            mine.parameters(),
            mine.work(),
            mine.program(),
            mine.staging(),
            other.outcome());

    assertThatThrownBy(() -> JobMain.main(new String[] {"--job", Json.text(mixed)}))
        .hasMessageContaining("belongs to job " + other.job());
  }

  @Test
  void aSpecOfAnotherVersionIsRefused() {
    String spec = Json.text(spec(day(5), 1, 1, flights(), "a"));

    assertThatThrownBy(
            () ->
                JobMain.main(
                    new String[] {"--job", spec.replace("\"version\":1,", "\"version\":2,")}))
        .hasMessageContaining("version 2 of the job contract, but this jar knows 1");
    assertThatThrownBy(() -> JobMain.main(new String[] {"--job", "{"}))
        .hasMessageContaining("--job: not a valid JobSpec at line 1");
    assertThatThrownBy(() -> JobMain.main(new String[] {}))
        .hasMessage("usage: --job <spec as JSON>");
  }

  @Test
  void changedSqlIsNotRun() {
    JobSpec spec = spec(day(5), 1, 1, flights(), "a");
    JobWork.Sql sql = (JobWork.Sql) spec.work();
    Outcome outcome =
        lake.run(
            lake.spec(
                spec.attempt(),
                spec.inputs(),
                new JobWork.Sql(sql.sql(), "0".repeat(64), sql.output())));

    assertThat(Lake.message(outcome)).contains("clean.sql is not what was deployed");
  }
}
