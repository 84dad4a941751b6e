package dev.headrace.definition;

import dev.headrace.pipeline.Cadence;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What holds of stages that train or apply a model, beyond what holds of every stage. */
record ModelRules(Declared declared, Optional<Cadence> schedule, Problems problems) {
  void checkTrain(StageSection stage) {
    Optional<StageRead> read = onlyTable(stage);
    if (read.isEmpty()) {
      return;
    }
    declared.columnsOf(read.get().target()).ifPresent(c -> checkColumns(stage, read.get(), c));
    stage.fields().value(StageKeys.HOLDOUT).ifPresent(h -> checkHoldout(h, read.get()));
  }

  private void checkColumns(StageSection stage, StageRead read, Columns columns) {
    String owner = owner(read);
    List<Found<String>> features = stage.fields().value(StageKeys.FEATURES).orElse(List.of());
    Optional<Found<String>> label = stage.fields().found(StageKeys.LABEL);
    columns.requireAll(owner, features, problems);
    features.forEach(feature -> checkNumber(columns, feature, "a model learns from numbers"));
    if (label.isPresent() && columns.require(owner, label.get(), problems)) {
      checkNumber(columns, label.get(), "a label is 0 or 1");
      if (features.stream().anyMatch(f -> f.value().equals(label.get().value()))) {
        problems.add(
            label.get().place(),
            "is a feature too: the model would see the answer. Take it out of features.");
      }
    }
  }

  private void checkNumber(Columns columns, Found<String> column, String why) {
    if (columns.isKnownNot(
        column.value(), type -> ColumnType.isNumeric(type) || type.equals("boolean"))) {
      problems.add(
          column.place(),
          Quoted.of(column.value())
              + " is of type "
              + columns.type(column.value()).orElseThrow()
              + ", but "
              + why
              + ". Make it a number in SQL first.");
    }
  }

  private void checkHoldout(Fields holdout, StageRead read) {
    Optional<Integer> kept = holdout.value(StageKeys.HOLDOUT_LAST);
    Optional<Duration> maturity = holdout.value(StageKeys.LABEL_MATURITY);
    if (kept.isEmpty() || maturity.isEmpty()) {
      return;
    }
    Duration interval = nominal(schedule.orElse(Cadence.DAY));
    long unripe = (maturity.get().toSeconds() + interval.toSeconds() - 1) / interval.toSeconds();
    if (kept.get() + unripe >= read.intervals()) {
      problems.add(
          holdout.placeOf(StageKeys.HOLDOUT_LAST),
          "leaves nothing to learn from: "
              + kept.get()
              + " intervals held out and "
              + unripe
              + " whose labels are too young, of "
              + read.intervals()
              + " that are read. Read more, or hold out fewer.");
    }
  }

  private static Duration nominal(Cadence cadence) {
    return switch (cadence) {
      case HOUR -> Duration.ofHours(1);
      case DAY -> Duration.ofDays(1);
      case WEEK -> Duration.ofDays(7);
      case MONTH -> Duration.ofDays(30);
    };
  }

  /** Checks a scoring stage; {@code trainer} is the stage of this file that makes its model. */
  void checkScore(StageSection stage, Optional<StageSection> trainer) {
    Optional<StageRead> read = onlyTable(stage);
    if (read.isEmpty()) {
      return;
    }
    if (read.get().intervals() != 1) {
      problems.add(
          read.get().fields().placeOf(StageKeys.LAST),
          "must be 1 interval: scores are of the run's own interval. Delete \"last\".");
    }
    Optional<Columns> columns = declared.columnsOf(read.get().target());
    if (columns.isPresent()) {
      List<Found<String>> keys = stage.fields().value(StageKeys.KEYS).orElse(List.of());
      columns.get().requireAll(owner(read.get()), keys, problems);
      trainer.ifPresent(t -> checkFeatures(t, read.get(), columns.get()));
    }
  }

  private void checkFeatures(StageSection trainer, StageRead read, Columns columns) {
    List<String> missing =
        trainer.fields().value(StageKeys.FEATURES).orElse(List.of()).stream()
            .map(Found::value)
            .filter(feature -> !columns.entries().names().contains(feature))
            .map(Quoted::of)
            .toList();
    if (!missing.isEmpty()) {
      problems.add(
          read.place(),
          owner(read)
              + " lacks "
              + Phrase.and(missing)
              + ", which stage "
              + Quoted.of(trainer.name())
              + " learns from. Score a table that has every feature.");
    }
  }

  private Optional<StageRead> onlyTable(StageSection stage) {
    List<StageRead> reads = stage.reads();
    if (reads.size() > 1) {
      problems.add(
          stage.fields().placeOf(StageKeys.READS_ONE),
          "must read one table, but reads " + reads.size() + ". Join them in a sql stage first.");
      return Optional.empty();
    }
    Optional<StageRead> only = reads.stream().findFirst();
    if (only.isPresent() && declared.isInput(only.get().target())) {
      problems.add(
          only.get().place(),
          "must be a table, but "
              + Quoted.of(only.get().target())
              + " is an input. Make a table of it in a sql stage first.");
      return Optional.empty();
    }
    return only;
  }

  private static String owner(StageRead read) {
    return "table " + Quoted.of(read.target());
  }
}
