package dev.headrace.spark.read;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.count_if;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import dev.headrace.job.FileVersion;
import dev.headrace.job.JobInput;
import dev.headrace.pipeline.Input;
import dev.headrace.spark.Attempt;
import dev.headrace.spark.failure.JobFailure;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.spark.api.java.function.FilterFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Landed files as rows of the declared columns.
 *
 * <p>A file whose form as a whole is wrong (another header, another Parquet schema) fails the
 * attempt by name before any row is read; single rows that do not fit are set apart.
 *
 * <p>The connector cannot read an object at a generation: the generations of a spec say what the
 * run was made for, and a file that is replaced later makes its interval run again.
 */
final class FileView {
  private static final String CORRUPT = "_corrupt_record";

  /** Spark's own switch: what a file is called is never a pattern. */
  private static final String EXACT_NAMES = "__globPaths__";

  private static final int GZIP_FACTOR = 6;

  private final Attempt attempt;
  private final String name;
  private final JobInput.Files input;
  private final StructType declared;

  FileView(Attempt attempt, String name, JobInput.Files input) {
    this.attempt = attempt;
    this.name = name;
    this.input = input;
    this.declared = Columns.schema(input.columns()).asNullable();
  }

  View open() {
    input.files().forEach(FileView::checkName);
    new FileForm(attempt, input).check();
    Dataset<Row> all = read();
    Column corrupt = col(CORRUPT);
    boolean marks = input.format() != Input.Format.PARQUET;
    Column[] kept = kept();
    if (!marks) {
      return view(
          all.observe(View.metric(name), count(lit(1)), sum(lit(0L)).as("bad")).select(kept),
          Optional.empty());
    }
    Dataset<Row> observed =
        all.observe(
            View.metric(name), count(lit(1)), count_if(corrupt.isNotNull()).as("bad"), complete());
    return view(
        observed.where(corrupt.isNull()).select(kept),
        Optional.of(
            all.filter(marked(all.schema().fieldIndex(CORRUPT)))
                .select(col(View.SOURCE_FILE).as("source_file"), corrupt.as("row"))));
  }

  /**
   * Makes every column be read, whatever the query wants of them: a row that is broken in a column
   * nobody asks for would pass for good.
   */
  private Column complete() {
    String names =
        Arrays.stream(declared.fieldNames())
            .map(n -> "`" + n.replace("`", "``") + "`")
            .collect(Collectors.joining(", "));
    return expr("count(" + names + ")").as("complete");
  }

  /** Opaque to the optimizer, for the same reason. */
  private static FilterFunction<Row> marked(int column) {
    return row -> !row.isNullAt(column);
  }

  private View view(Dataset<Row> rows, Optional<Dataset<Row>> unreadable) {
    long bytes =
        input.files().stream()
            .mapToLong(f -> f.uri().endsWith(".gz") ? f.bytes() * GZIP_FACTOR : f.bytes())
            .sum();
    return new View(name, rows, unreadable, input.maxCorruptShare(), bytes, Optional.empty());
  }

  private Dataset<Row> read() {
    List<String> paths = input.files().stream().map(FileVersion::uri).toList();
    if (paths.isEmpty()) {
      return attempt
          .spark()
          .createDataFrame(List.of(), marked())
          .withColumn(View.SOURCE_FILE, lit(null).cast("string"));
    }
    DataFrameReader reader =
        attempt.spark().read().option("mode", "PERMISSIVE").option(EXACT_NAMES, false);
    Dataset<Row> rows =
        switch (input.format()) {
          case CSV ->
              reader
                  .schema(marked())
                  .option("header", true)
                  .option("enforceSchema", true)
                  .option("columnNameOfCorruptRecord", CORRUPT)
                  .option("quote", "\"")
                  .option("escape", "\"")
                  .csv(paths.toArray(String[]::new));
          case JSON ->
              reader
                  .schema(marked())
                  .option("columnNameOfCorruptRecord", CORRUPT)
                  .json(paths.toArray(String[]::new));
          case PARQUET -> reader.schema(declared).parquet(paths.toArray(String[]::new));
        };
    return rows.withColumn(View.SOURCE_FILE, col("_metadata.file_path"));
  }

  private StructType marked() {
    return declared.add(CORRUPT, DataTypes.StringType, true);
  }

  private Column[] kept() {
    return java.util.stream.Stream.concat(
            java.util.Arrays.stream(declared.fieldNames()),
            java.util.stream.Stream.of(View.SOURCE_FILE))
        .map(n -> col("`" + n + "`"))
        .toArray(Column[]::new);
  }

  /** Spark passes over such names without a word, and their rows would be missing. */
  private static void checkName(FileVersion file) {
    String last = file.uri().substring(file.uri().lastIndexOf('/') + 1);
    if (last.startsWith("_")
        || last.startsWith(".")
        || last.toUpperCase(Locale.ROOT).endsWith("._COPYING_")) {
      throw JobFailure.data(
          file.uri() + ": Spark skips files whose names begin with \"_\" or \".\". Rename it.");
    }
  }
}
