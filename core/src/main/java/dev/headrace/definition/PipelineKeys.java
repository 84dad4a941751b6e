package dev.headrace.definition;

import dev.headrace.pipeline.Overlap;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.Retries;
import dev.headrace.pipeline.StageName;
import java.time.Duration;
import java.util.List;

/** The pipeline file itself. */
final class PipelineKeys {
  static final Key<PipelineName> PIPELINE =
      Key.required("pipeline", Names.pipeline(), "The name of the pipeline.");
  static final Key<String> DESCRIPTION =
      Key.withDefault(
          "description", Texts.text(2000), "", "\"\"", "What it is for, shown beside its name.");
  static final Key<String> OWNER =
      Key.withDefault("owner", Texts.text(100), "", "\"\"", "Whom to ask about it.");
  static final Key<Fields> SCHEDULE =
      Key.required(
          "schedule", ScheduleKeys.SHAPE, "How long intervals are, and when they fall due.");
  static final Key<Overlap> OVERLAP =
      Key.withDefault(
          "overlap",
          OverlapRule.kind(),
          Overlap.ONE_AT_A_TIME,
          "sequential",
          "How many runs may be live at once.");
  static final Key<PlacementRule.Site> PLACEMENT =
      Key.withDefault(
          "placement",
          new PlacementRule(),
          PlacementRule.Site.SERVERLESS,
          "serverless",
          "Where jobs run: each as a serverless batch, or all on a cluster.");
  static final Key<Entries<Fields>> INPUTS =
      Key.optional(
          "inputs",
          new Mapped<>("an input", Names.WORD, Names.WORD_RULE, 20, InputKeys.SHAPE),
          "Files that others land.");
  static final Key<Entries<Fields>> TABLES =
      Key.optional(
          "tables",
          new Mapped<>("a table", Names.WORD, Names.WORD_RULE, 100, TableKeys.SHAPE),
          "The tables that stages read and write.");
  static final Key<Entries<Fields>> STAGES =
      Key.required(
          "stages",
          new Mapped<>("a stage", StageName.FORM, Names.STAGE_RULE, 100, StageKeys.CHOICE),
          "What is done.");

  static final Key<Long> USER =
      budget("user", Retries.DEFAULT.user(), "that its own code made fail");
  static final Key<Long> DATA =
      budget("data", Retries.DEFAULT.data(), "that an expectation made fail");
  static final Key<Long> PLATFORM =
      budget("platform", Retries.DEFAULT.platform(), "that Google Cloud or Spark made fail");
  static final Key<Long> TIMEOUT =
      budget("timeout", Retries.DEFAULT.timeout(), "that ran out of time");
  static final Key<Long> LOST =
      budget("lost", Retries.DEFAULT.lost(), "that ended without an outcome");
  static final Key<Duration> FIRST =
      Key.withDefault(
          "first",
          Times.duration("1s", "1 day"),
          Retries.DEFAULT.backoff().first(),
          "60s",
          "The delay before the first retry.");
  static final Key<Double> FACTOR =
      Key.withDefault(
          "factor",
          Numbers.decimal(1, 10, "2"),
          Retries.DEFAULT.backoff().factor(),
          "2",
          "By how much each delay is longer than the one before.");
  static final Key<Duration> MAX =
      Key.withDefault(
          "max",
          Times.duration("1s", "1 day"),
          Retries.DEFAULT.backoff().max(),
          "30m",
          "The longest delay.");
  static final Key<Fields> BACKOFF =
      Key.optional(
          "backoff",
          Shape.of("backoff", "The delays before retries.", FIRST, FACTOR, MAX),
          "How long a retry waits.");
  static final Key<Fields> RETRIES =
      Key.optional(
          "retries",
          Shape.of(
              "retries",
              "How often a stage is tried again, by what went wrong.",
              USER,
              DATA,
              PLATFORM,
              TIMEOUT,
              LOST,
              BACKOFF),
          "How often a stage is tried again.");

  static final Key<Duration> AFTER =
      Key.required("after", Times.duration("1m", "365 days"), "How long after the interval's end.");
  static final Key<List<Found<String>>> NOTIFY =
      Key.required("notify", new Listed<>(Texts.text(100), 20), "Who is told.");
  static final Key<Fields> DEADLINE =
      Key.optional(
          "deadline",
          Shape.of("deadline", "When a run should have succeeded.", AFTER, NOTIFY),
          "When a run should have succeeded, and who is told if it has not.");

  static final Shape SHAPE =
      Shape.of(
          "pipeline",
          "A Headrace pipeline.",
          PIPELINE,
          DESCRIPTION,
          OWNER,
          SCHEDULE,
          OVERLAP,
          PLACEMENT,
          INPUTS,
          TABLES,
          STAGES,
          RETRIES,
          DEADLINE);

  private PipelineKeys() {}

  private static Key<Long> budget(String name, int fallback, String how) {
    return Key.withDefault(
        name,
        Numbers.whole(0, Retries.MOST),
        (long) fallback,
        String.valueOf(fallback),
        "Retries after an attempt " + how + ".");
  }
}
