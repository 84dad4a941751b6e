package dev.headrace.definition;

import dev.headrace.pipeline.Column;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The declared columns of a table or an input. */
record Columns(Entries<Fields> entries) {
  /** Reports names that Spark, which ignores case, takes for one. */
  void check(Problems problems) {
    Set<String> seen = new HashSet<>();
    for (Entries.Entry<Fields> column : entries.all()) {
      if (!seen.add(column.name().toLowerCase(Locale.ROOT))) {
        problems.add(
            column.place(), "differs from another column in case only. Rename one of them.");
      }
    }
  }

  /** Reports a column that is not there; {@code owner} says whose it should be. */
  boolean require(String owner, Found<String> column, Problems problems) {
    boolean known = entries.names().contains(column.value());
    if (!known) {
      String question = Nearest.question(column.value(), entries.names());
      problems.add(
          column.place(),
          owner
              + " has no column "
              + Quoted.of(column.value())
              + "."
              + (question.isEmpty() ? " Declare it, or write one that is there." : question));
    }
    return known;
  }

  void requireAll(String owner, List<Found<String>> columns, Problems problems) {
    Set<String> seen = new HashSet<>();
    for (Found<String> column : columns) {
      if (require(owner, column, problems) && !seen.add(column.value())) {
        problems.add(column.place(), "stands here twice. Keep one of them.");
      }
    }
  }

  /** The type of a column, if it is known and right. */
  Optional<String> type(String column) {
    return entries.value(column).flatMap(c -> c.value(TableKeys.TYPE));
  }

  /** Whether a column is known not to be of such a type. */
  boolean isKnownNot(String column, Predicate<String> wanted) {
    return type(column).isPresent() && !wanted.test(type(column).get());
  }

  List<Column> build() {
    return entries.all().stream().map(e -> build(e.name(), e.value().orElseThrow())).toList();
  }

  private static Column build(String name, Fields column) {
    return new Column(
        name,
        column.the(TableKeys.TYPE),
        column.the(TableKeys.NULLABLE),
        column.the(TableKeys.DESCRIPTION));
  }
}
