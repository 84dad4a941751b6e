package dev.headrace.definition;

import dev.headrace.pipeline.Cadence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The inputs and tables of a file, by name. */
record Declared(Entries<Fields> inputs, Entries<Fields> tables) {
  static Declared of(Fields file) {
    return new Declared(
        file.value(PipelineKeys.INPUTS).orElse(Entries.none()),
        file.value(PipelineKeys.TABLES).orElse(Entries.none()));
  }

  void check(Optional<Cadence> every, Problems problems) {
    inputs.all().forEach(e -> e.value().ifPresent(f -> new InputSection(f).check(problems)));
    tables
        .all()
        .forEach(
            e -> e.value().ifPresent(f -> new TableSection(e.name(), f).check(every, problems)));
    checkNames(problems);
    checkPaths(problems);
  }

  private void checkNames(Problems problems) {
    for (Entries.Entry<Fields> table : tables.all()) {
      if (isInput(table.name())) {
        problems.add(table.place(), "an input has this name too. Rename one: reads must be clear.");
      }
    }
  }

  private void checkPaths(Problems problems) {
    Map<String, String> owners = new HashMap<>();
    for (Entries.Entry<Fields> entry : tables.all()) {
      if (entry.value().isPresent()) {
        TableSection table = new TableSection(entry.name(), entry.value().get());
        Optional<String> owner = owner(owners, table.path());
        owner.ifPresent(
            other ->
                problems.add(
                    table.fields().placeOf(TableKeys.PATH),
                    "lies in the same folder as table "
                        + Quoted.of(other)
                        + ", inside it, or where the rows go that it refuses. Choose another path."));
        owners.put(table.path(), entry.name());
      }
    }
  }

  private static Optional<String> owner(Map<String, String> owners, String path) {
    return owners.entrySet().stream()
        .filter(e -> overlaps(e.getKey(), path))
        .map(Map.Entry::getValue)
        .sorted()
        .findFirst();
  }

  private static boolean overlaps(String a, String b) {
    return (a + "/").startsWith(b + "/")
        || (b + "/").startsWith(a + "/")
        || a.equals(b + "_quarantine")
        || b.equals(a + "_quarantine");
  }

  boolean isInput(String name) {
    return inputs.find(name).isPresent();
  }

  boolean isTable(String name) {
    return tables.find(name).isPresent();
  }

  /** The columns of a table, as far as they were read. */
  Optional<Columns> columnsOf(String table) {
    return tables.value(table).flatMap(f -> new TableSection(table, f).columns());
  }

  /** All names that may be read. */
  List<String> names() {
    List<String> names = new ArrayList<>(tables.names());
    names.addAll(inputs.names());
    return names;
  }
}
