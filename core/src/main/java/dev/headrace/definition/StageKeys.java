package dev.headrace.definition;

import dev.headrace.pipeline.Cadence;
import dev.headrace.pipeline.ModelName;
import dev.headrace.pipeline.StageName;
import dev.headrace.pipeline.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code stages}: what is done, in several kinds. */
final class StageKeys {
  /** The most intervals a stage may read, over all that it reads: they are named in its job. */
  static final int MOST_INTERVALS = 1000;

  static final Key<List<Found<StageName>>> AFTER =
      Key.optional(
          "after",
          new OneOrMore<>(new Listed<>(Names.stage(), 50)),
          "Stages that must be done first, besides those whose tables and models it uses.");
  static final Key<Cadence> EVERY =
      Key.optional(
          "every",
          ScheduleKeys.LONGER,
          "Run only for the interval that closes a longer one; else the stage is skipped.");
  static final Key<Duration> TIMEOUT =
      Key.withDefault(
          "timeout",
          Times.duration("1m", "13 days"),
          Duration.ofHours(4),
          "4h",
          "How long an attempt may take.");
  static final Key<PlacementRule.Site> PLACEMENT =
      Key.optional(
          "placement",
          new PlacementRule(),
          "Where its jobs run, if elsewhere than those of the pipeline.");
  static final Key<String> TABLE =
      Key.optional(
          "table",
          Names.word("the name of a table or an input"),
          "The table or the input. Without it, the one of the same name.");
  static final Key<Integer> LAST =
      Key.withDefault(
          "last",
          Times.intervals(MOST_INTERVALS),
          1,
          "1 interval",
          "How many intervals of the table, up to the run's own.");
  static final Shape READ_SHAPE =
      Shape.of("read", "A table, or an input for the run's own interval.", TABLE, LAST)
          .shorthand(TABLE);
  private static final Kind<Entries<Fields>> READS_KIND =
      new Mapped<>("what is read", Names.WORD, Names.WORD_RULE, 20, READ_SHAPE);
  static final Key<Entries<Fields>> READS =
      Key.optional("reads", READS_KIND, "What it reads, under the names that its code uses.");
  static final Key<Entries<Fields>> READS_ONE =
      Key.required("reads", READS_KIND, "The one table that it reads, under any name.");
  static final Key<TableName> WRITES =
      Key.required("writes", Names.table(), "The table whose interval it replaces.");
  static final Key<Entries<String>> PARAMETERS =
      Key.optional(
          "parameters",
          new Mapped<>("a parameter", Names.WORD, Names.WORD_RULE, 50, Texts.anything(1000)),
          "Values that its code gets beside interval_start, interval_end and interval_key.");

  static final Key<String> SQL =
      Key.required(
          "sql",
          Names.path("a SQL file in the pipeline's folder", "sql/clean.sql"),
          "A file with one SQL query over what is read; its rows are written.");
  static final Shape SQL_SHAPE =
      later(
          Shape.of(
              "sql-stage",
              "Runs a SQL file and writes its rows to a table.",
              SQL,
              READS,
              WRITES,
              PARAMETERS,
              AFTER,
              EVERY,
              TIMEOUT,
              PLACEMENT));

  static final Key<String> TRAIN =
      Key.required(
          "train",
          Names.path("a Python file in the pipeline's folder", "train/train.py"),
          "A Python script that learns from the rows that are read.");
  static final Key<ModelName> MODEL =
      Key.required("model", Names.model(), "The model that it makes a version of.");
  static final Key<List<Found<String>>> FEATURES =
      Key.required(
          "features",
          new Listed<>(Names.column(), 500),
          "The columns that the model learns from, in order.");
  static final Key<String> LABEL =
      Key.required("label", Names.column(), "The column that it learns: 0 or 1.");
  static final Key<Integer> HOLDOUT_LAST =
      Key.required(
          "last", Times.intervals(MOST_INTERVALS), "How many of the newest intervals it has.");
  static final Key<Duration> LABEL_MATURITY =
      Key.required(
          "label-maturity",
          Times.duration("0s", "365 days"),
          "How long after its interval a label is known; rows that young are not learnt from.");
  static final Key<Fields> HOLDOUT =
      Key.required(
          "holdout",
          Shape.of("holdout", "The rows that grade a model.", HOLDOUT_LAST, LABEL_MATURITY),
          "The newest intervals: kept from training, to grade the model on.");
  static final Key<String> METRIC =
      Key.withDefault(
          "metric",
          Words.of(Map.of("auc", "auc"), Map.of("AUC", "auc"), Map.of()),
          "auc",
          "auc",
          "What is compared.");
  static final Key<Double> MARGIN =
      Key.required(
          "margin",
          Numbers.decimal(-1, 1, "0.002"),
          "By how much it must be better than the champion.");
  static final Key<Double> CONFIDENCE =
      Key.optional(
          "confidence",
          Numbers.share(0.5, 0.999),
          "How sure that must be. Without it the uncertainty is reported and decides nothing.");
  static final Key<Double> ECE =
      Key.required("ece", Numbers.share(0, 1), "The largest expected calibration error.");
  static final Key<Fields> CALIBRATION =
      Key.optional(
          "calibration",
          Shape.of("calibration", "How far scores may be from rates.", ECE),
          "How far its scores may be from the rates that were seen.");
  static final Key<Fields> PROMOTE =
      Key.required(
          "promote",
          Shape.of(
              "promote",
              "When a trained model becomes the champion.",
              METRIC,
              MARGIN,
              CONFIDENCE,
              CALIBRATION),
          "When a trained model becomes the champion.");
  static final Shape TRAIN_SHAPE =
      later(
          Shape.of(
              "train-stage",
              "Trains a model on a snapshot, grades it on newer rows, and promotes it or not.",
              TRAIN,
              READS_ONE,
              MODEL,
              FEATURES,
              LABEL,
              HOLDOUT,
              PROMOTE,
              PARAMETERS,
              AFTER,
              EVERY,
              TIMEOUT,
              PLACEMENT));

