package dev.headrace.definition;

import dev.headrace.pipeline.Expectation;
import dev.headrace.pipeline.Expectation.Otherwise;
import java.util.List;
import java.util.Optional;

/** One of the expectations of a table. */
record ExpectationSection(Fields fields) {
  /** What holds of a table that says nothing of its rows: an empty result deletes an interval. */
  static final Expectation SOME_ROWS =
      new Expectation.RowCount(Optional.of(1L), Optional.empty(), Otherwise.FAIL);

  void check(Columns columns, Problems problems) {
    fields.value(ExpectationKeys.ROW_COUNT).ifPresent(f -> checkRowCount(f, problems));
    fields.value(ExpectationKeys.NOT_NULL).ifPresent(f -> checkColumns(f, columns, problems));
    fields.value(ExpectationKeys.RANGE).ifPresent(f -> checkRange(f, columns, problems));
    fields.value(ExpectationKeys.IN_SET).ifPresent(f -> checkColumn(f, columns, problems));
    fields.value(ExpectationKeys.UNIQUE).ifPresent(f -> checkColumns(f, columns, problems));
  }

  private static void checkRowCount(Fields rowCount, Problems problems) {
    checkBounds(rowCount, ExpectationKeys.MIN_ROWS, ExpectationKeys.MAX_ROWS, problems);
  }

  private static void checkRange(Fields range, Columns columns, Problems problems) {
    checkBounds(range, ExpectationKeys.MIN, ExpectationKeys.MAX, problems);
    checkColumn(range, columns, problems);
    Optional<Found<String>> column = range.found(ExpectationKeys.COLUMN);
    if (column.isPresent() && columns.isKnownNot(column.get().value(), ColumnType::isNumeric)) {
      problems.add(
          column.get().place(),
          Quoted.of(column.get().value())
              + " is of type "
              + columns.type(column.get().value()).orElseThrow()
              + ", and only numbers have a range. Write an expression instead.");
    }
  }

  private static void checkColumn(Fields expectation, Columns columns, Problems problems) {
    expectation
        .found(ExpectationKeys.COLUMN)
        .ifPresent(column -> columns.require("the table", column, problems));
  }

  private static void checkColumns(Fields expectation, Columns columns, Problems problems) {
    expectation
        .found(ExpectationKeys.COLUMNS)
        .ifPresent(named -> columns.requireAll("the table", named.value(), problems));
  }

  private static <T extends Comparable<T>> void checkBounds(
      Fields fields, Key<T> min, Key<T> max, Problems problems) {
    Optional<T> least = fields.value(min);
    Optional<T> most = fields.value(max);
    if (!fields.writes(min) && !fields.writes(max)) {
      problems.add(fields.place(), "has neither min nor max. Write one of them, or both.");
    } else if (least.isPresent() && most.isPresent() && least.get().compareTo(most.get()) > 0) {
      problems.add(
          fields.placeOf(min),
          "must not be above max, but " + least.get() + " is above " + most.get() + ". Swap them.");
    }
  }

  Expectation build() {
    return fields
        .value(ExpectationKeys.ROW_COUNT)
        .map(ExpectationSection::rowCount)
        .or(() -> fields.value(ExpectationKeys.NOT_NULL).map(ExpectationSection::notNull))
        .or(() -> fields.value(ExpectationKeys.RANGE).map(ExpectationSection::range))
        .or(() -> fields.value(ExpectationKeys.IN_SET).map(ExpectationSection::inSet))
        .or(() -> fields.value(ExpectationKeys.UNIQUE).map(ExpectationSection::unique))
        .orElseGet(() -> holds(fields.the(ExpectationKeys.EXPRESSION)));
  }

  private static Expectation rowCount(Fields f) {
    return new Expectation.RowCount(
        f.value(ExpectationKeys.MIN_ROWS),
        f.value(ExpectationKeys.MAX_ROWS),
        f.the(ExpectationKeys.ELSE_OF_ALL));
  }

  private static Expectation notNull(Fields f) {
    return new Expectation.NotNull(
        values(f.the(ExpectationKeys.COLUMNS)), f.the(ExpectationKeys.ELSE));
  }

  private static Expectation range(Fields f) {
    return new Expectation.Range(
        f.the(ExpectationKeys.COLUMN),
        f.value(ExpectationKeys.MIN),
        f.value(ExpectationKeys.MAX),
        f.the(ExpectationKeys.ELSE));
  }

  private static Expectation inSet(Fields f) {
    return new Expectation.InSet(
        f.the(ExpectationKeys.COLUMN),
        values(f.the(ExpectationKeys.VALUES)),
        f.the(ExpectationKeys.ELSE));
  }

  private static Expectation unique(Fields f) {
    return new Expectation.Unique(
        values(f.the(ExpectationKeys.COLUMNS)),
        f.the(ExpectationKeys.MIN_SHARE),
        f.the(ExpectationKeys.ELSE_OF_ALL));
  }

  private static Expectation holds(Fields f) {
    return new Expectation.Holds(
        f.the(ExpectationKeys.NAME), f.the(ExpectationKeys.SQL), f.the(ExpectationKeys.ELSE));
  }

  static List<String> values(List<Found<String>> found) {
    return found.stream().map(Found::value).toList();
  }

  /** The label it will have, if it was right: two of one label cannot be told apart. */
  Optional<String> label() {
    return fields.isRight() ? Optional.of(build().label()) : Optional.empty();
  }
}
