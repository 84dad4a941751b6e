package dev.headrace.definition;

import dev.headrace.pipeline.Cadence;
import dev.headrace.pipeline.ModelName;
import dev.headrace.pipeline.Placement;
import dev.headrace.pipeline.Read;
import dev.headrace.pipeline.StageName;
import dev.headrace.pipeline.TableName;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One of the {@code stages} of a file: what all kinds have in common.
 *
 * @param place where its name stands
 */
record StageSection(String name, Place place, Fields fields) {
  private static final Set<String> GIVEN = Set.of("interval_start", "interval_end", "interval_key");

  void check(
      Declared declared, Optional<ScheduleSection> schedule, CodeFiles code, Problems problems) {
    reads().forEach(read -> read.check(declared, problems));
    checkIntervals(problems);
    checkParameters(problems);
    writes().ifPresent(w -> checkWrites(w, declared, problems));
    schedule.ifPresent(
        s -> fields.found(StageKeys.EVERY).ifPresent(e -> checkEvery(e, s, problems)));
    fields.found(StageKeys.SQL).ifPresent(path -> code.read(path, ".sql", problems));
    fields.found(StageKeys.TRAIN).ifPresent(path -> code.read(path, ".py", problems));
    fields.found(StageKeys.PYTHON).ifPresent(path -> code.read(path, ".py", problems));
    if (fields.writes(StageKeys.SPARK)) {
      new JarStage(fields).check(code, problems);
    }
  }

  private void checkIntervals(Problems problems) {
    int intervals = reads().stream().mapToInt(StageRead::intervals).sum();
    if (intervals > StageKeys.MOST_INTERVALS) {
      problems.add(
          fields.placeOf(StageKeys.READS),
          "reads "
              + intervals
              + " intervals in all, but may read "
              + StageKeys.MOST_INTERVALS
              + ". Read fewer, or keep a table of longer intervals.");
    }
  }

  private void checkParameters(Problems problems) {
    for (Entries.Entry<String> parameter : parameterEntries().all()) {
      if (GIVEN.contains(parameter.name())) {
        problems.add(parameter.place(), "every stage is given this value. Choose another name.");
      }
    }
  }

  private static void checkWrites(Found<TableName> writes, Declared declared, Problems problems) {
    String table = writes.value().value();
    if (!declared.isTable(table)) {
      String question = Nearest.question(table, declared.tables().names());
      problems.add(
          writes.place(),
          "no table named "
              + Quoted.of(table)
              + "."
              + (question.isEmpty() ? " Declare it under tables." : question));
    }
  }

  private static void checkEvery(
      Found<Cadence> every, ScheduleSection schedule, Problems problems) {
    Optional<Cadence> shorter = schedule.every();
    if (shorter.isEmpty()) {
      return;
    }
    boolean fits =
        every.value().compareTo(shorter.get()) > 0
            && !(shorter.get() == Cadence.WEEK && every.value() == Cadence.MONTH);
    if (!fits) {
      problems.add(
          every.place(),
          "must be made of whole intervals of the schedule, but a "
              + every.value().word()
              + " is not made of "
              + shorter.get().word()
              + "s. Delete it, or change schedule.every.");
    } else if (shorter.get() == Cadence.HOUR && !schedule.hoursFitDays()) {
      problems.add(
          every.place(),
          "days of this zone do not begin on full hours of UTC. Choose another schedule.zone.");
    }
  }

  List<StageRead> reads() {
    Entries<Fields> entries =
        fields
            .value(StageKeys.READS)
            .or(() -> fields.value(StageKeys.READS_ONE))
            .orElse(Entries.none());
    return entries.all().stream()
        .flatMap(e -> e.value().map(f -> StageRead.of(e, f)).stream())
        .toList();
  }

  Optional<Found<TableName>> writes() {
    return fields.found(StageKeys.WRITES).or(() -> fields.found(StageKeys.WRITES_BY_CLASS));
  }

  /** The model that it makes. */
  Optional<Found<ModelName>> trains() {
    return fields.found(StageKeys.MODEL);
  }

  /** The table that it brings into BigQuery. */
  Optional<Found<TableName>> loads() {
    return fields.found(StageKeys.LOAD);
  }

  /** The model that it applies. */
  Optional<ModelName> scores() {
    return fields.value(StageKeys.SCORE);
  }

  List<Found<StageName>> after() {
    return fields.value(StageKeys.AFTER).orElse(List.of());
  }

  Optional<Cadence> every() {
    return fields.value(StageKeys.EVERY);
  }

  Duration timeout() {
    return fields.the(StageKeys.TIMEOUT);
  }

  /**
   * Where its jobs run.
   *
   * @param usual where those of the pipeline do
   */
  Optional<Placement> placement(Optional<Placement> usual) {
    return fields.value(StageKeys.PLACEMENT).map(PlacementRule.Site::cluster).orElse(usual);
  }

  SortedMap<String, Read> builtReads(Declared declared) {
    SortedMap<String, Read> built = new TreeMap<>();
    reads().forEach(read -> built.put(read.name(), read.build(declared)));
    return built;
  }

  SortedMap<String, String> parameters() {
    SortedMap<String, String> parameters = new TreeMap<>();
    parameterEntries().all().forEach(e -> parameters.put(e.name(), e.value().orElseThrow()));
    return parameters;
  }

  private Entries<String> parameterEntries() {
    return fields.value(StageKeys.PARAMETERS).orElse(Entries.none());
  }

  StageName stageName() {
    return new StageName(name);
  }

  /** The name of its last step: what others wait for. */
  StageName lastStep() {
    return trains().isPresent() ? new StageName(name + TrainSteps.GRADE) : stageName();
  }
}
