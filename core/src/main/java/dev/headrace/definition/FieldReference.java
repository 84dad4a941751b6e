package dev.headrace.definition;

import java.util.stream.Collectors;

/** The field-by-field reference of the pipeline file, as Markdown. */
public final class FieldReference {
  private static final String INTRODUCTION =
      """
      # The pipeline file

      One YAML 1.2 file describes a pipeline; its SQL and Python files and its jars lie in the same
      folder or below it. `headrace validate` compiles it and shows every problem at once, by line and column.
      An editor that knows the JSON Schema `headrace-pipeline.schema.json` completes and checks it
      while you type. This page is generated from the table of keys that compiles the file.

      - A **duration** is a number and a unit: `60s`, `10m`, `6h`, `7 days`.
      - A **share** is `95%` or `0.95`.
      - A number of **intervals** is written `8 intervals`.
      - Unknown keys, duplicate keys, type tags and merge keys (`<<`) are refused. Anchors and
        aliases work, up to 20 in a file; the file has at most 1,048,576 characters.
      - Text with a comma or a colon followed by a space needs quotes inside `{braces}`.

      Stages run in the order that their tables and models ask for: the reader of a table after its
      writer, whoever scores with a model after the stage of the file that trains it. A table that
      no stage writes is read as it stands. A stage of kind `train` becomes three steps:
      `NAME-snapshot`, `NAME` and `NAME-grade`.
      """;

  private FieldReference() {}

  /** The whole page. */
  public static String markdown() {
    SchemaDefinitions definitions = new SchemaDefinitions();
    PipelineKeys.SHAPE.schema(definitions);
    return INTRODUCTION
        + definitions.shapes().stream().map(FieldReference::section).collect(Collectors.joining());
  }

  private static String section(Shape shape) {
    String head = "\n## " + shape.name() + "\n\n" + shape.description();
    String one = shape.onlyOne() ? " Exactly one of these keys." : "";
    String table = "\n\n| key | value | without it | meaning |\n| --- | --- | --- | --- |\n";
    return head
        + one
        + table
        + shape.keys().stream().map(FieldReference::row).collect(Collectors.joining());
  }

  private static String row(Key<?> key) {
    String without =
        key.required() ? "refused" : key.fallbackText().map(text -> "`" + text + "`").orElse("");
    return "| `"
        + key.name()
        + "` | "
        + value(key.kind())
        + " | "
        + without
        + " | "
        + key.description()
        + " |\n";
  }

  private static String value(Kind<?> kind) {
    if (kind instanceof Shape shape) {
      return shape.shorthand().map(key -> value(key.kind()) + ", or ").orElse("") + link(shape);
    }
    if (kind instanceof PlacementRule) {
      return "`serverless`, or " + link(PlacementRule.SHAPE);
    }
    if (kind instanceof Choice choice) {
      return choice.shapes().stream().map(FieldReference::link).collect(Collectors.joining(", "));
    }
    if (kind instanceof Mapped<?> mapped) {
      return "names, each with " + value(mapped.values());
    }
    if (kind instanceof OneOrMore<?> many) {
      return value(many.list().items()) + ", or a list";
    }
    return kind instanceof Listed<?> list ? "a list, each " + value(list.items()) : kind.words();
  }

  private static String link(Shape shape) {
    return "[" + shape.name() + "](#" + shape.name() + ")";
  }
}
