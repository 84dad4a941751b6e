package dev.headrace.spark;

import static dev.headrace.spark.Lake.attempt;
import static dev.headrace.spark.Lake.column;
import static dev.headrace.spark.Lake.day;
import static dev.headrace.spark.Lake.message;
import static dev.headrace.spark.Lake.required;
import static dev.headrace.spark.Lake.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.headrace.job.AttemptId;
import dev.headrace.job.ErrorClass;
import dev.headrace.job.JobInput;
import dev.headrace.job.JobSpec;
import dev.headrace.job.JobWork;
import dev.headrace.job.ModelVersion;
import dev.headrace.job.Outcome;
import dev.headrace.json.Json;
import dev.headrace.json.Sha256;
import dev.headrace.pipeline.Column;
import dev.headrace.pipeline.Expectation;
import dev.headrace.pipeline.Expectation.Otherwise;
import dev.headrace.pipeline.ModelName;
import dev.headrace.pipeline.Work;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a table of features to a champion and its scores. */
class ModelIT {
  private static final ModelName MODEL = new ModelName("delay");
  private static final Work.Features FEATURES = new Work.Features(List.of("a", "b"), "late");
  private static final int ROWS = 300;
  private static final int DAYS = 12;
  private static final Work.Promote PROMOTE =
      new Work.Promote("auc", 0.002, Optional.empty(), Optional.of(0.2));

  @TempDir Path folder;
  private Lake lake;

  @BeforeEach
  void openLake() {
    lake = new Lake(folder);
  }

  /** Rows whose label depends on both features; {@code b} is missing now and then. */
  private void writeFeatures() {
    List<Row> rows = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(7);
    for (int day = 1; day <= DAYS; day++) {
      for (int i = 0; i < ROWS; i++) {
        double a = random.nextDouble();
        Integer b = random.nextInt(10) == 0 ? null : random.nextInt(20);
        double chance = 0.1 + 0.5 * a + (b == null ? 0.1 : b * 0.015);
        int late = random.nextDouble() < chance ? 1 : 0;
        rows.add(RowFactory.create("f" + day + "-" + i, a, b, late, "x", day(day)));
      }
    }
    write(rows);
  }

  private void write(List<Row> rows) {
    lake.spark()
        .createDataFrame(
            rows,
            StructType.fromDDL("flight string, a double, b int, late int, word string, day string"))
        .coalesce(1)
        .write()
        .format("delta")
        .partitionBy("day")
        .save(lake.uri("tables/flight_features"));
  }

