package dev.headrace.definition;

import dev.headrace.pipeline.FilePattern;
import dev.headrace.pipeline.Input;
import java.time.Duration;
import java.util.Map;

/** {@code inputs}: files that others land. */
final class InputKeys {
  static final Key<FilePattern> FILES =
      Key.required(
          "files",
          Names.files(),
          "Where the files of an interval land: {landing} is the bucket, {interval} the key.");
  static final Key<String> MARKER =
      Key.optional("marker", Names.marker(), "The object beside the files that lands last.");
  static final Key<Long> COUNT =
      Key.optional("count", Numbers.whole(1, 100), "How many files make it complete.");
  static final Key<Fields> COMPLETE =
      Key.required(
          "complete",
          Shape.of("complete", "When all files of an interval are there.", MARKER, COUNT)
              .oneOfThem()
              .later(
                  Map.of("expected", "Write marker or count.", "quiet", "Write marker or count.")),
          "When all files of an interval are there.");
  static final Key<Duration> AFTER =
      Key.required("after", Times.duration("1m", "365 days"), "How long after the interval's end.");
  static final Key<Input.InputDeadline.Then> THEN =
      Key.withDefault(
          "then",
          Words.of(Input.InputDeadline.Then.class, Map.of()),
          Input.InputDeadline.Then.FAIL,
          "fail",
          "What then becomes of the run: it fails, runs with what is there, or is skipped.");
  static final Key<Fields> DEADLINE =
      Key.optional(
          "deadline",
          Shape.of("input-deadline", "How long an input is waited for.", AFTER, THEN),
          "How long the files are waited for.");
  static final Key<Input.Late.Rerun> RERUN =
      Key.withDefault(
          "rerun",
          Words.of(Input.Late.Rerun.class, Map.of()),
          Input.Late.Rerun.CHANGED,
          "changed",
          "Whether an interval whose files changed runs again, or is only flagged.");
  static final Key<Duration> WITHIN =
      Key.required("within", Times.duration("1h", "3650 days"), "How old such an interval may be.");
  static final Key<Fields> LATE =
      Key.optional(
          "late",
          Shape.of("late", "What becomes of files that change later.", RERUN, WITHIN),
          "What becomes of files that change after their interval was done.");
  static final Key<Input.Format> FORMAT =
      Key.required(
          "format", Words.of(Input.Format.class, Map.of()), "How rows stand in the files.");
  static final Key<Entries<Fields>> COLUMNS =
      Key.required("columns", TableKeys.COLUMNS_KIND, "The columns of the files, in their order.");
  static final Key<Double> MAX_CORRUPT_SHARE =
      Key.withDefault(
          "max-corrupt-share",
          Numbers.share(0, 1),
          0.0,
          "0%",
          "The share of unreadable rows above which an attempt fails.");
  static final Shape SHAPE =
      Shape.of(
          "input",
          "Files that others land for an interval.",
          FILES,
          COMPLETE,
          DEADLINE,
          LATE,
          FORMAT,
          COLUMNS,
          MAX_CORRUPT_SHARE);

  private InputKeys() {}
}
