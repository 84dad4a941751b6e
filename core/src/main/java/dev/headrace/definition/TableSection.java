package dev.headrace.definition;

import dev.headrace.pipeline.Cadence;
import dev.headrace.pipeline.Expectation;
import dev.headrace.pipeline.Table;
import dev.headrace.pipeline.TableName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** One of the {@code tables} of a file. */
record TableSection(String name, Fields fields) {
  private static final List<String> RESERVED = List.of("staging", "models");

  void check(Optional<Cadence> every, Problems problems) {
    fields.found(TableKeys.PATH).ifPresent(path -> checkPath(path, problems));
    Optional<Columns> columns = columns();
    if (columns.isEmpty()) {
      return;
    }
    columns.get().check(problems);
    fields
        .found(TableKeys.INTERVAL_COLUMN)
        .ifPresent(column -> checkIntervalColumn(columns.get(), column, every, problems));
    checkExpectations(columns.get(), problems);
  }

  private static void checkPath(Found<String> path, Problems problems) {
    String first = path.value().split("/", 2)[0];
    if (RESERVED.contains(first) || first.startsWith("_")) {
      problems.add(
          path.place(),
          "the folder "
              + Quoted.of(first)
              + " is Headrace's own. Write for example tables/flights.");
    }
  }

  private static void checkIntervalColumn(
      Columns columns, Found<String> column, Optional<Cadence> every, Problems problems) {
    boolean known = columns.require("the table", column, problems);
    boolean days = every.orElse(Cadence.DAY) == Cadence.DAY;
    Set<String> types = days ? Set.of("string", "date") : Set.of("string");
    if (known && columns.isKnownNot(column.value(), types::contains)) {
      problems.add(
          column.place(),
          Quoted.of(column.value())
              + " is of type "
              + columns.type(column.value()).orElseThrow()
              + ", but must hold interval keys. Make it a string, or a date for days.");
    }
  }

  private void checkExpectations(Columns columns, Problems problems) {
    Set<String> labels = new HashSet<>();
    for (Found<Fields> found : fields.value(TableKeys.EXPECT).orElse(List.of())) {
      ExpectationSection expectation = new ExpectationSection(found.value());
      expectation.check(columns, problems);
      Optional<String> label = expectation.label();
      if (label.isPresent() && !labels.add(label.get())) {
        problems.add(
            found.place(),
            label.get() + " stands here twice. Make it one, or name an expression otherwise.");
      }
    }
  }

  Optional<Columns> columns() {
    return fields.value(TableKeys.COLUMNS).map(Columns::new);
  }

  /** Where the table lies. */
  String path() {
    return fields.value(TableKeys.PATH).orElse("tables/" + name);
  }

  Table build() {
    return new Table(
        new TableName(name),
        path(),
        columns().orElseThrow().build(),
        fields.the(TableKeys.INTERVAL_COLUMN),
        expectations(),
        fields.the(TableKeys.MAX_QUARANTINE_SHARE),
        measures());
  }

  private List<Expectation> expectations() {
    List<Expectation> expectations = new ArrayList<>();
    for (Found<Fields> found : fields.value(TableKeys.EXPECT).orElse(List.of())) {
      expectations.add(new ExpectationSection(found.value()).build());
    }
    if (expectations.stream().noneMatch(Expectation.RowCount.class::isInstance)) {
      expectations.add(0, ExpectationSection.SOME_ROWS);
    }
    return expectations;
  }

  private SortedMap<String, String> measures() {
    SortedMap<String, String> measures = new TreeMap<>();
    fields
        .value(TableKeys.MEASURES)
        .ifPresent(m -> m.all().forEach(e -> measures.put(e.name(), e.value().orElseThrow())));
    return measures;
  }
}