  private Map<String, JobInput> features(int from, int to) {
    String[] keys = new String[to - from + 1];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = day(from + i);
    }
    return Map.of("features", lake.rows("flight_features", keys));
  }

  private JobSpec snapshot(int from, int to, int holdout, Work.Features wanted) {
    return lake.spec(
        attempt("train-snapshot", day(to), 1, 1),
        features(from, to),
        new JobWork.Snapshot(MODEL, wanted, holdout, Duration.ofDays(1)));
  }

  private JsonNode exported(JobSpec snapshot) throws IOException {
    return Json.tree(
        Files.readAllBytes(
            Path.of(snapshot.staging().substring("file:".length())).resolve("snapshot.json")));
  }

  @Test
  void aSnapshotLeavesAGapAsLongAsLabelsMature() throws Exception {
    writeFeatures();
    JobSpec spec = snapshot(1, DAYS, 4, FEATURES);

    Outcome outcome = lake.run(spec);

    assertThat(outcome.failure()).isEmpty();
    assertThat(outcome.rows()).isEqualTo(new Outcome.Rows(3300, 3300, 0));
    assertThat(outcome.tablesRead())
        .containsExactly(
            new Outcome.TableVersion("flight_features", lake.uri("tables/flight_features"), 0));
    JsonNode snapshot = exported(spec);
    assertThat(snapshot.at("/train/keys").size()).isEqualTo(7);
    assertThat(snapshot.at("/train/keys/6").asText()).isEqualTo("2001-01-07");
    assertThat(snapshot.at("/holdout/keys/0").asText()).isEqualTo("2001-01-09");
    assertThat(snapshot.at("/train/rows").asLong()).isEqualTo(7 * ROWS);
    assertThat(snapshot.at("/train/files").size()).isEqualTo(1);
    var train =
        lake.spark()
            .read()
            .parquet(spec.staging() + "/train/" + snapshot.at("/train/files/0").asText());
    assertThat(train.columns()).containsExactly("day", "a", "b", "late");
    assertThat(train.count()).isEqualTo(7 * ROWS);

    JobSpec again =
        lake.spec(attempt("train-snapshot", day(DAYS), 1, 2), spec.inputs(), spec.work());
    lake.run(again);
    assertThat(exported(again).path("sha256")).isEqualTo(snapshot.path("sha256"));
  }

  @Test
  void aSnapshotWithoutEnoughIntervalsOrClassesSaysSo() {
    write(
        List.of(
            RowFactory.create("f1", 0.5, 1, 1, "x", day(1)),
            RowFactory.create("f2", 0.5, 1, 1, "x", day(2)),
            RowFactory.create("f3", 0.5, 1, 1, "x", day(9)),
            RowFactory.create("f4", 0.5, 1, 0, "x", day(9))));

    Outcome few = lake.run(snapshot(9, 10, 4, FEATURES));
    assertThat(few.failure().orElseThrow().errorClass()).isEqualTo(ErrorClass.INPUT_NOT_READY);
    assertThat(message(few))
        .isEqualTo(
            "no interval to learn from: of 2 intervals 4 are kept to judge by, "
                + "and labels mature for PT24H");

    Outcome none = lake.run(snapshot(5, 11, 4, FEATURES));
    assertThat(message(none))
        .isEqualTo(
            "train: table flight_features has no rows for the intervals 2001-01-05 to 2001-01-06");

    Outcome oneClass = lake.run(snapshot(1, 12, 8, FEATURES));
    assertThat(oneClass.failure().orElseThrow().errorClass()).isEqualTo(ErrorClass.DATA);
    assertThat(message(oneClass))
        .isEqualTo("train: all 2 rows have the label 1; a model needs both");

    Outcome words = lake.run(snapshot(1, 8, 2, new Work.Features(List.of("word", "c"), "late")));
    assertThat(message(words))
        .isEqualTo(
            "table flight_features does not fit model delay: word is string, not a number; "
                + "no column c");
  }

  /** Trains as the trainer would, in Java: rounds decide how good it gets. */
  private String train(JobSpec snapshot, int rounds, boolean scrambled) throws Exception {
    var rows =
        lake.spark()
            .read()
            .parquet(
                snapshot.staging() + "/train/" + exported(snapshot).at("/train/files/0").asText())
            .collectAsList();
    float[] matrix = new float[rows.size() * 2];
    float[] labels = new float[rows.size()];
    SplittableRandom random = new SplittableRandom(rounds);
    for (int i = 0; i < labels.length; i++) {
      matrix[2 * i] = (float) rows.get(i).getDouble(1);
      matrix[2 * i + 1] = rows.get(i).isNullAt(2) ? Float.NaN : rows.get(i).getInt(2);
      labels[i] = scrambled ? random.nextInt(2) : rows.get(i).getInt(3);
    }
    DMatrix data = new DMatrix(matrix, labels.length, 2, Float.NaN);
    data.setLabel(labels);
    Map<String, Object> params = new HashMap<>();
    params.put("objective", "binary:logistic");
    params.put("max_depth", 2);
    params.put("eta", 0.3);
    params.put("nthread", 1);
    Booster booster = XGBoost.train(data, params, rounds, Map.of(), null, null);
    String staging = "staging/trained/" + rounds + scrambled;
    lake.file(staging + "/model.ubj", booster.toByteArray("ubj"));
    lake.file(staging + "/train_report.json", "{\"libraries\":{\"xgboost\":\"3.2.0\"}}");
    float[] golden = {0.5f, 3f, Float.NaN, 7f, 0.25f, Float.NaN};
    float[][] scores = booster.predict(new DMatrix(golden, 3, 2, Float.NaN));
    lake.file(
        staging + "/golden.json",
        "{\"features\":[\"a\",\"b\"],\"rows\":[[0.5,3.0],[null,7.0],[0.25,null]],\"scores\":["
            + scores[0][0]
            + ","
            + scores[1][0]
            + ","
            + scores[2][0]
            + "]}");
    return lake.uri(staging);
  }

  private JobSpec grade(JobSpec snapshot, String trained, int attempt, Work.Promote promote) {
    return lake.spec(
        attempt("train", day(DAYS), 1, attempt),
        Map.of(),
        new JobWork.Grade(
            MODEL,
            FEATURES,
            new Work.Holdout(4, Duration.ofDays(1)),
            promote,
            lake.uri("models/delay"),
            snapshot.staging(),
            trained));
  }

  private Outcome.ModelOutcome graded(JobSpec grade) {
    Outcome outcome = lake.run(grade);
    assertThat(outcome.failure()).isEmpty();
    return outcome.model().orElseThrow();
  }

  private List<String> log() throws IOException {
    try (var files = Files.list(lake.path("models/delay/aliases/champion"))) {
      return files.map(f -> f.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void theFirstModelMeetsTheConstantPredictorAndLaterOnesTheChampion() throws Exception {
    writeFeatures();
    JobSpec snapshot = snapshot(1, DAYS, 4, FEATURES);
    lake.run(snapshot);

    Outcome.ModelOutcome first = graded(grade(snapshot, train(snapshot, 2, false), 1, PROMOTE));
    assertThat(first.promoted()).isTrue();
    assertThat(first.reason()).startsWith("AUC 0.").contains("the constant predictor's 0.5000");
    assertThat(first.version()).startsWith("20010113T000000Z-");
    assertThat(first.champion().orElseThrow().seq()).isEqualTo(1);
    assertThat(first.metrics()).containsKeys("auc", "logloss", "brier", "ece", "mean_gap");
    assertThat(first.gates())
        .filteredOn(gate -> gate.verdict() == Outcome.Verdict.WARNED)
        .extracting(Outcome.GateResult::gate)
        .contains("intervals");
    assertThat(lake.path("models/delay/versions/" + first.version()))
        .isDirectoryContaining("glob:**/model.json")
        .isDirectoryContaining("glob:**/model.ubj")
        .isDirectoryContaining("glob:**/MLmodel")
        .isDirectoryContaining("glob:**/golden.json");

    Outcome.ModelOutcome worse = graded(grade(snapshot, train(snapshot, 5, true), 2, PROMOTE));
    assertThat(worse.promoted()).isFalse();
    assertThat(worse.reason()).startsWith("AUC 0.").contains("the champion's");
    assertThat(worse.champion()).isEqualTo(first.champion());
    assertThat(lake.path("models/delay/versions/" + worse.version() + "/model.json")).exists();

    Outcome.ModelOutcome better = graded(grade(snapshot, train(snapshot, 30, false), 3, PROMOTE));
    assertThat(better.promoted()).isTrue();
    assertThat(better.reason()).contains("beats the champion's");
    assertThat(log()).containsExactly("00000000000000000001.json", "00000000000000000002.json");
    JsonNode entry =
        Json.tree(Files.readAllBytes(lake.path("models/delay/aliases/champion/" + log().get(1))));
    assertThat(entry.path("previous_version").asText()).isEqualTo(first.version());
    assertThat(entry.path("version").asText()).isEqualTo(better.version());
    assertThat(entry.path("manifest_sha256").asText())
        .isEqualTo(
            Sha256.hex(lake.path("models/delay/versions/" + better.version() + "/model.json")));

    Outcome.ModelOutcome lostReply =
        graded(grade(snapshot, train(snapshot, 30, false), 4, PROMOTE));
    assertThat(lostReply.promoted()).isTrue();
    assertThat(lostReply.reason()).isEqualTo(better.reason());
    assertThat(log()).hasSize(2);
  }

  @Test
  void aModelThatIsSureOnlyByLuckIsRefusedWhereConfidenceIsAsked() throws Exception {
    writeFeatures();
    JobSpec snapshot = snapshot(1, DAYS, 4, FEATURES);
    lake.run(snapshot);
    String trained = train(snapshot, 2, false);

    Outcome.ModelOutcome refused =
        graded(
            grade(
                snapshot,
                trained,
                1,
                new Work.Promote("auc", 0.4, Optional.of(0.95), Optional.of(0.0001))));

    assertThat(refused.promoted()).isFalse();
    assertThat(refused.champion()).isEmpty();
    assertThat(refused.reason())
        .contains("less than the margin 0.4")
        .contains("bootstrap is ")
        .contains("calibration is ");
  }

  @Test
  void aChampionThatCannotBeLoadedIsNoWinByDefault() throws Exception {
    writeFeatures();
    JobSpec snapshot = snapshot(1, DAYS, 4, FEATURES);
    lake.run(snapshot);
    Outcome.ModelOutcome first = graded(grade(snapshot, train(snapshot, 2, false), 1, PROMOTE));
    lake.file("models/delay/versions/" + first.version() + "/model.ubj", "changed");

    Outcome.ModelOutcome second = graded(grade(snapshot, train(snapshot, 30, false), 2, PROMOTE));

    assertThat(second.promoted()).isFalse();
    assertThat(second.reason()).contains("champion is 0, must be loaded and scored");
    assertThat(log()).hasSize(1);
  }

  @Test
  void aModelThatJavaScoresOtherwiseThanItsTrainerIsRefused() throws Exception {
    writeFeatures();
    JobSpec snapshot = snapshot(1, DAYS, 4, FEATURES);
    lake.run(snapshot);
    String trained = train(snapshot, 5, false);
    lake.file(
        "staging/trained/5false/golden.json",
        "{\"features\":[\"a\",\"b\"],\"rows\":[[0.5,null]],\"scores\":[0.99]}");

    Outcome.ModelOutcome refused = graded(grade(snapshot, trained, 1, PROMOTE));

    assertThat(refused.promoted()).isFalse();
    assertThat(refused.reason()).contains("golden is ");
  }

  @Test
  void ofTwoPromotersAtOnceBothDecideAgainstTheChampionOfTheirTurn() throws Exception {
    writeFeatures();
    JobSpec snapshot = snapshot(1, DAYS, 4, FEATURES);
    lake.run(snapshot);
    List<JobSpec> specs =
        List.of(
            grade(snapshot, train(snapshot, 2, false), 1, PROMOTE),
            grade(snapshot, train(snapshot, 30, false), 2, PROMOTE));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    CyclicBarrier start = new CyclicBarrier(2);
    List<Outcome.ModelOutcome> outcomes = new ArrayList<>();
    try {
      List<Callable<Outcome.ModelOutcome>> jobs = new ArrayList<>();
      specs.forEach(
          spec ->
              jobs.add(
                  () -> {
                    start.await(1, TimeUnit.MINUTES);
                    return graded(spec);
                  }));
      for (var job : threads.invokeAll(jobs, 3, TimeUnit.MINUTES)) {
        outcomes.add(job.get());
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(outcomes.get(1).promoted()).as("the better one wins in any order").isTrue();
    JsonNode leads =
        Json.tree(
            Files.readAllBytes(
                lake.path("models/delay/aliases/champion/" + log().get(log().size() - 1))));
    assertThat(leads.path("version").asText()).isEqualTo(outcomes.get(1).version());
    assertThat(log()).hasSize(outcomes.get(0).promoted() ? 2 : 1);
  }

  private static final List<Column> SCORES =
      List.of(
          required("flight", "string"),
          required("score", "double"),
          required("model", "string"),
          required("model_version", "string"),
          column("pointer_seq", "int"),
          column("feature_version", "bigint"),
          column("run", "string"),
          column("epoch", "int"),
          required("scored_at", "timestamp"),
          required("day", "string"));

  @Test
  void scoresCarryWhereTheyAreFromAndAreThoseOfTheModel() throws Exception {
    writeFeatures();
    JobSpec snapshot = snapshot(1, DAYS, 4, FEATURES);
    lake.run(snapshot);
    String trained = train(snapshot, 5, false);
    ModelVersion champion = graded(grade(snapshot, trained, 1, PROMOTE)).champion().orElseThrow();
    Instant scoredAt = Instant.parse("2001-01-13T09:15:00Z");

    Outcome outcome = lake.run(score(attempt("score", day(3), 1, 1), champion, scoredAt, SCORES));

    assertThat(outcome.failure()).isEmpty();
    assertThat(outcome.rows()).isEqualTo(new Outcome.Rows(ROWS, ROWS, 0));
    assertThat(
            lake.select(
                    "flight_scores",
                    "day",
                    "model",
                    "model_version",
                    "pointer_seq",
                    "feature_version",
                    "run",
                    "epoch",
                    "scored_at")
                .get(0))
        .isEqualTo(
            "2001-01-03 delay "
                + champion.version()
                + " 1 0 flights/2001-01-03 1 2001-01-13 15:00:00.0");
    byte[] model =
        Files.readAllBytes(lake.path("models/delay/versions/" + champion.version() + "/model.ubj"));
    Booster booster = XGBoost.loadModel(model);
    Map<String, Double> scores = new HashMap<>();
    lake.spark()
        .read()
        .format("delta")
        .load(lake.uri("tables/flight_scores"))
        .collectAsList()
        .forEach(row -> scores.put(row.getAs("flight"), row.getAs("score")));
    for (Row row :
        lake.spark()
            .read()
            .format("delta")
            .load(lake.uri("tables/flight_features"))
            .where("day = '2001-01-03'")
            .collectAsList()) {
      float b = row.isNullAt(2) ? Float.NaN : row.getInt(2);
      float[][] one =
          booster.predict(new DMatrix(new float[] {(float) row.getDouble(1), b}, 1, 2, Float.NaN));
      assertThat(scores.get(row.getString(0))).isCloseTo(one[0][0], within(1e-7));
    }
  }

  @Test
  void aTableThatDoesNotFitTheModelIsRefusedBeforeAnyScore() throws Exception {
    writeFeatures();
    JobSpec snapshot = snapshot(1, DAYS, 4, FEATURES);
    lake.run(snapshot);
    ModelVersion champion =
        graded(grade(snapshot, train(snapshot, 5, false), 1, PROMOTE)).champion().orElseThrow();
    List<Column> wrong = new ArrayList<>(SCORES);
    wrong.add(column("gate_number", "int"));

    Outcome undeclared =
        lake.run(score(attempt("score", day(3), 1, 1), champion, Instant.EPOCH, wrong));
    assertThat(message(undeclared))
        .startsWith("table flight_scores: gate_number is neither a column of the input nor one of");

    ModelVersion forged = new ModelVersion(champion.version(), 1, "0".repeat(64));
    Outcome changed =
        lake.run(score(attempt("score", day(3), 1, 2), forged, Instant.EPOCH, SCORES));
    assertThat(message(changed)).contains("its model.json is not the one that was promoted");
  }

  private JobSpec score(
      AttemptId attempt, ModelVersion version, Instant scoredAt, List<Column> columns) {
    return lake.spec(
        attempt,
        Map.of("features", lake.rows("flight_features", attempt.interval())),
        new JobWork.Score(
            MODEL,
            lake.uri("models/delay"),
            version,
            List.of("flight"),
            scoredAt,
            lake.output(
                table(
                    "flight_scores",
                    columns,
                    new Expectation.Range(
                        "score", Optional.of(0d), Optional.of(1d), Otherwise.FAIL)))));
  }
}
