package dev.headrace.definition;

import dev.headrace.pipeline.ClusterName;
import dev.headrace.pipeline.FilePattern;
import dev.headrace.pipeline.ModelName;
import dev.headrace.pipeline.PipelineName;
import dev.headrace.pipeline.StageName;
import dev.headrace.pipeline.TableName;
import java.util.Map;
import java.util.regex.Pattern;

/** What things may be called. */
final class Names {
  static final Pattern WORD = Pattern.compile("[a-z][a-z0-9_]{0,62}");
  static final String WORD_RULE = "Write a to z, 0 to 9 and _, beginning with a letter.";
  static final Pattern COLUMN = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,127}");
  static final String COLUMN_RULE = "Write letters, digits and _, beginning with a letter.";
  static final String STAGE_RULE =
      "Write a to z, 0 to 9 and -, beginning with a letter, 30 characters or less.";
  private static final Pattern PATH =
      Pattern.compile("(?!\\.\\.?/)[\\w.=-]+(?:/(?!\\.\\.?(?:/|$))[\\w.=-]+)*");

  private Names() {}

  static Scalar<PipelineName> pipeline() {
    return Texts.name(
        "the name of a pipeline",
        PipelineName.FORM,
        "Write a to z, 0 to 9 and -, beginning with a letter, 40 characters or less.",
        PipelineName::new);
  }

  static Scalar<StageName> stage() {
    return Texts.name("the name of a stage", StageName.FORM, STAGE_RULE, StageName::new);
  }

  static Scalar<TableName> table() {
    return Texts.name("the name of a table", TableName.FORM, WORD_RULE, TableName::new);
  }

  static Scalar<ModelName> model() {
    return Texts.name("the name of a model", ModelName.FORM, WORD_RULE, ModelName::new);
  }

  static Scalar<ClusterName> cluster() {
    return Texts.name(
        "the name of a cluster",
        ClusterName.FORM,
        "Write a to z, 0 to 9 and -, beginning with a letter and not ending with -, 51 characters"
            + " or less.",
        ClusterName::new);
  }

  static Scalar<String> column() {
    return Texts.name("the name of a column", COLUMN, COLUMN_RULE, name -> name);
  }

  static Scalar<String> word(String what) {
    return Texts.name(what, WORD, WORD_RULE, name -> name);
  }

  /** A table of BigQuery in its data set. */
  static Scalar<String> destination() {
    return Texts.name(
        "a BigQuery table",
        Pattern.compile("[A-Za-z0-9][A-Za-z0-9_]{0,127}\\.[A-Za-z0-9][A-Za-z0-9_]{0,127}"),
        "Write for example analytics.flights: letters, digits and _ in both names.",
        name -> name);
  }

  /** An object name without anything odd in it. */
  static Scalar<String> marker() {
    return Texts.name(
        "the name of an object beside the files",
        Pattern.compile("[\\w=-][\\w.=-]{0,99}"),
        "Write for example _SUCCESS.",
        name -> name);
  }

  /** The full name of a class; that of a nested one has a dollar sign. */
  static Scalar<String> javaClass() {
    return Texts.name(
        "the full name of a class",
        Pattern.compile("[A-Za-z_$][\\w$]*(?:\\.[A-Za-z_$][\\w$]*)*"),
        "Write for example com.acme.Daily.",
        name -> name);
  }

  /** A path of plain folder and file names that stays below where it begins. */
  static Scalar<String> path(String what, String example) {
    return Texts.name(what, PATH, "Write for example " + example + ".", path -> path);
  }

  static Scalar<FilePattern> files() {
    String remedy = "Write for example gs://{landing}/flights/{interval}/*.csv.gz.";
    return new Scalar<>(
        "a pattern of file names in the landing bucket",
        remedy,
        Map.of("type", "string", "pattern", "^gs://\\{landing\\}/.*\\{interval\\}.*/[^/]+$"),
        value -> {
          if (FilePattern.isReserved(value.written())) {
            throw new Unfit(
                "What begins with " + FilePattern.RESERVED + " is Headrace's own. " + remedy);
          }
          if (!FilePattern.isValid(value.written())) {
            throw new Unfit(remedy);
          }
          return new FilePattern(value.written());
        });
  }
}
