package dev.headrace.definition;

import dev.headrace.pipeline.Cadence;
import dev.headrace.pipeline.TableName;
import dev.headrace.pipeline.ValueType;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a {@code load} needs of the table that it loads, and of the stage that writes it. */
final class LoadRules {
  private static final Pattern FIELD = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,299}");

  private final Declared declared;
  private final StageGraph graph;
  private final Problems problems;
  private final Map<String, String> owners = new HashMap<>();

  LoadRules(Declared declared, StageGraph graph, Problems problems) {
    this.declared = declared;
    this.graph = graph;
    this.problems = problems;
  }

  void check(StageSection stage) {
    stage.loads().ifPresent(table -> checkTable(stage, table));
    stage.fields().found(StageKeys.INTO).ifPresent(into -> checkOnlyLoader(stage, into));
  }

  private void checkTable(StageSection stage, Found<TableName> table) {
    if (!declared.isTable(table.value().value())) {
      String question = Nearest.question(table.value().value(), declared.tables().names());
      problems.add(
          table.place(),
          "no table named "
              + Quoted.of(table.value().value())
              + "."
              + (question.isEmpty() ? " Declare it under tables." : question));
      return;
    }
    checkColumns(table);
    Optional<StageSection> writer = graph.writer(table.value());
    if (writer.isEmpty()) {
      problems.add(
          table.place(),
          "no stage of this file writes table "
              + Quoted.of(table.value().value())
              + ", so no run would know what to load. Load a table that a stage here writes.");
    } else if (!writer.get().every().equals(stage.every())) {
      checkCadence(stage, writer.get());
    }
  }

  private void checkCadence(StageSection stage, StageSection writer) {
    Optional<Cadence> wanted = writer.every();
    problems.add(
        stage.fields().writes(StageKeys.EVERY)
            ? stage.fields().placeOf(StageKeys.EVERY)
            : stage.place(),
        "loads what stage "
            + Quoted.of(writer.name())
            + " writes "
            + wanted.map(every -> "every " + every.word()).orElse("for every interval")
            + ", so it must run just as often. "
            + wanted
                .map(every -> "Write every: " + every.word() + ".")
                .orElse("Delete \"every\"."));
  }

  private void checkColumns(Found<TableName> table) {
    Optional<Columns> columns = declared.columnsOf(table.value().value());
    for (String column : columns.map(c -> c.entries().names()).orElse(List.of())) {
      columns
          .get()
          .type(column)
          .map(ValueType::parse)
          .flatMap(type -> type.match(new Unloadable()))
          .ifPresent(
              why ->
                  problems.add(
                      table.place(),
                      "column "
                          + Quoted.of(column)
                          + " cannot be loaded: "
                          + why
                          + " Load a table without such a column."));
    }
  }

  private void checkOnlyLoader(StageSection stage, Found<String> into) {
    // BigQuery tells A from a, and the local one does not: a pipeline runs on both.
    String owner = owners.putIfAbsent(into.value().toLowerCase(Locale.ROOT), stage.name());
    if (owner != null) {
      problems.add(
          into.place(),
          "stage "
              + Quoted.of(owner)
              + " loads into "
              + Quoted.of(into.value())
              + " already. Load into another table.");
    }
  }

  /** Why values of a type have no place in BigQuery, if they have none. */
  private static final class Unloadable implements ValueType.Cases<Optional<String>> {
    @Override
    public Optional<String> simple(ValueType.Simple type) {
      return Optional.empty();
    }

    @Override
    public Optional<String> decimal(ValueType.Decimal type) {
      return Optional.empty();
    }

    @Override
    public Optional<String> repeated(ValueType.Repeated type) {
      return type.element() instanceof ValueType.Repeated
          ? Optional.of("BigQuery has no arrays of arrays.")
          : type.element().match(this);
    }

    @Override
    public Optional<String> keyed(ValueType.Keyed type) {
      return Optional.of("BigQuery has no maps.");
    }

    @Override
    public Optional<String> struct(ValueType.Struct type) {
      for (ValueType.Part part : type.parts()) {
        if (!FIELD.matcher(part.name()).matches()) {
          return Optional.of("BigQuery has no fields named " + Quoted.of(part.name()) + ".");
        }
        Optional<String> why = part.type().match(this);
        if (why.isPresent()) {
          return why;
        }
      }
      return Optional.empty();
    }
  }
}