  static final Key<ModelName> SCORE =
      Key.required("score", Names.model(), "The model whose champion is applied.");
  static final Key<List<Found<String>>> KEYS =
      Key.required(
          "keys",
          new Listed<>(Names.column(), 20),
          "The columns that name a row, written beside its score.");
  static final Shape SCORE_SHAPE =
      later(
          Shape.of(
              "score-stage",
              "Applies a model's champion to rows and writes the scores to a table.",
              SCORE,
              READS_ONE,
              KEYS,
              WRITES,
              AFTER,
              EVERY,
              TIMEOUT,
              PLACEMENT));

  static final Key<String> SPARK =
      Key.required(
          "spark",
          Names.path("a jar in the pipeline's folder", "jars/shop.jar"),
          "A jar with your own classes, of Java or Scala.");
  static final Key<String> CLASS =
      Key.optional(
          "class",
          Names.javaClass(),
          "A class of the jar that implements dev.headrace.spark.transform.Transform; the rows that"
              + " it gives are written.");
  static final Key<String> MAIN =
      Key.optional(
          "main",
          Names.javaClass(),
          "Or one with a main method, which publishes by itself what it likes.");
  static final Key<TableName> WRITES_BY_CLASS =
      Key.optional(
          "writes", Names.table(), "The table whose interval it replaces: with class, always.");
  static final Shape SPARK_SHAPE =
      later(
          Shape.of(
              "spark-stage",
              "Runs a class of a jar: one whose rows are written to a table, or one with a main"
                  + " method.",
              SPARK,
              CLASS,
              MAIN,
              READS,
              WRITES_BY_CLASS,
              PARAMETERS,
              AFTER,
              EVERY,
              TIMEOUT,
              PLACEMENT));

  static final Key<String> PYTHON =
      Key.required(
          "python",
          Names.path("a Python file in the pipeline's folder", "daily.py"),
          "A PySpark script with a function rows(inputs); the rows that it gives are written.");
  static final Shape PYTHON_SHAPE =
      later(
          Shape.of(
              "python-stage",
              "Runs a PySpark script and writes its rows to a table.",
              PYTHON,
              READS,
              WRITES,
              PARAMETERS,
              AFTER,
              EVERY,
              TIMEOUT,
              PLACEMENT));

  static final Key<TableName> LOAD =
      Key.required("load", Names.table(), "The table whose published interval is loaded.");
  static final Key<String> INTO =
      Key.required(
          "into",
          Names.destination(),
          "The BigQuery table, as dataset.table; both are made if they are missing.");
  static final Key<String> LOCATION =
      Key.optional(
          "location",
          // Any other is the region of the jobs, which differs between environments.
          Words.of(
              new TreeMap<>(Map.of("US", "US", "EU", "EU")),
              Map.of("us", "US", "eu", "EU"),
              Map.of()),
          "Where the BigQuery data set is: US, EU or, without it, the region of the jobs.");
  static final Shape LOAD_SHAPE =
      later(
          Shape.of(
                  "load-stage",
                  "Brings the published interval of a table into BigQuery; a repeat replaces it there.",
                  LOAD,
                  INTO,
                  LOCATION,
                  AFTER,
                  EVERY,
                  TIMEOUT)
              .without(
                  "placement",
                  "a load runs in BigQuery, wherever the jobs of the pipeline do. Leave it out."));

  static final Choice CHOICE =
      new Choice(
          "a stage",
          List.of(SQL_SHAPE, SPARK_SHAPE, PYTHON_SHAPE, TRAIN_SHAPE, SCORE_SHAPE, LOAD_SHAPE));

  private StageKeys() {}

  private static Shape later(Shape shape) {
    String leaveOut = "Leave it out.";
    return shape.later(
        Map.of(
            "when",
            leaveOut,
            "pool",
            leaveOut,
            "retries",
            "Write retries for the whole pipeline.",
            "on",
            leaveOut));
  }
}
