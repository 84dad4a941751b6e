package dev.headrace.spark;

import dev.headrace.interval.Calendar;
import dev.headrace.interval.Interval;
import dev.headrace.job.AttemptId;
import dev.headrace.job.FileVersion;
import dev.headrace.job.JobId;
import dev.headrace.job.JobInput;
import dev.headrace.job.JobOutput;
import dev.headrace.job.JobSpec;
import dev.headrace.job.JobWork;
import dev.headrace.job.Outcome;
import dev.headrace.json.Json;
import dev.headrace.json.Sha256;
import dev.headrace.pipeline.Cadence;
import dev.headrace.pipeline.Column;
import dev.headrace.pipeline.Expectation;
import dev.headrace.pipeline.Input;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.StageName;
import dev.headrace.pipeline.Table;
import dev.headrace.pipeline.TableName;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A lake in a folder, with jobs that run on it as a job service would run them. */
final class Lake {
  static final Instant NEVER = Instant.parse("2999-01-01T00:00:00Z");

  private final Path root;

  Lake(Path root) {
    this.root = root;
  }

  static String day(int day) {
    return "2001-01-%02d".formatted(day);
  }

  static Interval interval(String key) {
    return new Calendar(Cadence.DAY, ZoneOffset.UTC).parse(key).orElseThrow();
  }

  static AttemptId attempt(String stage, String key, int epoch, int attempt) {
    return new AttemptId(new PipelineName("flights"), key, epoch, new StageName(stage), attempt);
  }

  static Column column(String name, String type) {
    return new Column(name, type, true, "");
  }

  static Column required(String name, String type) {
    return new Column(name, type, false, "what " + name + " is");
  }

  static Table table(String name, List<Column> columns, Expectation... expect) {
    return new Table(
        new TableName(name),
        "tables/" + name,
        columns,
        "day",
        List.of(expect),
        0.5,
        new TreeMap<>());
  }

  String uri(String path) {
    return "file:" + root.resolve(path);
  }

  Path path(String path) {
    return root.resolve(path);
  }

  FileVersion file(String path, String text) {
    return file(path, text.getBytes(StandardCharsets.UTF_8));
  }

  FileVersion gzip(String path, String text) {
    return file(path, gzipped(text));
  }

  FileVersion file(String path, byte[] bytes) {
    try {
      Files.createDirectories(root.resolve(path).getParent());
      Files.write(root.resolve(path), bytes);
      return new FileVersion(uri(path), 1, bytes.length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] gzipped(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  JobInput.Files csv(List<Column> columns, FileVersion... files) {
    return new JobInput.Files(Input.Format.CSV, columns, 0.5, List.of(files));
  }

  JobInput.Rows rows(String table, String... keys) {
    return new JobInput.Rows(new TableName(table), uri("tables/" + table), "day", List.of(keys));
  }

  JobOutput output(Table table) {
    return new JobOutput(table, uri("tables/" + table.name()));
  }

  JobSpec sql(AttemptId attempt, String sql, Map<String, JobInput> inputs, Table table) {
    String file = "code/" + attempt.stage() + ".sql";
    file(file, sql);
    return spec(
        attempt,
        inputs,
        new JobWork.Sql(
            uri(file), Sha256.hex(sql.getBytes(StandardCharsets.UTF_8)), output(table)));
  }

  JobSpec spec(AttemptId attempt, Map<String, JobInput> inputs, JobWork work) {
    return spec(attempt, inputs, work, NEVER);
  }

  JobSpec spec(AttemptId attempt, Map<String, JobInput> inputs, JobWork work, Instant deadline) {
    return new JobSpec(
        JobSpec.VERSION,
        JobId.of("test", attempt),
        attempt,
        interval(attempt.interval()),
        deadline,
        new TreeMap<>(inputs),
        new TreeMap<>(Map.of("least", "3")),
        work,
        uri("code/jobs.jar"),
        uri("staging/" + attempt.path()),
        uri("outcomes/" + attempt.path() + ".json"));
  }

  /** Runs a job to its end, whatever that is, in a session of its own. */
  Outcome run(JobSpec spec) {
    SparkSession.setActiveSession(TestSpark.session().newSession());
    try {
      JobMain.main(new String[] {"--job", Json.text(spec)});
    } catch (RuntimeException e) {
      Outcome outcome = outcome(spec);
      if (outcome.failure().isEmpty()
          || !outcome.failure().get().message().equals(e.getMessage())) {
        throw e;
      }
      return outcome;
    }
    return outcome(spec);
  }

  Outcome outcome(JobSpec spec) {
    try {
      return Json.read(
          Files.readAllBytes(Path.of(spec.outcome().substring("file:".length()))), Outcome.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows of a table as text, in order. */
  List<String> select(String table, String... columns) {
    Dataset<Row> rows = spark().read().format("delta").load(uri("tables/" + table));
    List<String> found = new ArrayList<>();
    String[] others = Stream.of(columns).skip(1).toArray(String[]::new);
    rows.select(columns[0], others).collectAsList().forEach(row -> found.add(row.mkString(" ")));
    found.sort(null);
    return found;
  }

  boolean hasTable(String table) {
    return Files.exists(root.resolve("tables/" + table + "/_delta_log"));
  }

  SparkSession spark() {
    return TestSpark.session();
  }

  static String message(Outcome outcome) {
    return outcome.failure().orElseThrow().message();
  }

  static SortedMap<String, Outcome.Verdict> verdicts(Outcome outcome) {
    SortedMap<String, Outcome.Verdict> verdicts = new TreeMap<>();
    outcome.expectations().forEach(e -> verdicts.put(e.expectation(), e.verdict()));
    return verdicts;
  }
}
